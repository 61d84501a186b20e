"""tuspy, unchanged, against a real server, over a wire that is cut."""

import hashlib
import io
import os
import signal
from pathlib import Path
from random import Random
from typing import Any

import pytest
import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusUploadFailed

from benchmarks.census import WEB, census
from tests.api.uploads.desk import UPLOADS
from tests.fixtures.cutting import wire_to
from tests.fixtures.servers import Server, running_server
from tests.fixtures.wire import connect, request, wait_until

SIZE = 3 << 20
HEAD_BYTES = 2000  # more than any head of a request
RETRIES, DELAY_S = 400, 0.05
TIMEOUT_S = 30


def new_data(seed: int, size: int = SIZE) -> bytes:
    return Random(seed).randbytes(size)


def uploader(port: int, data: bytes, **options: Any) -> Any:  # untyped, in great part
    client = TusClient(f"http://127.0.0.1:{port}{UPLOADS}")
    given = {"retries": RETRIES, "retry_delay": DELAY_S, "metadata": {"filename": "a.bin"}} | options
    return client.uploader(file_stream=io.BytesIO(data), **given)


def assert_kept(server: Server, url: str, data: bytes) -> None:
    """The upload has become a file of this content, which the server gives back."""
    path = url.partition(UPLOADS)[2]
    head = requests.head(f"{server.url}{UPLOADS}{path}", headers={"Tus-Resumable": "1.0.0"}, timeout=TIMEOUT_S)
    assert (head.status_code, head.headers["Upload-Offset"]) == (200, str(len(data)))
    found = requests.get(server.url + head.headers["Content-Location"], timeout=TIMEOUT_S).content
    assert hashlib.sha256(found).digest() == hashlib.sha256(data).digest()


@pytest.mark.parametrize("options", [{}, {"chunk_size": 300_000}, {"chunk_size": 1 << 20, "upload_checksum": True}])
def test_it_uploads(keeper: Server, options: dict[str, Any]) -> None:
    data = new_data(len(options))
    made = uploader(keeper.port, data, **options)
    made.upload()
    assert_kept(keeper, made.url, data)


def test_it_uploads_nothing(keeper: Server) -> None:
    made = uploader(keeper.port, b"")
    made.upload()
    assert_kept(keeper, made.url, b"")


@pytest.mark.parametrize("reset", [True, False], ids=["by a reset", "in order"])
def test_it_goes_on_after_a_connection_that_is_cut_at_every_tenth(keeper: Server, reset: bool) -> None:
    data = new_data(10 + reset)
    with wire_to(keeper.port, cut_after=SIZE // 10 + HEAD_BYTES, reset=reset) as wire:
        made = uploader(wire.port, data)
        made.upload()
        assert 9 <= wire.cuts < RETRIES  # a reset drops what the server's side of the wire has not taken yet
        assert reset or wire.sent < 2 * SIZE, "It sent most of it again."
    assert_kept(keeper, made.url, data)


@pytest.mark.parametrize("tenth", range(10))
def test_it_goes_on_in_another_process_from_where_the_first_was_cut(keeper: Server, tenth: int) -> None:
    data = new_data(20 + tenth, SIZE // 4)
    with wire_to(keeper.port, cut_after=max(HEAD_BYTES, len(data) * tenth // 10)) as wire:
        first = uploader(wire.port, data, retries=0)
        first.set_url(first.create_url())
        with pytest.raises(TusUploadFailed):
            first.upload()
        url = f"{keeper.url}{UPLOADS}{first.url.partition(UPLOADS)[2]}"
    second = uploader(keeper.port, data, url=url)
    second.upload()
    assert_kept(keeper, url, data)


def test_a_chunk_with_a_checksum_that_is_cut_is_sent_again(keeper: Server) -> None:
    data = new_data(3)
    chunk = SIZE // 10
    with wire_to(keeper.port, cut_after=chunk * 3 + chunk // 2) as wire:
        made = uploader(wire.port, data, chunk_size=chunk, upload_checksum=True)
        made.upload()
    assert_kept(keeper, made.url, data)


def test_it_goes_on_after_the_server_was_killed(tmp_path: Path) -> None:
    data = new_data(4)
    with running_server(tmp_path, IMGSVC_ANONYMOUS_FILES="true", WEB_CONCURRENCY="1") as server:
        made = uploader(server.port, data)
        made.set_url(made.create_url())
        path = made.url.removeprefix(server.url)
        head = [f"{name}: {text}" for name, text in made.get_headers().items()]
        head += ["Upload-Offset: 0", "Content-Type: application/offset+octet-stream", f"Content-Length: {SIZE}"]
        with connect(server) as connection:
            connection.sendall(request(f"PATCH {path} HTTP/1.1", *head, body=data[: SIZE // 2]))
            wait_until(lambda: sum(sizes(server)) > 0, "bytes in the folder of files")
            [worker] = census(server.process.pid).pids(WEB)
            os.kill(worker, signal.SIGKILL)
            wait_until(lambda: worker not in census(server.process.pid).pids(WEB), "end of the worker")
        made.upload()
        assert_kept(server, made.url, data)
        assert sizes(server) == [SIZE]  # what came before is gone


def sizes(server: Server) -> list[int]:
    """Of all that is stored."""
    return [path.stat().st_size for path in (server.data_dir / "files").rglob("*") if path.is_file()]
