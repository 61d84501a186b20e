"""What is sent to another server: bodies of known and unknown length, and what comes back in the middle of them."""

import socket
from collections.abc import Iterator

import pytest
from h11 import LocalProtocolError

from filters.remote.errors import RemoteFailed
from filters.services.errors import UploadIncomplete
from tests.fixtures.others import Other, Say, answer, other_server
from tests.fixtures.wire import wait_until
from tests.remote.asking import ask


def taking(bodies: list[bytes]) -> Say:
    """Take the whole body, as its head announces it, and say 201."""

    def say(connection: socket.socket, head: bytes) -> None:
        top, _, body = head.partition(b"\r\n\r\n")
        length = next(
            (int(line[16:]) for line in top.split(b"\r\n") if line.lower().startswith(b"content-length: ")), -1
        )
        while (len(body) < length) if length >= 0 else not body.endswith(b"0\r\n\r\n"):
            data = connection.recv(65_536)
            if not data:
                break
            body += data
        bodies.append(body)
        connection.sendall(answer(b"taken", status="201 Created"))

    return say


def head_of(other: Other) -> str:
    return other.heads[0].partition(b"\r\n\r\n")[0].decode().lower()


def test_bytes_are_sent_with_their_length() -> None:
    bodies: list[bytes] = []
    with other_server(taking(bodies)) as other:
        with ask(
            other, method="PUT", content=b"hello", headers={"Content-Type": "a/b", "Content-Length": "9"}
        ) as found:
            assert (found.status, b"".join(found.pieces)) == (201, b"taken")
        assert bodies == [b"hello"] and "content-length: 5" in head_of(other) and "content-type: a/b" in head_of(other)


def test_pieces_of_a_known_length_are_sent_with_it() -> None:
    bodies: list[bytes] = []
    with other_server(taking(bodies)) as other:
        with ask(other, method="POST", content=iter([b"a" * 100_000, b"", b"b" * 100_000]), length=200_000):
            pass
        assert bodies == [b"a" * 100_000 + b"b" * 100_000] and "transfer-encoding" not in head_of(other)


def test_pieces_of_an_unknown_length_are_sent_in_chunks() -> None:
    bodies: list[bytes] = []
    with other_server(taking(bodies)) as other:
        with ask(other, method="POST", content=iter([b"hello", b"you"])):
            pass
        assert bodies == [b"5\r\nhello\r\n3\r\nyou\r\n0\r\n\r\n"]
        assert "transfer-encoding: chunked" in head_of(other) and "content-length" not in head_of(other)


def test_a_post_without_a_body_says_so() -> None:
    with other_server(answer()) as other:
        ask(other, method="POST").close()
        assert "content-length: 0" in head_of(other)


def test_what_the_content_raises_is_raised_and_the_other_server_sees_a_broken_body() -> None:
    bodies: list[bytes] = []

    def pieces() -> Iterator[bytes]:
        yield b"first"
        raise UploadIncomplete("The client left.")

    with other_server(taking(bodies)) as other:
        with pytest.raises(UploadIncomplete):
            ask(other, method="POST", content=pieces(), length=100)
        wait_until(lambda: bodies == [b"first"], "the beginning of the body")


@pytest.mark.parametrize("content", [[b"short"], [b"much too long" * 10]], ids=["less", "more"])
def test_another_number_of_bytes_than_announced_is_not_sent(content: list[bytes]) -> None:
    bodies: list[bytes] = []
    with other_server(taking(bodies)) as other, pytest.raises(LocalProtocolError):
        ask(other, method="POST", content=content, length=100)
    assert all(len(body) < 100 for body in bodies)


def test_a_server_that_answers_before_it_took_all_is_heard() -> None:
    def say(connection: socket.socket, head: bytes) -> None:
        connection.sendall(answer(b"too much", status="413 Content Too Large"))
        connection.shutdown(socket.SHUT_WR)
        for _ in range(4):
            connection.recv(65_536)

    def pieces() -> Iterator[bytes]:
        for _ in range(40):
            yield b"a" * 65_536

    with other_server(say) as other:
        try:
            with ask(other, method="PUT", content=pieces(), length=40 * 65_536) as found:
                assert found.status == 413
        except RemoteFailed as error:
            assert "broke off" in error.detail  # the reset overtook the answer


@pytest.mark.parametrize("value", ["a\r\nX: y", "a\nX: y", "a\0b"], ids=ascii)
def test_no_header_can_bring_another_one(value: str) -> None:
    with other_server(answer()) as other:
        with pytest.raises(RemoteFailed):
            ask(other, headers={"Authorization": value})
        assert other.heads == []
