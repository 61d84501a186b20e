"""docs/batch.md: its lines are run as they stand, against a real server."""

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from filters import conf
from filters.api.batch_fields import ORDERS, TYPES, BatchSerializer
from filters.api.serializers import field_names
from filters.services.batch import LOOKAHEAD
from filters.streams.duplex import HEARTBEAT_S
from tests.docs.test_access_page import shell
from tests.fixtures.servers import Server

PAGE = (Path(settings.BASE_DIR) / "docs" / "batch.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8000"
PICTURES = 'const pictures = ["cat.jpg", "dog.png"].map((name) => new Blob([require("fs").readFileSync(name)]));'


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path, photo: "object", cat_jpeg: bytes) -> Path:
    """A folder with the files that the page names."""
    assert callable(photo)
    (tmp_path / "cat.jpg").write_bytes(cat_jpeg)
    (tmp_path / "dog.png").write_bytes(photo("PNG"))
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.write(tmp_path / "cat.jpg", "photos/cat.jpg")
        archive.write(tmp_path / "dog.png", "photos/dog.png")
    return tmp_path


def test_its_lines_do_what_it_says(gunicorn_server: Server, folder: Path) -> None:
    [block] = blocks("sh")
    done = [shell(line.replace(ADDRESS, gunicorn_server.url), folder, "") for line in block.splitlines()]
    assert [(one.returncode, one.stderr) for one in done] == [(0, "")] * 4
    names = {
        path.stem: zipfile.ZipFile(io.BytesIO(path.read_bytes())).namelist()
        for path in folder.glob("*.zip")
        if path.stem != "photos"
    }
    assert names == {
        "small": ["cat.jpg", "dog.png"], "noir": ["cat.webp", "dog.webp"], "png": ["cat.png", "dog.png"],
    }  # fmt: skip
    assert [json.loads(line)["event"] for line in done[-1].stdout.splitlines()] == ["picture", "picture", "done"]


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


def test_its_python_does_what_it_says(gunicorn_server: Server, folder: Path) -> None:
    [block] = blocks("python")
    printed = run([sys.executable, "-c", block.replace(ADDRESS, gunicorn_server.url)], folder)
    assert [line.partition("'event': '")[2].partition("'")[0] for line in printed.splitlines()] == [
        "picture", "picture", "done",
    ]  # fmt: skip


def test_its_javascript_does_what_it_says(gunicorn_server: Server, folder: Path) -> None:
    [block] = blocks("js")
    (folder / "batch.cjs").write_text(
        f"{PICTURES}\n(async () => {{\n{block.replace(ADDRESS, gunicorn_server.url)}\n}})();"
    )
    assert run(["node", "--no-warnings", "batch.cjs"], folder).split() == ["picture", "picture", "done"]


def test_it_names_every_field_and_answer() -> None:
    assert all(f"`{name}`" in PAGE for name in ("order", "answer", "result", "filename", "file", "image", "zip"))
    assert all(f"| `{media_type}`" in PAGE for media_type in TYPES)
    assert all(f"`{order}`" in PAGE for order in ORDERS)
    assert {"pipeline", "preset", "format", "quality"} < set(field_names(BatchSerializer))


def test_its_numbers_are_those_of_the_code() -> None:
    assert f"every {HEARTBEAT_S:g} s" in PAGE
    assert LOOKAHEAD == 2 and "two for each pixel worker" in PAGE
    assert conf.max_batch() == 1000
