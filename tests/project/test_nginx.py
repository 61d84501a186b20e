"""The example's site in a real nginx, without TLS, in front of a real server: it sends files itself, as it is told."""

import json
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import which

import pytest
import requests

from tests.fixtures.servers import ROOT, free_port, running_server
from tests.fixtures.wire import wait_until

EXAMPLE = (ROOT / "deploy" / "nginx.conf").read_text()
LAST_SERVER = re.compile(r"^server \{\n    listen 443 ssl http2;.*", re.MULTILINE | re.DOTALL)
AS_ROOT = "user root;"  # it would go on as nobody, who may not read what tests write
FRAME = """
{user}
worker_processes 1;
pid {folder}/pid;
error_log {folder}/errors;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""
CONTENT = bytes(range(256)) * 8192
TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Site:
    """What clients reach: nginx."""

    url: str

    def keep(self, content: bytes, name: str) -> str:
        """Where the file is now."""
        kept = requests.post(
            f"{self.url}/api/v1/files/",
            content,
            params={"name": name},
            headers={"Content-Type": "application/octet-stream"},
            timeout=TIMEOUT_S,
        )
        assert kept.status_code == 201, kept.text
        return f"{self.url}/api/v1/files/{kept.json()['id']}"


def configuration(folder: Path, *, port: int, behind: int, files: Path) -> str:
    """nginx's own, around the example's last server."""
    upstream = EXAMPLE[: EXAMPLE.index("# Who asks for another host")].replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
    found = LAST_SERVER.search(EXAMPLE)
    assert found
    site = found[0].replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    site = re.sub(r"^    ssl_.*\n", "", site, flags=re.MULTILINE)
    site = site.replace("images.example.org", "localhost").replace("/var/lib/imgsvc/files/", f"{files}/")
    return FRAME.format(folder=folder, site=upstream + site, user="" if os.geteuid() else AS_ROOT)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """nginx and the server, strangers may keep files."""
    program = which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
    if program is None:
        pytest.fail("The tests need nginx: apt-get install nginx-light", pytrace=False)
    folder, data, port = tmp_path_factory.mktemp("nginx"), tmp_path_factory.mktemp("data"), free_port()
    chosen = {
        "IMGSVC_ACCEL_REDIRECT": "/_files/",
        "IMGSVC_TRUST_PROXY": "1",
        "IMGSVC_ANONYMOUS_FILES": "1",
        "WEB_CONCURRENCY": "1",
    }
    with running_server(data, **chosen) as server:
        text = configuration(folder, port=port, behind=server.port, files=data / "files")
        (folder / "nginx.conf").write_text(text)
        command = [program, "-e", "stderr", "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_until(lambda: _listens(port), "nginx takes connections")
            yield Site(f"http://localhost:{port}")
        finally:
            process.terminate()
            process.wait(TIMEOUT_S)


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def get(url: str, **headers: str) -> requests.Response:
    """The answer, with underscores in the names of headers for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.get(url, headers=named, timeout=TIMEOUT_S)


def test_a_file_comes_whole_with_imgsvcs_headers(site: Site) -> None:
    answer = get(site.keep(CONTENT, "film.bin"))
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="film.bin"'
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Content-Type"]) == (
        "nosniff",
        "application/octet-stream",
    )
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "X-Accel-Redirect" not in answer.headers


RANGES = {
    "the middle": ({"Range": "bytes=10-19"}, 206, CONTENT[10:20]),
    "the end": ({"Range": "bytes=-5"}, 206, CONTENT[-5:]),
    "of another version": ({"Range": "bytes=0-3", "If_Range": '"another"'}, 200, CONTENT),
    "of this version": ({"Range": "bytes=0-3", "If_Range": "{etag}"}, 206, CONTENT[:4]),
    "behind the end": ({"Range": "bytes=99999999-"}, 416, None),
    "known already": ({"If_None_Match": "{etag}"}, 304, b""),
    "expected to be another": ({"If_Match": '"another"'}, 412, None),
}


@pytest.mark.parametrize("case", RANGES)
def test_ranges_and_conditions_hold(site: Site, case: str) -> None:
    headers, status, content = RANGES[case]
    file = site.keep(CONTENT, "film.bin")
    etag = get(file).headers["ETag"]
    answer = get(file, **{name: value.format(etag=etag) for name, value in headers.items()})
    assert answer.status_code == status
    assert content is None or answer.content == content


@pytest.mark.parametrize("path", ["/_files/", "/_files/../files/", "/_files/%2e%2e/db.sqlite3"])
def test_nobody_reaches_the_folder_itself(site: Site, path: str) -> None:
    assert get(f"{site.url}{path}").status_code in (400, 404)


def test_a_batch_comes_through_as_it_is_made(site: Site, cat_jpeg: bytes) -> None:
    answer = requests.post(
        f"{site.url}/api/v1/batch/",
        files=[("image", ("cat.jpg", cat_jpeg))] * 3,
        headers={"Accept": "application/x-ndjson"},
        timeout=TIMEOUT_S,
    )
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["event"] for line in lines] == ["picture"] * 3 + ["done"]
