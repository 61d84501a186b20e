"""Bodies become uploads in memory, whatever their size and kind."""

from typing import Any

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.test import RequestFactory
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from filters.api.parsers import DeepJSONParser
from filters.api.views.base import ImageView
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
