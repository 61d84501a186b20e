"""docs/access.md: its lines are run as they stand, against a real server."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from filters.models import SCOPES
from filters.services.presets import MOST_OWN
from imgsvc.settings import AXES_COOLOFF_TIME, AXES_FAILURE_LIMIT
from tests.fixtures.servers import Server, manage, project_environ, running_server

PAGE = (Path(settings.BASE_DIR) / "docs" / "access.md").read_text(encoding="utf-8")
LINES = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
COMMANDS = [shlex.split(line)[1:] for line in LINES if line.startswith("manage.py ")]
CURLS = [line for line in LINES if line.startswith("curl ")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that keeps strangers out, so that a key is really needed."""
    with running_server(tmp_path_factory.mktemp("access"), WEB_CONCURRENCY="1", IMGSVC_ANONYMOUS="false") as server:
        yield server


def test_every_line_is_run_here() -> None:
    assert len(COMMANDS) == 6 and len(CURLS) == 4
    assert len(COMMANDS) + len(CURLS) == len(LINES)


def test_its_lines_do_what_it_says(server: Server, tmp_path: Path, cat_jpeg: bytes) -> None:
    environ = project_environ(server.data_dir)
    (tmp_path / "cat.jpg").write_bytes(cat_jpeg)
    create, show, revoke, *resets = COMMANDS
    key = manage(*create, environ=environ).stdout.strip()
    prefix = key.partition(".")[0]
    assert prefix in manage(*show, environ=environ).stdout
    for line in CURLS:
        done = shell(line.replace("http://127.0.0.1:8000", server.url), tmp_path, key)
        assert (done.returncode, done.stderr) == (0, ""), done
    assert (tmp_path / "cat.webp").read_bytes()[8:12] == b"WEBP"
    assert (tmp_path / "card.jpg").read_bytes()[:2] == b"\xff\xd8"
    assert "is revoked" in manage(*revoke[:-1], prefix, environ=environ).stdout
    for command in resets:
        assert manage(*command, environ=environ).returncode == 0


def test_without_the_key_its_lines_do_nothing(server: Server, tmp_path: Path, cat_jpeg: bytes) -> None:
    (tmp_path / "cat.jpg").write_bytes(cat_jpeg)
    for line in CURLS:
        done = shell(line.replace("http://127.0.0.1:8000", server.url), tmp_path, f"AAAAAAAA.{'x' * 32}")
        assert "HTTP/1.1 401" in done.stderr or done.returncode == 22, done
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cat.jpg"]


def shell(line: str, folder: Path, key: str) -> "subprocess.CompletedProcess[str]":
    """Run the line; an error status is a failure."""
    quiet = line.replace("curl ", "curl --fail --silent --show-error --noproxy '*' ", 1)
    return subprocess.run(
        ["/bin/sh", "-c", quiet], cwd=folder, env={"KEY": key, "PATH": "/usr/bin:/bin"}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


def test_it_names_every_scope() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == set(SCOPES)


def test_its_numbers_are_those_of_the_code() -> None:
    assert f"up to {MOST_OWN} presets" in PAGE
    assert AXES_FAILURE_LIMIT == 5 and "Five failed logins" in PAGE
    assert f"pause of {AXES_COOLOFF_TIME.seconds // 60} minutes" in PAGE
