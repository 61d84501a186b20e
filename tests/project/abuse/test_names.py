"""What users name and send comes back as a picture of ours, under a harmless name, and is used as no path."""

from email.message import Message

import pytest

from tests.fixtures.servers import Server
from tests.fixtures.wire import request, talk

NAMES = [
    "../../../etc/passwd",
    "..\\\\..\\\\boot.ini",
    "/etc/passwd",
    "C:\\\\con.jpg",
    "a\\r\\nX-Injected: y.jpg",
    'a\\"; filename=evil.exe; x=\\".jpg',
    "evil.svg",
    "evil.html",
    "evil.jpg.exe",
    "<script>alert(1)</script>.jpg",
    "a" * 5000 + ".jpg",
    ".htaccess",
    "..",
    "",
    " ",
    "\u202egpj.exe",
    "nul\u0000.jpg",
    "ü" * 300,
    "=cmd|' /C calc'!A0.jpg",
    "%2e%2e%2fx.jpg",
]


def form(name: str, picture: bytes, *fields: tuple[str, str], kind: str = "text/html") -> bytes:
    """A form with a picture of that name and a type that is not its own."""
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode() for key, value in fields
    ]
    head = f'--b\r\nContent-Disposition: form-data; name="image"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
    body = b"".join(parts) + head.encode() + picture + b"\r\n--b--\r\n"
    headers = ("Content-Type: multipart/form-data; boundary=b", f"Content-Length: {len(body)}")
    return request("POST /api/v1/process/ HTTP/1.1", *headers, body=body)


def file_name(headers: Message) -> str:
    """What a browser would save under."""
    return headers.get_filename("") or ""


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_is_no_path_and_no_header(server: Server, cat_jpeg: bytes, name: str) -> None:
    for fields in ([], [("filename", name)], [("disposition", "attachment"), ("filename", name)]):
        answer = talk(server, form(name, cat_jpeg, *fields))
        if answer.status == 400:  # a part without a file name is no file
            continue
        assert (answer.status, answer.headers["Content-Type"]) == (200, "image/jpeg")
        assert answer.headers["X-Injected"] is None
        disposition = answer.headers["Content-Disposition"]
        assert disposition.isascii()
        saved = file_name(answer.headers)
        assert saved.endswith(".jpg") and not set(saved) & {"/", "\\", "\0", "\r", "\n"}
        assert len(saved) < 200 and not saved.startswith(".")


@pytest.mark.parametrize("name", ["x.svg", "x.html", "x.jpg", "x.php"])
@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", "image/jpeg"])
@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b"<?php system('id');",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b"%PDF-1.7",
        b"MZ" + bytes(100),
        b"GIF89a<script>alert(1)</script>",
        b"\xff\xd8\xff<script>alert(1)</script>",
    ],
    ids=["html", "php", "eps", "pdf", "exe", "gif and script", "jpeg and script"],
)
def test_what_is_no_picture_never_comes_back(server: Server, name: str, kind: str, content: bytes) -> None:
    answer = talk(server, form(name, content, kind=kind))
    assert answer.status in (413, 415, 422)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert b"<script" not in answer.body and b"system(" not in answer.body


@pytest.mark.parametrize("accept", ["text/html", "image/svg+xml", "image/svg+xml, text/html;q=0.9", "application/pdf"])
def test_accept_names_no_type_that_runs(server: Server, cat_jpeg: bytes, accept: str) -> None:
    headers = ("Content-Type: image/jpeg", f"Content-Length: {len(cat_jpeg)}", f"Accept: {accept}")
    answer = talk(server, request("POST /api/v1/process/ HTTP/1.1", *headers, body=cat_jpeg))
    assert answer.headers["Content-Type"] in ("image/jpeg", "application/problem+json", "text/html; charset=utf-8")
    assert (answer.headers["Content-Type"] == "text/html; charset=utf-8") == ("text/html" in accept)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "accept",
    [
        ",".join(["image/x"] * 900),
        ",".join(f"image/x;q=0.{at:03}" for at in range(400)),
        ",".join(["image/png;q=nan", "image/gif;q=-1", "image/webp;q=1e9"]),
        ";" * 8000,
        "image/" + "*" * 8000,
        'image/png;a="' + "\\\\" * 3900,
        "," * 8000,
        "image/jpeg\xff",
    ],
    ids=lambda accept: ascii(accept[:25]),
)
def test_accept_may_be_nonsense(server: Server, cat_jpeg: bytes, accept: str) -> None:
    headers = ("Content-Type: image/jpeg", f"Content-Length: {len(cat_jpeg)}", f"Accept: {accept}")
    answer = talk(server, request("POST /api/v1/process/ HTTP/1.1", *headers, body=cat_jpeg))
    assert answer.status in (200, 406)


@pytest.mark.parametrize("ranges", ["bytes=0-0", "bytes=" + ",".join(["0-"] * 1500), "bytes=-1", "bytes=9-1", "x=y"])
def test_ranges_of_a_result_are_not_served(server: Server, cat_jpeg: bytes, ranges: str) -> None:
    headers = ("Content-Type: image/jpeg", f"Content-Length: {len(cat_jpeg)}", f"Range: {ranges}")
    answer = talk(server, request("POST /api/v1/process/ HTTP/1.1", *headers, body=cat_jpeg))
    assert (answer.status, answer.body[:2]) == (200, b"\xff\xd8")


@pytest.mark.parametrize("ranges", ["bytes=0-9", "bytes=0-0," * 500 + "1-1", "bytes=-5", "bytes=99999999-", "bytes=x"])
def test_ranges_of_a_static_file_are_bounded_by_it(server: Server, ranges: str) -> None:
    answer = talk(server, request("GET /static/filters/studio.js HTTP/1.1", f"Range: {ranges}"))
    assert answer.status in (200, 206, 416)
    assert len(answer.body) < 200_000
