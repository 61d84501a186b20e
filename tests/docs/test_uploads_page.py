"""docs/uploads.md: what it shows is run against a real server, and its tables are those of the code."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from django.conf import settings

from filters.api import tus
from filters.codes import KINDS
from filters.services.chunks import MOST_SEGMENTS, SEGMENT, STALE_S
from filters.services.resumable import MOST_UPLOADS
from tests.fixtures.servers import Server, manage, project_environ, running_server

PAGE = (Path(settings.BASE_DIR) / "docs" / "uploads.md").read_text(encoding="utf-8")
CREATE, PATCH = re.findall(r"^curl .*$", PAGE, re.MULTILINE)
PYTHON = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
TIMEOUT_S = 60


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("uploads"), WEB_CONCURRENCY="1") as server:
        yield server


@pytest.fixture(scope="module")
def key(server: Server) -> str:
    done = manage("api_key", "create", "shop", "--scopes", "files", environ=project_environ(server.data_dir))
    return done.stdout.strip()


def shell(line: str, server: Server, **environ: str) -> str:
    """What the line writes; an error status is a failure."""
    line = line.replace("http://127.0.0.1:8000", server.url).replace("curl ", "curl --fail -sS --noproxy '*' ", 1)
    done = subprocess.run(
        ["/bin/sh", "-c", line], env={"PATH": "/usr/bin:/bin", **environ}, capture_output=True, text=True,
        timeout=TIMEOUT_S, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


def header(answer: str, name: str) -> str:
    found = re.search(rf"^{name}: (.*)$", answer, re.MULTILINE)
    assert found, answer
    return found[1]


def test_its_lines_upload_a_file(server: Server, key: str) -> None:
    location = header(shell(CREATE, server, KEY=key), "Location")
    answer = shell(PATCH, server, KEY=key, LOCATION=location)
    assert answer.startswith("HTTP/1.1 204") and header(answer, "Upload-Offset") == "11"
    path = header(answer, "Content-Location")
    assert path == f"/api/v1/files/{header(answer, 'Imgsvc-File')}/"
    kept = requests.get(server.url + path, headers={"Authorization": f"Api-Key {key}"}, timeout=TIMEOUT_S)
    assert kept.content == b"hello world" and "hello.txt" in kept.headers["Content-Disposition"]


def test_its_python_uploads_a_file(server: Server, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("holiday.mp4").write_bytes(b"a film" * 1000)
    exec(PYTHON.replace("https://images.example.org", server.url), {"key": key})  # of our own page
    kept = requests.get(
        f"{server.url}/api/v1/files/holiday.mp4/", headers={"Authorization": f"Api-Key {key}"}, timeout=TIMEOUT_S
    )
    assert kept.content == b"a film" * 1000


def test_its_extensions_are_those_that_are_announced() -> None:
    rows = re.findall(
        r"^\| ([a-z]+[a-z-]+) \|", PAGE.partition("| extension |")[2].partition("Concatenation")[0], re.MULTILINE
    )
    assert set(rows) == {"core", *tus.EXTENSIONS}
    assert "`sha256`, `sha1` or `md5`" in PAGE and set(tus.CHECKSUMS) == {"sha256", "sha1", "md5"}


def test_its_errors_are_those_of_the_table() -> None:
    rows = re.findall(r"^\| ([\d, ]+) \| ([`\w, ]+) \|", PAGE.partition("## Errors")[2], re.MULTILINE)
    assert len(rows) == 12
    for statuses, codes in rows:
        told = {KINDS[code].status for code in re.findall(r"\w+", codes)}
        assert told == {int(status) for status in statuses.split(",")}


def test_its_figures_are_those_of_the_code() -> None:
    assert f"| chunks of one upload | {MOST_SEGMENTS} |" in PAGE
    assert f"| uploads of one owner under way | {MOST_UPLOADS} |" in PAGE
    assert f"{SEGMENT >> 20} MiB" in PAGE and f"{STALE_S:.0f} seconds" in PAGE
