"""docs/forward.md: its lines are run as they stand, against a real server and another one."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from filters.models import Destination
from tests.fixtures.recorders import Recorder, recorder
from tests.fixtures.servers import Server, manage, project_environ, running_server

PAGE = (Path(settings.BASE_DIR) / "docs" / "forward.md").read_text(encoding="utf-8")
CURLS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
REGISTER = """
from filters.models import Destination
Destination.objects.create(slug="archive", title="Archive", url="{url}", private=True)
"""


@pytest.fixture(scope="module")
def remote() -> Iterator[Recorder]:
    with recorder() as found:
        yield found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, remote: Recorder) -> Iterator[Server]:
    """A server where the destination is registered."""
    with running_server(tmp_path_factory.mktemp("forward"), WEB_CONCURRENCY="1") as server:
        code = REGISTER.format(url=remote.url("/{name}"))
        done = manage("shell", "-c", code, environ=project_environ(server.data_dir))
        assert done.returncode == 0, done.stderr
        yield server


@pytest.fixture(scope="module")
def key(server: Server) -> str:
    made = manage("api_key", "create", "shop", "--scopes", "process", environ=project_environ(server.data_dir))
    return made.stdout.strip()


def run(line: str, folder: Path, key: str) -> "subprocess.CompletedProcess[str]":
    """Run the line; an error status is a failure."""
    quiet = line.replace("curl ", "curl --fail --silent --show-error --noproxy '*' ", 1)
    return subprocess.run(
        ["/bin/sh", "-c", quiet], cwd=folder, env={"KEY": key, "PATH": "/usr/bin:/bin"}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


def test_it_has_lines_to_run() -> None:
    assert len(CURLS) == 8


@pytest.mark.parametrize("number", range(8))
def test_a_line_does_what_it_says(
    server: Server, remote: Recorder, key: str, tmp_path: Path, cat_jpeg: bytes, number: int
) -> None:
    (tmp_path / "cat.jpg").write_bytes(cat_jpeg)
    done = run(CURLS[number].replace("http://127.0.0.1:8000", server.url), tmp_path, key)
    assert (done.returncode, done.stdout, done.stderr) == (0, '{"stored": true}', "")
    filters = re.search("operation|preset", CURLS[number]) is not None
    assert (remote.last().kept != cat_jpeg) == filters


def test_without_the_key_a_line_does_nothing(server: Server, remote: Recorder, tmp_path: Path, cat_jpeg: bytes) -> None:
    (tmp_path / "cat.jpg").write_bytes(cat_jpeg)
    before = len(remote.got)
    done = run(CURLS[0].replace("http://127.0.0.1:8000", server.url), tmp_path, f"AAAAAAAA.{'x' * 32}")
    assert (done.returncode, len(remote.got)) == (22, before)


def test_it_tells_of_every_field() -> None:
    labels = {str(field.verbose_name).capitalize() for field in Destination._meta.fields} - {"Id", "Title", "Field"}
    told = {label for row in re.findall(r"^\| ([A-Z][^|]*) \|", PAGE, re.MULTILINE) for label in row.split(", ")}
    assert {"Url" if label == "URL" else label for label in told} == labels
