"""A real gunicorn over a socket: uploads with and without a length, refusals that arrive, start-up that is refused."""

import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.fixtures.servers import ROOT, Server, project_environ, running_server

MEBI = 1024 * 1024
BIG = 40 * MEBI
PROCESS = "/api/v1/process/"


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


def pieces(data: bytes, size: int = MEBI) -> Iterator[bytes]:
    """An iterator makes requests send the body in chunks, without a length."""
    return (data[at : at + size] for at in range(0, len(data), size))


def raw(server: Server, *lines: str, body: bytes = b"") -> tuple[int, bytes]:
    """Send exactly this and return the status and body of the answer, without closing our side."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall("\r\n".join([*lines, "Host: localhost", "", ""]).encode() + body)
        with HTTPResponse(connection) as response:
            response.begin()
            return response.status, response.read()


def test_a_multipart_upload_is_processed(gunicorn_server: Server, session: requests.Session, cat_jpeg: bytes) -> None:
    answer = session.post(gunicorn_server.url + PROCESS, files={"image": ("cat.jpg", cat_jpeg)})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert answer.content.startswith(b"\xff\xd8\xff")


def test_a_raw_body_gives_the_same_bytes(gunicorn_server: Server, session: requests.Session, cat_jpeg: bytes) -> None:
    url, headers = gunicorn_server.url + PROCESS, {"Content-Type": "image/jpeg"}
    by_form = session.post(url, files={"image": ("cat.jpg", cat_jpeg)}).content
    assert session.post(url, data=cat_jpeg, headers=headers).content == by_form
    assert session.post(url, data=pieces(cat_jpeg, 1000), headers=headers).content == by_form


def test_a_chunked_form_is_read(gunicorn_server: Server, session: requests.Session, cat_jpeg: bytes) -> None:
    form = requests.Request("POST", "http://x/", files={"image": ("cat.jpg", cat_jpeg)}, data={"format": "png"})
    prepared = form.prepare()
    assert isinstance(prepared.body, bytes)
    headers = {"Content-Type": prepared.headers["Content-Type"]}
    answer = session.post(gunicorn_server.url + PROCESS, data=pieces(prepared.body, 1000), headers=headers)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")


@pytest.mark.parametrize("content_type", ["image/jpeg", "multipart/form-data; boundary=x"])
def test_413_is_the_answer_to_the_headers_alone(gunicorn_server: Server, content_type: str) -> None:
    status, body = raw(
        gunicorn_server, f"POST {PROCESS} HTTP/1.1", f"Content-Length: {BIG}", f"Content-Type: {content_type}"
    )
    assert (status, json.loads(body)["code"]) == (413, "upload_too_large")


@pytest.mark.parametrize("connection", ["keep-alive", "close"])
@pytest.mark.parametrize("body", [{"files": {"image": ("a.jpg", bytes(BIG))}}, {"data": bytes(BIG)}])
def test_413_arrives_while_the_client_is_sending(
    gunicorn_server: Server, session: requests.Session, body: dict[str, Any], connection: str
) -> None:
    headers = {"Connection": connection} | ({"Content-Type": "image/jpeg"} if "data" in body else {})
    answer = session.post(gunicorn_server.url + PROCESS, headers=headers, **body)
    assert (answer.status_code, answer.json()["code"]) == (413, "upload_too_large")


def test_413_arrives_when_the_stream_passes_the_limit(gunicorn_server: Server, session: requests.Session) -> None:
    headers = {"Content-Type": "image/jpeg"}
    answer = session.post(gunicorn_server.url + PROCESS, data=pieces(bytes(BIG)), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "upload_too_large")


def test_a_client_that_writes_everything_before_it_reads_gets_its_413(gunicorn_server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", gunicorn_server.port, timeout=20)
    connection.request("POST", PROCESS, bytes(BIG), {"Content-Type": "image/jpeg"})
    assert connection.getresponse().status == 413
    connection.close()


def test_the_connection_goes_on_after_a_413(gunicorn_server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", gunicorn_server.port, timeout=20)
    connection.request("POST", PROCESS, bytes(BIG), {"Content-Type": "image/jpeg"})
    connection.getresponse().read()
    used = connection.sock
    connection.request("GET", "/healthz")
    assert json.load(connection.getresponse())["status"] == "ok"
    assert connection.sock is used
    connection.close()


@pytest.mark.parametrize("tail", [b"zz\r\n", b"100000\r\n" + bytes(0x100000) + b"\r\nzz\r\n"], ids=["first", "later"])
def test_malformed_chunks_are_the_clients_fault(gunicorn_server: Server, tail: bytes) -> None:
    lines = (f"POST {PROCESS} HTTP/1.1", "Transfer-Encoding: chunked", "Content-Type: image/jpeg")
    assert raw(gunicorn_server, *lines, body=tail)[0] == 400


def test_it_is_ready(gunicorn_server: Server, session: requests.Session) -> None:
    assert session.get(gunicorn_server.url + "/readyz").json()["status"] == "ok"


def test_a_strange_host_is_refused_and_logged_in_one_line(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        assert requests.get(server.url, headers={"Host": "evil.example"}, timeout=20).status_code == 400
    [line] = [line for line in server.output().splitlines() if "evil.example" in line]
    assert "ERROR django.security.DisallowedHost: Invalid HTTP_HOST header: 'evil.example'" in line
    assert "Traceback" not in server.output()


def test_it_opens_no_control_socket(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with running_server(tmp_path / "data", HOME=str(home), XDG_RUNTIME_DIR=str(home)):
        assert list(home.rglob("*")) == []


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"PORT": "99999"}, ['imgsvc.E001: PORT is "99999", but must be a whole number from 1 to 65535.']),
        ({"PORT": "x", "DEBUG": "maybe"}, ["imgsvc.E001: DEBUG is", "imgsvc.E001: PORT is"]),
        ({"IMGSVC_PRODUCTION": "1"}, ["imgsvc.E002: SECRET_KEY must be set"]),
        ({"IMGSVC_DATA_DIR": "/proc/nowhere"}, ["imgsvc.E005: IMGSVC_DATA_DIR is /proc/nowhere"]),
    ],
)
def test_a_wrong_setting_stops_the_server_with_a_sentence(
    tmp_path: Path, variables: dict[str, str], words: list[str]
) -> None:
    environ = project_environ(tmp_path) | variables
    command = [sys.executable, "-m", "gunicorn"]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    heading, *lines = done.stderr.splitlines()
    assert heading == "imgsvc cannot start:"
    assert len(lines) == len(words)
    assert all(line.startswith(word) for line, word in zip(lines, words, strict=True))
