"""What is taken out of a source distribution, and what pip is told to fetch. No network is asked."""

import io
import tarfile
from pathlib import Path

import pytest

from tests.corpus.fetch import PACKAGE, REQUIREMENTS, requirement, unpack


def test_the_pinned_version_comes_with_its_hashes_and_nothing_else() -> None:
    pinned = "pillow==13.0.0 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"
    before, after = "numpy==2.0 \\\n    --hash=sha256:aa\n", "qoi==1 \\\n    --hash=sha256:dd\n"
    assert requirement(before + pinned + after) == pinned


def test_the_project_pins_it() -> None:
    pinned = requirement(REQUIREMENTS.read_text())
    assert pinned.startswith(f"{PACKAGE}==")
    assert pinned.count("--hash=sha256:") > 1


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "pillow-1.tar.gz"
    with tarfile.open(path, "w:gz") as target:
        for name in ("pillow-1/setup.py", "pillow-1/Tests/images/a.png", "pillow-1/Tests/images/crash/b.tif"):
            member = tarfile.TarInfo(name)
            member.size = len(name)
            target.addfile(member, io.BytesIO(name.encode()))
        link = tarfile.TarInfo("pillow-1/Tests/images/link.png")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        target.addfile(link)
    return path


def test_pictures_are_taken_and_nothing_else(archive: Path, tmp_path: Path) -> None:
    unpack(archive, tmp_path / "images")
    assert sorted(path.name for path in (tmp_path / "images").iterdir()) == ["a.png", "crash__b.tif"]
    assert (tmp_path / "images" / "crash__b.tif").read_text() == "pillow-1/Tests/images/crash/b.tif"
