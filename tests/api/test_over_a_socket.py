"""The API as gunicorn serves it: what only a real connection shows."""

import http.client
import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from filters.engine import process
from tests.api.shapes import assert_problem_body
from tests.fixtures.servers import Server

PIPELINE = [{"op": "gaussian_blur", "radius": 4}]
QUERY = f"?format=png&pipeline={quote(json.dumps(PIPELINE))}"
BOUNDARY = "boundary"
FORM_TYPE = f"multipart/form-data; boundary={BOUNDARY}"
MIB = 1024 * 1024
TIMEOUT_S = 30


@pytest.fixture
def connection(gunicorn_server: Server) -> Iterator[http.client.HTTPConnection]:
    """One kept-alive connection."""
    connection = http.client.HTTPConnection("127.0.0.1", gunicorn_server.port, timeout=TIMEOUT_S)
    yield connection
    connection.close()


def form(image: bytes, **fields: str) -> bytes:
    """A multipart body."""
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{text}'.encode() for name, text in fields.items()]
    parts.append(b'Content-Disposition: form-data; name="image"; filename="cat.jpg"\r\n\r\n' + image)
    delimiter = f"--{BOUNDARY}\r\n".encode()
    return b"".join(delimiter + part + b"\r\n" for part in parts) + f"--{BOUNDARY}--\r\n".encode()


def ask(
    connection: http.client.HTTPConnection, method: str, path: str, body: Any = None, **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    """Send and read to the end."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, f"/api/v1/{path}", body, names, encode_chunked=False)
    response = connection.getresponse()
    return response, response.read()


def refused_before_the_body(server: Server, *headers: str) -> tuple[int, dict[str, Any]]:
    """The answer to headers alone: the body that they announce is never sent."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=TIMEOUT_S) as sock:
        sock.sendall("\r\n".join(["POST /api/v1/process/ HTTP/1.1", "Host: 127.0.0.1", *headers, "", ""]).encode())
        response = http.client.HTTPResponse(sock, method="POST")
        response.begin()
        return response.status, json.loads(response.read())


def test_an_upload_comes_back_filtered(connection: http.client.HTTPConnection, cat_jpeg: bytes) -> None:
    body = form(cat_jpeg, pipeline=json.dumps(PIPELINE), format="png")
    response, picture = ask(connection, "POST", "process/", body, Content_Type=FORM_TYPE)
    assert response.status == 200
    assert picture == process(cat_jpeg, PIPELINE, format="png").data
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Length"] == str(len(picture))
    assert response.headers["Content-Disposition"] == 'inline; filename="cat.png"'
    assert response.headers["Server-Timing"].startswith("queue;dur=")


def test_a_raw_body_gives_the_same_bytes(connection: http.client.HTTPConnection, cat_jpeg: bytes) -> None:
    response, picture = ask(connection, "POST", f"process/{QUERY}", cat_jpeg, Content_Type="image/jpeg")
    assert (response.status, picture) == (200, process(cat_jpeg, PIPELINE, format="png").data)


@pytest.mark.parametrize("content_type", ["image/jpeg", FORM_TYPE])
def test_a_chunked_body_gives_the_same_bytes(
    connection: http.client.HTTPConnection, cat_jpeg: bytes, content_type: str
) -> None:
    body = form(cat_jpeg) if content_type == FORM_TYPE else cat_jpeg
    chunks = (body[at : at + 5000] for at in range(0, len(body), 5000))
    connection.request("POST", f"/api/v1/process/{QUERY}", chunks, {"Content-Type": content_type}, encode_chunked=True)
    response = connection.getresponse()
    assert (response.status, response.read()) == (200, process(cat_jpeg, PIPELINE, format="png").data)


@pytest.mark.parametrize("content_type", ["image/jpeg", "application/octet-stream", FORM_TYPE])
def test_an_upload_over_the_limit_is_refused_from_its_headers(gunicorn_server: Server, content_type: str) -> None:
    headers = (f"Content-Type: {content_type}", f"Content-Length: {40 * MIB}")
    status, body = refused_before_the_body(gunicorn_server, *headers)
    assert_problem_body(body, status, "upload_too_large")
    assert status == 413


@pytest.mark.parametrize("content_type", ["image/jpeg", FORM_TYPE])
def test_a_stream_is_refused_once_it_passes_the_limit(gunicorn_server: Server, content_type: str) -> None:
    """The rest is never sent, and still there is an answer."""
    with socket.create_connection(("127.0.0.1", gunicorn_server.port), timeout=TIMEOUT_S) as sock:
        head = ["POST /api/v1/process/ HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {content_type}"]
        sock.sendall("\r\n".join([*head, "Transfer-Encoding: chunked", "", ""]).encode())
        start = form(b"")[: -len(f"\r\n--{BOUNDARY}--\r\n")] if content_type == FORM_TYPE else b"\xff\xd8\xff"
        for piece in (start, *[bytes(MIB)] * 33):
            sock.sendall(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        response = http.client.HTTPResponse(sock, method="POST")
        response.begin()
        assert_problem_body(json.loads(response.read()), 413, "upload_too_large")


def test_the_connection_lives_on_after_errors(connection: http.client.HTTPConnection, cat_jpeg: bytes) -> None:
    ask(connection, "GET", "operations/")
    sock = connection.sock
    for body, content_type, status in (
        (b"words", "image/jpeg", 415),
        (b"{}", "text/plain", 415),
        (b"{}", "application/json", 400),
        (form(b"words"), FORM_TYPE, 415),
        (cat_jpeg[:5000], "image/jpeg", 422),
        (cat_jpeg, "image/jpeg", 200),
    ):
        assert ask(connection, "POST", "process/", body, Content_Type=content_type)[0].status == status
    assert connection.sock is sock


def test_head_has_the_headers_of_get_and_no_body(connection: http.client.HTTPConnection) -> None:
    got, catalog = ask(connection, "GET", "operations/")
    response, body = ask(connection, "HEAD", "operations/")
    assert (response.status, body) == (200, b"")
    assert response.headers["Content-Length"] == str(len(catalog)) == got.headers["Content-Length"]


def test_options_tells_methods_and_media_types(connection: http.client.HTTPConnection) -> None:
    response, body = ask(connection, "OPTIONS", "process/")
    assert (response.status, response.headers["Allow"]) == (200, "POST, OPTIONS")
    assert json.loads(body)["parses"] == [
        "multipart/form-data", "image/*", "application/octet-stream", "application/x-npy", "application/x-npz",
        "application/json", "application/x-www-form-urlencoded",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ['qu"ote.png', "cr\r\nX-Evil: 1", "\U0001f63a.jpg"])
def test_no_file_name_breaks_out_of_its_header(
    connection: http.client.HTTPConnection, cat_jpeg: bytes, name: str
) -> None:
    path = f"process/?filename={quote(name)}"
    response, _ = ask(connection, "POST", path, cat_jpeg, Content_Type="image/jpeg")
    assert response.status == 200
    assert response.headers["X-Evil"] is None
    assert response.headers["Content-Disposition"].startswith("inline; filename")


def test_chunks_that_make_no_sense_are_a_client_error(gunicorn_server: Server) -> None:
    with socket.create_connection(("127.0.0.1", gunicorn_server.port), timeout=TIMEOUT_S) as sock:
        head = ["POST /api/v1/process/ HTTP/1.1", "Host: 127.0.0.1", "Content-Type: image/jpeg"]
        sock.sendall("\r\n".join([*head, "Transfer-Encoding: chunked", "", "zz", "nonsense"]).encode())
        response = http.client.HTTPResponse(sock, method="POST")
        response.begin()
        assert response.status == 400
