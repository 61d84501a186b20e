"""docs/fetch.md: its lines are run as they stand, against a real server that asks another one."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from filters.services.outbound import AT_ONCE, AT_ONCE_EACH
from tests.fixtures.others import Other, answer, other_server
from tests.fixtures.servers import Server, manage, prepare, project_environ, started_server

PAGE = (Path(settings.BASE_DIR) / "docs" / "fetch.md").read_text(encoding="utf-8")
LINES = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
LIST = "from filters.models import RemoteHost; RemoteHost.objects.create(host='127.0.0.1', port={}, private=True)"


@pytest.fixture(scope="module")
def other() -> Iterator[Other]:
    """The other server."""
    with other_server(b"") as running:
        yield running


@pytest.fixture(scope="module")
def server(other: Other, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that asks those that are listed."""
    data, mode = tmp_path_factory.mktemp("fetch"), {"IMGSVC_FETCH": "listed"}
    prepare(data, **mode)
    listed = manage("shell", "-c", LIST.format(other.port), environ=project_environ(data, **mode))
    assert listed.returncode == 0, listed.stderr
    with started_server(data, WEB_CONCURRENCY="1", **mode) as running:
        yield running


def test_its_lines_do_what_it_says(server: Server, other: Other, tmp_path: Path, cat_jpeg: bytes) -> None:
    other.say = lambda connection, head: connection.sendall(answer(cat_jpeg))
    assert len(LINES) == 3
    for line in LINES:
        here = line.replace("http://127.0.0.1:8000", server.url).replace("https://images.example.org", other.url(""))
        done = subprocess.run(
            [*shlex.split(here), "--fail", "--silent", "--show-error"],
            cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, ""), line
    assert (tmp_path / "cat.webp").read_bytes()[8:12] == b"WEBP"
    assert (tmp_path / "copy.jpg").read_bytes() == cat_jpeg
    with Image.open(tmp_path / "small.jpg") as small:
        assert small.width == 200
    assert len(other.heads) == 3


def test_its_numbers_are_those_of_the_code() -> None:
    assert f"{AT_ONCE_EACH} files are fetched for one client and {AT_ONCE} by each web process" in PAGE
