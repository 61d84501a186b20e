"""The logs: no secret stands in them whatever is sent, and nothing that is sent can forge a line."""

import logging
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import requests
from PIL import Image

from imgsvc.env import Environment
from imgsvc.logs import LineFormatter, ServerLog, escaped
from tests.fixtures.pictures import encoded
from tests.fixtures.servers import Server, manage, project_environ, running_server
from tests.project.failing import WORDS

MARK = "s3cr3t"
PROCESS = "/api/v1/process/"
FORGED = "198.51.100.66"
NOT_PRINTABLE = "\x00\x07\n\r\x1b\x7f\x85\u2028\u202e\ud800"
HEADERS = {
    "Cookie": f"sessionid={MARK}-session; csrftoken={MARK}-csrf",
    "X-CSRFToken": f"{MARK}-token",
    "Referer": f"http://localhost/?key={MARK}-referer",
}
QUERY = {"api_key": f"{MARK}-query-key", "text": f"{MARK}-query-text"}
STEPS = {"pipeline": f'[{{"op": "watermark_text", "text": "{MARK}-text"}}]'}
FIELDS = STEPS | {"password": f"{MARK}-password"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a view that fails, whose own secret is marked too."""
    folder = tmp_path_factory.mktemp("logs")
    key = f"{MARK}-of-the-server-with-more-than-fifty-characters-of-its-own"
    settings = "tests.project.failing_settings"
    with running_server(folder, DJANGO_SETTINGS_MODULE=settings, SECRET_KEY=key, WEB_CONCURRENCY="1") as server:
        yield server


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        session.headers.update(HEADERS)
        yield session


def photo() -> bytes:
    """A JPEG that says where it was taken, and by whom."""
    image, exif = Image.new("RGB", (9, 7), "red"), Image.Exif()
    exif[0x013B] = f"{MARK}-artist"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 30.125), 3: "E", 4: (2.0, 17.0, 40.25)})
    return encoded(image, "JPEG", exif=exif)


def send(server: Server, data: bytes) -> bytes:
    """Send exactly this; what is answered until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def logged(server: Server, name: str) -> str:
    """Everything in the log, once the request of this name stands there."""
    requests.get(f"{server.url}/healthz", headers={"User-Agent": name}, timeout=20)
    for _ in range(200):
        if f'"{name}"' in server.output():
            return server.output()
        Event().wait(0.05)
    raise AssertionError(f"{name} is not logged:\n{server.output()}")


def requests_that_go_wrong(server: Server, session: requests.Session, cat_jpeg: bytes) -> Iterator[tuple[int, Any]]:
    """What must be answered, and the answer, for every kind of refusal and for a fault."""
    url, image = server.url + PROCESS, {"image": (f"{MARK}-name.jpg", photo())}
    ask = session.request
    yield 200, ask("POST", url, files=image)
    yield 401, ask("POST", url, files=image, headers={"Authorization": f"Api-Key abcdefgh.{MARK}-key"})
    yield 200, ask("POST", url, files=image, headers={"Authorization": f"Bearer {MARK}-token"})
    yield 400, ask("POST", url, params=QUERY, files=image, data=FIELDS | {"quality": f"{MARK}-quality"})
    yield 404, ask("GET", f"{server.url}/none/", params=QUERY)
    yield 405, ask("DELETE", url, params=QUERY)
    yield 413, ask("POST", url, params=QUERY, headers={"Content-Length": str(2**40), "Connection": "close"})
    yield 415, ask("POST", url, files={"image": (f"{MARK}.jpg", MARK.encode() * 99)}, data=STEPS)
    yield 422, ask("POST", url, files={"image": (f"{MARK}.jpg", cat_jpeg[:300])}, data=STEPS)
    yield 403, ask("POST", f"{server.url}/admin/login/", data={"username": f"{MARK}-name"} | FIELDS)
    yield 400, ask("GET", server.url, headers={"Host": "elsewhere.example"})
    yield 500, ask("POST", f"{server.url}/fail/", params=QUERY, files=image, data=FIELDS)


def test_no_secret_is_logged_whatever_goes_wrong(server: Server, session: requests.Session, cat_jpeg: bytes) -> None:
    wrong = list(requests_that_go_wrong(server, session, cat_jpeg))
    assert [answer.status_code for _, answer in wrong] == [status for status, _ in wrong]
    log = logged(server, "no-secret")
    assert WORDS in log and '"POST /api/v1/process/ HTTP/1.1" 200' in log
    assert [line for line in log.splitlines() if MARK in line or "30.125" in line] == []


MALFORMED = {
    "a header without a colon": f"GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization {MARK}\r\n\r\n",
    "a request line of many words": f"GET /?key={MARK} and {MARK} HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a version that is none": f"GET /?key={MARK} {MARK}\r\nHost: localhost\r\n\r\n",
    "a method that is none": f"{MARK}/1 / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a folded header": f"GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization:\r\n {MARK}\r\n\r\n",
    "a coding that is unknown": f"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: {MARK}\r\n\r\n",
    "an expectation": f"POST / HTTP/1.1\r\nHost: localhost\r\nExpect: {MARK}\r\n\r\n",
    "a chunk without a size": f"POST {PROCESS} HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n"
    f"Transfer-Encoding: chunked\r\n\r\n{MARK}\r\n\r\n",
    "no line at all": MARK * 3 + "\r\n\r\n",
}


def test_no_piece_of_a_malformed_request_is_logged(server: Server) -> None:
    answers = {name: send(server, text.encode())[9:12] for name, text in MALFORMED.items()}
    assert {name: status for name, status in answers.items() if not re.match(rb"4\d\d|501", status)} == {}
    assert MARK not in logged(server, "malformed")


FORGERIES = {
    "a path": "GET /a%0A{line} HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a path of the API": "GET /api/v1/presets/a%0D%0A{line}/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "an escape in a path": "GET /\x1b[2J{line} HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a user agent": "GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: a\x1b[2J\x85\x0b{line}\r\n\r\n",
    "a host": "GET / HTTP/1.1\r\nHost: a\x0b{line}\r\n\r\n",
    "an address": "GET /none/ HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {line}\r\n\r\n",
    "a quote": 'GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: a" 200 0\x0c{line}\r\n\r\n',
    "a fault": "GET /fail/?%0A{line} HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@pytest.mark.parametrize("name", FORGERIES)
def test_no_line_is_forged_by(server: Server, name: str) -> None:
    before = len(server.output())
    send(server, FORGERIES[name].format(line=FORGED).encode("latin-1"))
    log = logged(server, f"forged by {name}")[before:]
    assert log.count("\n") > 1
    assert [line for line in log.splitlines() if line.startswith((FORGED, "GET /forged"))] == []
    assert {character for character in log if not character.isprintable()} == {"\n"}


def test_a_fault_is_answered_without_its_words(server: Server, session: requests.Session) -> None:
    answer = session.get(f"{server.url}/fail/", headers={"Accept": "text/html"})
    assert (answer.status_code, WORDS in answer.text, "Traceback" in answer.text) == (500, False, False)


def record(message: str, *arguments: Any, error: BaseException | None = None) -> logging.LogRecord:
    exc_info = (type(error), error, None) if error else None
    return logging.LogRecord("name", logging.INFO, __file__, 1, message, arguments, exc_info)


@pytest.mark.parametrize("character", NOT_PRINTABLE, ids=ascii)
def test_it_escapes(character: str) -> None:
    line = LineFormatter("%(levelname)s %(message)s").format(record("a %s b", character))
    assert line.startswith("INFO a \\") and line.endswith(" b") and line.isprintable()


def test_it_leaves_words_of_every_language_as_they_are() -> None:
    assert escaped("Größe 寸法 🐈") == "Größe 寸法 🐈"


def test_no_line_of_a_traceback_begins_like_a_record() -> None:
    text = LineFormatter("%(message)s").format(record("It failed", error=ValueError("bad\nINFO forged\x1b")))
    first, *others = text.split("\n")
    assert first == "It failed" and others
    assert [line for line in others if not line.startswith("    ")] == []
    assert "\x1b" not in text


@pytest.mark.parametrize("field", ["secret_key", "database_url", "cache_url"])
def test_the_configuration_does_not_show_its_secrets(field: str) -> None:
    assert MARK not in repr(Environment().model_copy(update={field: MARK}))


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATABASE_URL", f"oracle://user:{MARK}@db/x"), ("CACHE_URL", f"memcached://:{MARK}@cache/0")],
)
def test_a_wrong_url_is_refused_without_its_password(tmp_path: Path, name: str, value: str) -> None:
    done = manage("check", environ=project_environ(tmp_path, **{name: value}))
    assert done.returncode != 0 and name in done.stderr
    assert MARK not in done.stdout + done.stderr


def test_a_cache_that_is_gone_is_reported_without_its_password(tmp_path: Path) -> None:
    script = "from django.core.cache import cache; cache.get('x')"
    environ = project_environ(tmp_path, CACHE_URL=f"redis://:{MARK}@127.0.0.1:1/0")
    done = manage("shell", "--no-imports", "--command", script, environ=environ)
    assert "ConnectionError" in done.stderr and MARK not in done.stdout + done.stderr


def test_debug_is_off_unless_it_is_asked_for() -> None:
    assert Environment().debug is False


@pytest.fixture
def server_log() -> ServerLog:
    """gunicorn's log without its set-up."""
    return object.__new__(ServerLog)


def test_a_failure_of_the_server_is_logged_without_the_query(
    server_log: ServerLog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(server_log, "error_log", logging.getLogger("of-a-test"), raising=False)
    server_log.exception("Error handling request %s %s", "GET", f"/a/?key={MARK}")
    assert caplog.messages == ["Error handling request GET /a/"]


def test_an_access_line_has_no_query_at_all(server_log: ServerLog, monkeypatch: pytest.MonkeyPatch) -> None:
    environ = {"REQUEST_METHOD": "GET", "RAW_URI": f"/a/?{MARK}", "SERVER_PROTOCOL": "HTTP/1.1", "QUERY_STRING": MARK}
    monkeypatch.setattr("gunicorn.glogging.Logger.atoms", lambda *_: {"r": MARK, "q": MARK, "h": "::1"})
    assert server_log.atoms(None, None, environ, None) == {"r": "GET /a/ HTTP/1.1", "q": "", "h": "::1"}


@pytest.mark.parametrize(("status", "logged"), [(503, False), (500, True), (504, True)])
def test_an_error_is_logged_but_not_that_the_service_is_full(status: int, logged: bool) -> None:
    log = logging.getLogger("django.request")
    record = log.makeRecord(log.name, logging.ERROR, "file", 1, "Refused: /", (), None, extra={"status_code": status})
    assert bool(log.filter(record)) is logged
