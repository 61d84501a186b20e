"""Pillow's own test pictures, those that once crashed it among them, out of its source distribution.

pip fetches the version that requirements.txt pins, from wherever it is set to, and verifies its hash; nothing is
compiled or installed. The pictures stay in var/corpus/, 58 MB, and are not fetched twice. `python -m
tests.corpus.fetch` does no more than that.
"""

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fixtures.servers import ROOT

REQUIREMENTS = ROOT / "requirements.txt"
PACKAGE = "pillow"
IMAGES = "Tests/images/"
FOLDER = ROOT / "var" / "corpus"


def requirement(text: str, package: str = PACKAGE) -> str:
    """The lines of a requirements file that pin the package: its version and its hashes."""
    lines = text.splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{package}=="))
    end = next(number for number in range(start, len(lines)) if not lines[number].rstrip().endswith("\\"))
    return "".join(lines[start : end + 1])


def fetch(folder: Path = FOLDER) -> Path:
    """The folder with the pictures of the pinned version, fetched if they are not there. Raises CalledProcessError."""
    pinned = requirement(REQUIREMENTS.read_text())
    version = pinned.split()[0].partition("==")[2]
    images = folder / f"{PACKAGE}-{version}"
    if images.is_dir():
        return images
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as name:
        temporary = Path(name)
        unpack(_download(pinned, temporary), temporary / "images")
        shutil.move(temporary / "images", images)
    return images


def _download(pinned: str, folder: Path) -> Path:
    (folder / "requirements.txt").write_text(pinned)
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download", "--no-deps"]
    command += ["--no-binary", PACKAGE, "--require-hashes", "--requirement", "requirements.txt", "--dest", "."]
    subprocess.run(command, cwd=folder, check=True)
    (archive,) = folder.glob(f"{PACKAGE}-*.tar.gz")
    return archive


def unpack(archive: Path, folder: Path) -> None:
    """The pictures of a source distribution and nothing else of it, in a flat folder."""
    folder.mkdir()
    with tarfile.open(archive) as source:
        for member, name in _images(source):
            content = source.extractfile(member)
            assert content is not None
            with content, (folder / name).open("wb") as file:
                shutil.copyfileobj(content, file)


def _images(source: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, str]]:
    """The files under `Tests/images`, each with its path there as one name."""
    for member in source:
        _, found, path = member.name.partition(f"/{IMAGES}")
        if member.isfile() and found:
            yield member, path.replace("/", "__")


if __name__ == "__main__":
    fetch()
