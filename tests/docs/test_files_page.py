"""docs/files.md: its lines are run as they stand, against a real server, and its numbers are those of the code."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from filters.codes import KINDS
from filters.services.names import LONGEST
from filters.services.pruning import YOUNG
from imgsvc.storages.bucket import PART
from tests.docs.test_access_page import shell
from tests.fixtures.servers import ROOT, Server, manage, project_environ, running_server

PAGE = (Path(settings.BASE_DIR) / "docs" / "files.md").read_text(encoding="utf-8")
LINES = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
COMMANDS = [shlex.split(line)[1:] for line in LINES if line.startswith("manage.py ")]
CURLS = [line for line in LINES if line.startswith("curl ")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("files"), WEB_CONCURRENCY="1") as server:
        yield server


def test_every_line_is_run_here() -> None:
    assert (len(COMMANDS), len(CURLS)) == (3, 11)
    assert len(COMMANDS) + len(CURLS) == len(LINES)


def test_its_lines_do_what_it_says(server: Server, tmp_path: Path, cat_jpeg: bytes) -> None:
    environ = project_environ(server.data_dir)
    for name in ("cat.jpg", "dog.jpg"):
        (tmp_path / name).write_bytes(cat_jpeg)
    create, prune, orphans = COMMANDS
    key = manage(*create, environ=environ).stdout.strip()
    said = []
    for line in CURLS:
        done = shell(line.replace("http://127.0.0.1:8000", server.url), tmp_path, key)
        assert (done.returncode, done.stderr) == (0, ""), (line, done)
        said.append(done.stdout)
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert json.loads(said[0]).keys() == json.loads(example).keys()
    assert [file["name"] for file in json.loads(said[2])] == ["cat.jpg", "dog.jpg"]
    for name in ("whole.jpg", "again.jpg"):
        assert (tmp_path / name).read_bytes() == cat_jpeg
    assert (tmp_path / "head.bin").read_bytes() == cat_jpeg[:1024]
    assert (tmp_path / "cat.webp").read_bytes()[8:12] == b"WEBP"
    assert json.loads(said[6])["media_type"] == "image/jpeg"
    assert json.loads(said[7])["count"] == 4
    assert json.loads(said[9])["name"] == "tom.jpg"
    for command in (prune, orphans):
        assert manage(*command, environ=environ).stdout == "Nothing is over.\n"


def test_its_codes_and_settings_are_those_there_are() -> None:
    for status, code in re.findall(r"(\d{3}) `(\w+)`", PAGE):
        assert KINDS[code].status == int(status) or (status, code) == ("404", "file_unknown")
    written = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for name in re.findall(r"`(IMGSVC_\w+|STORAGE_URL)", PAGE):
        assert f"`{name}`" in written


def test_its_numbers_are_those_of_the_code() -> None:
    assert f"at most {LONGEST} characters" in PAGE
    assert f"parts of {PART >> 20} MiB" in PAGE
    assert YOUNG.total_seconds() == 3600 and "nothing younger than an hour" in PAGE


def test_its_parts_of_nginx_are_in_the_example() -> None:
    example = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for block in re.findall(r"```nginx\n(.*?)```", PAGE, re.DOTALL):
        for line in block.splitlines():
            assert line.strip() in example
