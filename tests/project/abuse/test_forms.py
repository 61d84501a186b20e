"""Forms that no browser sends: their parts, fields, names and boundaries."""

import json
from time import perf_counter

import pytest

from tests.fixtures.servers import Server
from tests.fixtures.wire import Answer, connect, request, talk, until_closed

PROCESS = "POST /api/v1/process/ HTTP/1.1"
BOUNDARY = "b"
LONGEST_S = 20.0  # on a busy machine; most take milliseconds
MEBI = 1024 * 1024


def part(disposition: str | bytes, content: bytes, *headers: str) -> bytes:
    """One part of a form."""
    named = disposition if isinstance(disposition, bytes) else disposition.encode("latin-1")
    more = "".join(f"{header}\r\n" for header in headers).encode()
    return b"--b\r\nContent-Disposition: form-data; " + named + b"\r\n" + more + b"\r\n" + content + b"\r\n"


def post(server: Server, body: bytes, *, end: bytes = b"--b--\r\n", kind: str = "", line: str = PROCESS) -> Answer:
    """Send a form."""
    began = perf_counter()
    content_type = kind or f"multipart/form-data; boundary={BOUNDARY}"
    length = f"Content-Length: {len(body + end)}"
    found = talk(server, request(line, f"Content-Type: {content_type}", length, body=body + end))
    assert perf_counter() - began < LONGEST_S
    return found


def field(name: str, value: bytes = b"x") -> bytes:
    """A plain field."""
    return part(f'name="{name}"', value)


@pytest.fixture
def image(cat_jpeg: bytes) -> bytes:
    """The part that is the picture."""
    return part('name="image"; filename="cat.jpg"', cat_jpeg)


@pytest.mark.parametrize(
    "body",
    [
        b"".join(field(f"f{at}") for at in range(10_000)),
        field("pipeline") * 10_000,
        part('name="image"; filename="a"', b"") * 10_000,
        field("pipeline", b"[" * 100_000),
        field("pipeline", b'[{"op":"rotate","angle":' + b"[" * 100_000 + b"]" * 100_000 + b"}]"),
        field("pipeline", b'{"a":' * 100_000),
        field("pipeline", b'[{"op":"gaussian_blur","radius":' + b"9" * 10_000 + b"}]"),
        field("pipeline", b'[{"op":"gaussian_blur","radius":1e999}]'),
        field("pipeline", b'[{"op":"gaussian_blur","radius":-Infinity}]'),
        field("pipeline", b'[{"op":"gaussian_blur","radius":NaN}]'),
        field("pipeline", b'[{"op":"gaussian_blur","radius":1' + b"0" * 5000 + b".0}]"),
        field("pipeline", b'["\\ud800", "\\u0000"]'),
        field("pipeline", b"\xff\xfe["),
        field("pipeline", b"[" + b"{}," * 80_000 + b"{}]"),
        field("pipeline", b"x" * 300_000),
        field("preset", b"\x00"),
        field("preset", b"../../etc/passwd"),
        field("preset", b"\xff"),
        field("quality", b"9" * 100_000),
        field("quality", "٥".encode()),
        field("background", b"#" + b"f" * 100_000),
        field("format", b"svg"),
        field("format", b"html\r\nX: y"),
        field("disposition", b"inline\r\nX: y"),
    ],
    ids=lambda body: ascii(body[40:70]) + str(len(body)),
)
def test_fields_are_refused(server: Server, image: bytes, body: bytes) -> None:
    answer = post(server, body + image)
    assert 400 <= answer.status < 500
    problem = json.loads(answer.body)
    assert problem["code"] in ("parse_error", "pipeline_invalid", "parameter_invalid", "preset_unknown",
                               "operation_unknown", "upload_too_large")  # fmt: skip
    assert len(answer.body) < 20_000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--b\r\n\r\n\r\n",
        b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n",
        b"--b\r\nX: y\r\n\r\nx\r\n",
        b"--b\r\n" + b"X: y\r\n" * 10_000 + b"\r\nx\r\n",
        b"--b\r\nX: " + b"y" * MEBI + b"\r\n\r\nx\r\n",
        b"--b\r\nContent-Disposition: form-data; name=" + b'"' * 10_000 + b"\r\n\r\nx\r\n",
        b"--b\r\nContent-Disposition: form-data; " + b"a=b;" * 10_000 + b"\r\n\r\nx\r\n",
        b"--b\r\nContent-Disposition: form-data; name*=utf-9''%ff\r\n\r\nx\r\n",
        part('name="image"; filename="a.jpg"', b"!!!", "Content-Transfer-Encoding: base64"),
        part('name="image"; filename="a.jpg"', b"abc", "Content-Type: multipart/mixed; boundary=b"),
        part("name=image; filename=a", b"--c\r\nContent-Disposition: file; filename=b\r\n\r\nx\r\n--c--",
             "Content-Type: multipart/mixed; boundary=c"),
        b"--b" * 100_000,
        b"\r\n--b\r\n" * 50_000,
        b"-" * MEBI,
        b"preamble" * 10_000,
    ],
    ids=lambda body: ascii(body[:40]) + str(len(body)),
)  # fmt: skip
def test_parts_that_are_none_are_refused(server: Server, body: bytes) -> None:
    answer = post(server, body)
    assert 400 <= answer.status < 500
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "b" * 5000,
        "multipart/form-data; boundary=" + "(" * 200,
        "multipart/form-data; boundary=\xe9",
        'multipart/form-data; boundary="b\\"',
        "multipart/form-data; boundary=b; boundary=c" + "; x=y" * 1000,
        "multipart/form-data; charset=utf-7; boundary=c",
        "multipart/form-data; charset=nonsense; boundary=c",
        "multipart/mixed; boundary=b",
        "application/x-www-form-urlencoded",
        "application/json",
        "text/html",
        "image/svg+xml, text/html",
        "x" * 5000,
    ],
    ids=lambda kind: ascii(kind[:60]),
)
def test_types_of_a_body_are_read_or_refused(server: Server, kind: str) -> None:
    answer = post(server, field("pipeline", b"[]"), kind=kind)
    assert answer.status in (400, 415)
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("count", [10_000, 100_000])
def test_the_page_takes_no_more_fields_than_it_has(server: Server, count: int) -> None:
    body = b"&".join(b"f%d=x" % at for at in range(count))
    answer = post(server, body, end=b"", kind="application/x-www-form-urlencoded", line="POST / HTTP/1.1")
    assert answer.status in (400, 403, 413)


def test_a_form_without_an_end_is_cut_short(server: Server, image: bytes) -> None:
    with connect(server) as connection:
        headers = (f"Content-Type: multipart/form-data; boundary={BOUNDARY}", "Content-Length: 1000000")
        connection.sendall(request(PROCESS, *headers, body=image))
        connection.shutdown(1)
        assert until_closed(connection).startswith(b"HTTP/1.1 400 ")
    assert post(server, image, end=b"").status in (200, 400)


def test_of_fields_and_files_with_one_name_none_is_guessed(server: Server, image: bytes) -> None:
    for body in (field("format", b"gif") + field("format", b"png") + image, image + image):
        answer = post(server, body)
        assert (answer.status, json.loads(answer.body)["code"]) == (400, "parameter_invalid")


@pytest.mark.parametrize("value", [b"\x00", b"\xff\xfe", b"a\r\nX-Injected: y", "‮gnp.exe".encode(), b'"; x="'])
@pytest.mark.parametrize("name", ["filename", "unheard_of"])
def test_a_field_with_strange_text_breaks_nothing(server: Server, image: bytes, name: str, value: bytes) -> None:
    answer = post(server, field(name, value) + image)
    assert answer.status in (200, 400)
    assert answer.headers["X-Injected"] is None
