"""Requests whose length can be read in two ways, or in none: refused, and the connection is closed."""

import json
from socket import SHUT_WR

import pytest

from tests.fixtures.servers import Server
from tests.fixtures.wire import answer, connect, request, talk, until_closed

POST = "POST /api/v1/process/ HTTP/1.1"
JPEG = "Content-Type: image/jpeg"
CHUNKED = "Transfer-Encoding: chunked"
SMUGGLED = request("GET /api/v1/smuggled HTTP/1.1")


def everything(server: Server, data: bytes) -> bytes:
    """All answers on one connection, until the server closes it."""
    with connect(server) as connection:
        connection.sendall(data)
        return until_closed(connection)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (("Content-Length: 6", CHUNKED), 400),
        ((CHUNKED, "Content-Length: 6"), 400),
        (("Content-Length: 6", "Content-Length: 7"), 400),
        (("Content-Length: 6", "Content-Length: 6"), 400),
        (("Content-Length: 6, 6",), 400),
        (("Content-Length: +6",), 400),
        (("Content-Length: -6",), 400),
        (("Content-Length: 0x6",), 400),
        (("Content-Length: 6 6",), 400),
        (("Content-Length: \xb2",), 400),
        (("Content-Length:",), 400),
        (("Content-Length : 6",), 400),
        ((CHUNKED, CHUNKED), 400),
        (("Transfer-Encoding: xchunked",), 501),
        (("Transfer-Encoding: gzip, chunked",), 415),
        (("Transfer-Encoding: chunked, identity",), 400),
        (("Transfer-Encoding: \x0bchunked",), 400),
        (("Transfer-Encoding\x00: chunked",), 400),
        (("Transfer-Encoding : chunked",), 400),
        (("Transfer-Encoding:\r\n chunked",), 400),
        (("X: y\nTransfer-Encoding: chunked",), 400),
        (("X: y\rTransfer-Encoding: chunked",), 400),
    ],
)
def test_a_smuggled_request_is_not_seen(server: Server, headers: tuple[str, ...], status: int) -> None:
    said = everything(server, request(POST, JPEG, *headers, body=b"0\r\n\r\n" + SMUGGLED))
    assert said.startswith(b"HTTP/1.1 %d " % status)
    assert said.count(b"HTTP/1.1 ") == 1
    assert "/smuggled" not in server.output()


def test_chunks_are_not_read_of_http_1_0(server: Server) -> None:
    said = everything(server, request(POST.replace("1.1", "1.0"), JPEG, CHUNKED, body=b"0\r\n\r\n" + SMUGGLED))
    assert said.startswith(b"HTTP/1.1 400 ")
    assert said.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("name", ["Content_Length: 5", "Transfer_Encoding: chunked"])
def test_a_name_with_an_underscore_is_not_the_name_with_a_hyphen(server: Server, name: str) -> None:
    said = everything(server, request(POST, JPEG, name, "Connection: close", body=b"12345"))
    assert said.startswith(b"HTTP/1.1 400 ")
    assert b"image_missing" in said or b"parse_error" in said or b"No image" in said


@pytest.mark.parametrize(
    "body",
    [
        b"zz\r\n",
        b"-1\r\n",
        b"0x5\r\n12345\r\n0\r\n\r\n",
        b" 5\r\n12345\r\n0\r\n\r\n",
        b"5 5\r\n12345\r\n0\r\n\r\n",
        b"\r\n",
        b"5\n12345\n0\n\n",
        b"5\r\n12345678\r\n0\r\n\r\n",
        b"5\r\n12345\n0\r\n\r\n",
        b"5;" + b"x" * 20_000,
        b"5;x=\x00\r\n12345\r\n0\r\n\r\n",
        b"5;x=\ry\r\n12345\r\n0\r\n\r\n",
        b"0" * 20_000,
        b"5\r\n12345\r\n0\r\nContent-Length: 5\r\n\r\n",
        b"5\r\n12345\r\n0\r\nX: y\nZ: z\r\n\r\n",
        b"5\r\n12345\r\n0\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    ],
    ids=lambda body: ascii(body[:12]) + str(len(body)),
)
def test_malformed_chunks_are_the_clients_fault(server: Server, body: bytes) -> None:
    with connect(server) as connection:
        connection.sendall(request(POST, JPEG, CHUNKED, body=body))
        connection.shutdown(SHUT_WR)  # some would be waited for
        said = answer(connection)
    assert (said.status, json.loads(said.body)["code"]) == (400, "parse_error")


def test_chunks_with_extensions_and_trailers_are_read(server: Server, cat_jpeg: bytes) -> None:
    chunk = b"%x;name=value;flag\r\n" % len(cat_jpeg) + cat_jpeg + b"\r\n0\r\nX-Trailer: y\r\n\r\n"
    assert talk(server, request(POST, JPEG, CHUNKED, body=chunk)).status == 200


def test_a_chunk_may_claim_any_size(server: Server) -> None:
    with connect(server) as connection:
        connection.sendall(request(POST, JPEG, CHUNKED, body=b"f" * 400 + b"\r\nabc"))
        connection.shutdown(SHUT_WR)
        assert until_closed(connection).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("framing", ["Content-Length: 1000", CHUNKED])
def test_a_body_that_ends_before_its_end_is_cut_short(server: Server, framing: str) -> None:
    with connect(server) as connection:
        connection.sendall(request(POST, JPEG, framing, body=b"5\r\n12345\r\n"))
        connection.shutdown(SHUT_WR)
        said = until_closed(connection)
    assert said.startswith(b"HTTP/1.1 4")
    assert b"problem+json" in said


def test_a_body_that_goes_on_after_its_end_is_no_request(server: Server) -> None:
    said = everything(server, request(POST, JPEG, "Content-Length: 5", body=b"12345trailing nonsense\r\n\r\n"))
    assert [found[:3] for found in said.split(b"HTTP/1.1 ")[1:]] == [b"415", b"400"]


def test_an_absurd_length_takes_no_memory(server: Server) -> None:
    said = talk(server, request(POST, JPEG, f"Content-Length: {10**30}"))
    assert (said.status, json.loads(said.body)["code"]) == (413, "upload_too_large")


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
def test_a_compressed_body_is_not_unpacked(server: Server, coding: str) -> None:
    body = b"\x1f\x8b" + bytes(1000)
    said = talk(server, request(POST, JPEG, f"Content-Encoding: {coding}", "Content-Length: 1002", body=body))
    assert (said.status, json.loads(said.body)["code"]) == (415, "unsupported_media_type")
