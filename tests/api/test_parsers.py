"""Bodies become uploads in memory, whatever their size and kind."""

import tracemalloc
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from filters.api.fields import read_fields
from filters.api.parsers import DeepJSONParser, RawImageParser
from filters.api.views.base import ImageView
from filters.conf import MEBI
from filters.engine.errors import UploadTooLarge

FORM = b'--x\r\nContent-Disposition: form-data; name="image"; filename="a.bmp"\r\n\r\n%s\r\n--x--\r\n'
SIZES = [1, 64 * 1024, 64 * 1024 + 1, 2_621_440, 2_621_441, 9_000_000]


def parsed(body: bytes, content_type: str) -> Any:
    """The request as a view sees it."""
    request = RequestFactory().post("/", body, content_type=content_type)
    return Request(request, parsers=[parser() for parser in ImageView.parser_classes])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=x", "image/bmp", "application/octet-stream"])
def test_a_picture_of_any_size_is_an_upload_in_memory(size: int, content_type: str) -> None:
    picture = b"\xa5" * size
    upload: Any = parsed(FORM % picture if "form" in content_type else picture, content_type).FILES["image"]
    held: Any = upload.file
    assert (type(upload), upload.size) == (InMemoryUploadedFile, size)
    assert held.getvalue() == picture
    assert held.getvalue() is held.getvalue()  # shared, not copied


class Trickle(BytesIO):
    """A server's input that hands out at most `most` bytes a time."""

    most: int

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self.most if size is None or size < 0 else min(size, self.most))


def uploaded(body: bytes, most: int) -> Any:
    """The bytes that a view takes from a raw body."""
    stream = Trickle(body)
    stream.most = most
    sent = RequestFactory().post("/", body, content_type="image/bmp")
    request = Request(WSGIRequest(sent.environ | {"wsgi.input": stream}), parsers=[RawImageParser()])
    upload: Any = request.FILES["image"]
    return upload.file.getvalue()


def test_a_raw_body_is_the_bytes_that_the_server_received() -> None:
    body = bytes(1_000_000)
    assert uploaded(body, most=len(body)) is body


def test_a_raw_body_may_come_in_parts() -> None:
    body = bytes(range(256)) * 100
    assert uploaded(body, most=999) == body


@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=x", "image/bmp"])
def test_an_upload_is_in_memory_once(content_type: str) -> None:
    picture = bytes(16 * MEBI)
    request = parsed(FORM % picture if "form" in content_type else picture, content_type)
    tracemalloc.start()
    assert len(read_fields(request, ["image"]).data) == len(picture)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < len(picture) * 9 / 8 + 6 * MEBI  # BytesIO grows by eighths; some blocks are on their way


@pytest.mark.parametrize("content_type", ["image/bmp", "application/octet-stream"])
def test_a_raw_body_over_the_limit_is_not_read(settings: Any, content_type: str) -> None:
    settings.IMGSVC_MAX_UPLOAD_MB = 1
    request = parsed(bytes(1024 * 1024 + 1), content_type)
    with pytest.raises(UploadTooLarge):
        _ = request.FILES
    assert not request._request._read_started


@pytest.mark.parametrize("text", [b"[" * 100_000, b"{", b'{"a": Infinity}'])
def test_json_that_cannot_be_read_is_a_parse_error(text: bytes) -> None:
    request = RequestFactory().post("/", text, content_type="application/json")
    with pytest.raises(ParseError):
        _ = Request(request, parsers=[DeepJSONParser()]).data
