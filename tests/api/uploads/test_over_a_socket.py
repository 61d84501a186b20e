"""Uploads byte by byte over a socket: what no client library does, and what two clients do at one time."""

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from select import select

import pytest
import requests

from tests.api.uploads.desk import CHUNK, UPLOADS
from tests.fixtures.servers import Server, running_server
from tests.fixtures.wire import answer, connect, healthy, request, wait_until

VERSION = {"Tus-Resumable": "1.0.0"}
TIMEOUT_S = 30
TICK_S = 0.05


def begun(server: Server, length: int) -> str:
    headers = VERSION | {"Upload-Length": str(length)}
    return str(requests.post(server.url + UPLOADS, headers=headers, timeout=TIMEOUT_S).headers["Location"])


def head_of(url: str, *headers: str, method: str = "PATCH", body: bytes = b"", offset: int = 0) -> bytes:
    named = ["Tus-Resumable: 1.0.0", f"Upload-Offset: {offset}", f"Content-Type: {CHUNK}", *headers]
    return request(f"{method} {url} HTTP/1.1", *named, body=body)


def offset(server: Server, url: str) -> int:
    found = requests.head(server.url + url, headers=VERSION, timeout=TIMEOUT_S)
    assert found.status_code == 200
    return int(found.headers["Upload-Offset"])


def patch(server: Server, url: str, at: int, data: bytes) -> requests.Response:
    headers = VERSION | {"Upload-Offset": str(at), "Content-Type": CHUNK}
    return requests.patch(server.url + url, data, headers=headers, timeout=TIMEOUT_S)


def sizes(server: Server) -> list[int]:
    """Of all that is stored."""
    return [path.stat().st_size for path in (server.data_dir / "files").rglob("*") if path.is_file()]


def test_who_stops_sending_is_told_how_much_was_kept(keeper: Server) -> None:
    url = begun(keeper, 100)
    with connect(keeper) as connection:
        connection.sendall(head_of(url, "Content-Length: 100", body=b"x" * 40))
        connection.shutdown(socket.SHUT_WR)
        told = answer(connection, "PATCH")
    assert told.status == 400 and b"upload_incomplete" in told.body and b"40 bytes now" in told.body
    assert told.headers["Tus-Resumable"] == "1.0.0"
    assert offset(keeper, url) == 40


@pytest.mark.parametrize("broken", [b"ZZ\r\nxx\r\n", b"5\r\nab"], ids=["no length", "cut"])
def test_of_a_chunked_body_that_breaks_the_beginning_is_kept(keeper: Server, broken: bytes) -> None:
    url = begun(keeper, 100)
    with connect(keeper) as connection:
        connection.sendall(head_of(url, "Transfer-Encoding: chunked", body=b"A\r\n0123456789\r\n" + broken))
        connection.shutdown(socket.SHUT_WR)
        assert answer(connection, "PATCH").status == 400
    assert 10 <= offset(keeper, url) <= 12


def test_a_chunked_body_is_kept(keeper: Server) -> None:
    url = begun(keeper, 15)
    body = b"A\r\n0123456789\r\n5\r\nabcde\r\n0\r\n\r\n"
    with connect(keeper) as connection:
        connection.sendall(head_of(url, "Transfer-Encoding: chunked", body=body))
        told = answer(connection, "PATCH")
    assert (told.status, told.headers["Upload-Offset"]) == (204, "15")
    assert requests.get(keeper.url + told.headers["Content-Location"], timeout=TIMEOUT_S).content == b"0123456789abcde"


def test_an_answer_to_head_has_no_body_also_where_it_is_an_error(keeper: Server) -> None:
    with connect(keeper) as connection:
        connection.sendall(head_of(f"{UPLOADS}{'x' * 22}/", method="HEAD"))
        assert answer(connection, "HEAD").status == 404
        connection.sendall(head_of(begun(keeper, 5), method="HEAD"))
        assert answer(connection, "HEAD").status == 200  # on the same connection: nothing stood between


def test_the_method_that_is_meant_counts_on_the_wire(keeper: Server) -> None:
    url = begun(keeper, 5)
    for meant, status in (("PATCH", 204), ("HEAD", 200), ("DELETE", 204)):
        with connect(keeper) as connection:
            body = b"hello" if meant == "PATCH" else b""
            override = f"X-HTTP-Method-Override: {meant}"
            connection.sendall(head_of(url, override, f"Content-Length: {len(body)}", method="POST", body=body))
            assert answer(connection, "POST").status == status


def test_too_much_is_refused_before_it_is_sent(keeper: Server) -> None:
    url = begun(keeper, 5)
    with connect(keeper) as connection:
        connection.sendall(head_of(url, "Content-Length: 6"))
        assert answer(connection, "PATCH").status == 413
    assert healthy(keeper)


def test_who_stands_still_is_followed_by_another(keeper: Server) -> None:
    url = begun(keeper, 100)

    def goes_on() -> bool:
        at = offset(keeper, url)
        return patch(keeper, url, at, b"y" * (100 - at)).ok

    with connect(keeper) as silent:
        silent.sendall(head_of(url, "Content-Length: 100", body=b"x" * 43))
        wait_until(lambda: 43 in sizes(keeper), "what came, in the storage")
        wait_until(goes_on, "the other's turn")
    assert offset(keeper, url) == 100
    location = requests.head(keeper.url + url, headers=VERSION, timeout=TIMEOUT_S).headers["Content-Location"]
    kept = requests.get(keeper.url + location, timeout=TIMEOUT_S).content
    assert kept in (b"y" * 100, b"x" * 43 + b"y" * 57)  # the latter where the server had hung up on the first already


def test_who_is_slow_is_told_in_time_how_much_was_kept(tmp_path: Path) -> None:
    """A body may take `IMGSVC_TRANSFER_S`: shortly before, what came is acknowledged, and the client goes on."""
    with running_server(tmp_path, IMGSVC_ANONYMOUS_FILES="true", IMGSVC_TRANSFER_S="3") as server:
        url = begun(server, 1 << 20)
        with connect(server) as connection:
            connection.sendall(head_of(url, f"Content-Length: {1 << 20}"))
            while not select([connection], [], [], TICK_S)[0]:
                connection.sendall(b"x" * 1000)
            told = answer(connection, "PATCH")
        assert told.status == 204
        assert 0 < int(told.headers["Upload-Offset"]) == offset(server, url) < 1 << 20


def test_of_many_at_one_time_one_sends(keeper: Server) -> None:
    size = 1 << 20
    url = begun(keeper, size)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda number: patch(keeper, url, 0, bytes([number]) * size), range(6)))
    statuses = sorted(told.status_code for told in answers)
    assert statuses[0] == 204 and set(statuses[1:]) <= {409, 423}, statuses
    [best] = [number for number, told in enumerate(answers) if told.status_code == 204]
    location = answers[best].headers["Content-Location"]
    assert requests.get(keeper.url + location, timeout=TIMEOUT_S).content == bytes([best]) * size
