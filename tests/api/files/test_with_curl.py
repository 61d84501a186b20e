"""Files with curl, against a real gunicorn: large bodies, ranges as players ask for them, clients at one time."""

import hashlib
import json
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.fixtures.buckets import BUCKET, CREDENTIALS, PREFIX, REGION
from tests.fixtures.files import stored
from tests.fixtures.servers import Server, manage, project_environ, running_server
from tests.fixtures.wire import wait_until

MEBI = 1 << 20
DATA = Random(1).randbytes(5 * MEBI + 321)
CURL = ["curl", "--silent", "--show-error", "--noproxy", "*", "--max-time", "60"]


class Client:
    """curl with an API key, in a folder."""

    def __init__(self, server: Server, folder: Path, **variables: str) -> None:
        self.server = server
        self.folder = folder
        done = manage(
            "api_key", "create", "a", "--scopes", "files", environ=project_environ(server.data_dir, **variables)
        )
        self.header = f"Authorization: Api-Key {done.stdout.strip()}"

    def curl(self, path: str, *options: str, code: int = 0) -> bytes:
        """What it writes; `code` is what it exits with."""
        url = f"{self.server.url}/api/v1/files/{path}"
        command = [*CURL, "--header", self.header, *options, url]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, check=False, timeout=90)
        assert done.returncode == code, done.stderr.decode()
        return done.stdout

    def json(self, path: str, *options: str) -> Any:
        """The JSON that it writes."""
        return json.loads(self.curl(path, *options))

    def status(self, path: str, *options: str) -> int:
        """The status of the answer, whose body is thrown away."""
        return int(self.curl(path, "--output", "/dev/null", "--write-out", "%{http_code}", *options))

    def kept(self) -> list[str]:
        """The keys that its server has in its folder."""
        return stored(self.server.data_dir / "files")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One of a server with a folder, with a file of five megabytes to send."""
    folder = tmp_path_factory.mktemp("curl")
    (folder / "data.bin").write_bytes(DATA)
    with running_server(tmp_path_factory.mktemp("files")) as server:
        yield Client(server, folder)


@pytest.fixture(scope="module")
def video(client: Client) -> str:
    """The id of a file that a player asks for in parts."""
    return str(client.json("film.bin", "-T", "data.bin")["id"])


def test_a_file_goes_up_and_comes_down(client: Client) -> None:
    file = client.json("up.bin", "-T", "data.bin")
    assert (file["size"], file["sha256"]) == (len(DATA), hashlib.sha256(DATA).hexdigest())
    assert client.curl(file["id"]) == DATA


def test_a_body_of_unknown_length_goes_up(client: Client) -> None:
    options = ("-T", "data.bin", "-H", "Transfer-Encoding: chunked")
    assert client.json("chunked.bin", *options)["size"] == len(DATA)


def test_several_files_go_up_in_one_form(client: Client) -> None:
    (client.folder / "small.txt").write_text("text")
    files = client.json("", "-F", "visibility=public", "-F", "a=@data.bin", "-F", "b=@small.txt;filename=other.txt")
    assert [(file["name"], file["size"]) for file in files] == [("data.bin", len(DATA)), ("other.txt", 4)]
    assert client.curl(files[1]["id"]) == b"text"


def test_what_goes_slowly_arrives_too(client: Client) -> None:
    (client.folder / "slow.bin").write_bytes(DATA[:600_000])
    assert client.json("slow.bin", "-T", "slow.bin", "--limit-rate", "400k")["size"] == 600_000
    assert client.curl("slow.bin", "--limit-rate", "400k") == DATA[:600_000]


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("0-99", 0, 100), ("100-", 100, None), ("-5", len(DATA) - 5, None), ("1048575-1048576", MEBI - 1, MEBI + 1)],
)
def test_a_range_comes_down(asked: str, start: int, stop: int | None, client: Client, video: str) -> None:
    assert client.curl(video, "-r", asked) == DATA[start:stop]
    assert client.status(video, "-r", asked) == 206


def test_several_ranges_come_down_as_parts(client: Client, video: str) -> None:
    body = client.curl(video, "-r", "0-9,1000000-1000009")
    assert DATA[:10] in body and DATA[1_000_000:1_000_010] in body
    assert len(body) < 1000


def test_a_range_behind_the_end_does_not(client: Client, video: str) -> None:
    assert client.status(video, "-r", f"{len(DATA)}-") == 416


def test_a_download_that_broke_off_goes_on(client: Client, video: str) -> None:
    target = client.folder / "resumed.bin"
    target.write_bytes(DATA[:2_000_000])
    client.curl(video, "-C", "-", "--output", target.name)
    assert target.read_bytes() == DATA


def test_a_player_seeks_in_a_film(client: Client, video: str) -> None:
    """All from the start, left after a while; the end, where an MP4 may have its table; then from the middle on."""
    head = client.curl(video, "--head").decode()
    etag = next(line.split(": ")[1] for line in head.splitlines() if line.lower().startswith("etag"))
    assert "accept-ranges: bytes" in head.lower() and f"content-length: {len(DATA)}" in head.lower()
    too_much = 63  # curl's exit code where a file is larger than it may be
    client.curl(video, "-r", "0-", "--max-filesize", "1000", code=too_much)
    assert client.curl(video, "-r", "-1000") == DATA[-1000:]
    assert client.curl(video, "-r", "3000000-", "-H", f"If-Range: {etag}") == DATA[3_000_000:]
    assert client.status(video, "-r", "3000000-", "-H", 'If-Range: "another"') == 200
    assert client.status(video, "-H", f"If-None-Match: {etag}") == 304


def test_who_puts_the_same_at_one_time_shares_it(client: Client) -> None:
    before = len(client.kept())
    (client.folder / "shared.bin").write_bytes(b"shared" * 200_000)
    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(lambda number: client.status(f"shared{number}", "-T", "shared.bin"), range(6)))
    assert statuses == [201] * 6
    assert len(client.kept()) == before + 1


def test_who_puts_one_name_at_one_time_makes_one_file(client: Client) -> None:
    for number in range(4):
        (client.folder / f"version{number}").write_bytes(bytes([number]) * 300_000)
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda number: client.status("one-name", "-T", f"version{number}"), range(4)))
    assert sorted(statuses) == [200, 200, 200, 201]
    assert len(set(client.curl("one-name"))) == 1
    assert [file["name"] for file in client.json("?limit=1000")["results"]].count("one-name") == 1


def test_who_leaves_in_the_middle_leaves_nothing(client: Client) -> None:
    before = client.kept()
    timed_out = 28
    slow = ("-T", "data.bin", "--limit-rate", "500k", "--max-time", "1")
    client.curl("left.bin", *slow, code=timed_out)
    wait_until(lambda: client.kept() == before, "the storage is as it was")
    assert client.status("left.bin") == 404


@pytest.mark.parametrize("path", ["..%2f..%2fetc%2fpasswd", "%2e%2e", "a%00b", "CON", "a%5cb.txt", "%F0%9F%90%88"])
def test_a_name_is_never_a_path(path: str, client: Client) -> None:
    before = sorted(client.server.data_dir.parent.iterdir())
    assert client.status(path, "-T", "small.bin", "--path-as-is") in (201, 200, 404)
    assert sorted(client.server.data_dir.parent.iterdir()) == before
    assert all(len(key) == 35 for key in client.kept())


@pytest.fixture(autouse=True, scope="module")
def small(client: Client) -> None:
    """A small file to send."""
    (client.folder / "small.bin").write_bytes(b"small")


def test_a_browser_is_shown_its_files(client: Client) -> None:
    page = client.curl("", "-H", "Accept: text/html").decode()
    assert "<html" in page and "where new ones go" in page


def test_files_are_kept_in_a_bucket_and_a_quota_holds_to_the_byte(tmp_path: Path, s3_server: str, bucket: Any) -> None:
    url = f"s3://{BUCKET}/{PREFIX}?endpoint={s3_server}&region={REGION}"
    variables = {"STORAGE_URL": url, "IMGSVC_FILES_QUOTA_MB": "4", **CREDENTIALS}
    for number in range(8):
        (tmp_path / f"{number}").write_bytes(bytes([number]) * MEBI)
    with running_server(tmp_path / "server", **variables) as server:
        client = Client(server, tmp_path, **variables)
        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(lambda number: client.status(f"{number}", "-T", f"{number}"), range(8)))
        assert sorted(statuses) == [201] * 4 + [413] * 4
        kept = client.json("")["results"]
        assert sum(file["size"] for file in kept) == 4 * MEBI
        assert client.curl(kept[0]["id"], "-r", "1000000-1000009") == bytes([int(kept[0]["name"])]) * 10
        assert len(list(bucket.objects.all())) == 4
        for file in kept:
            assert client.status(file["id"], "-X", "DELETE") == 204
        assert list(bucket.objects.all()) == []
