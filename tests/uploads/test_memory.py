"""Uploads: in memory whatever their size, and bounded."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.core.files.uploadhandler import StopUpload
from django.http import HttpRequest
from django.test import RequestFactory

from filters.conf import MEBI
from filters.engine.errors import UploadTooLarge
from filters.uploads.memory import BoundedMemoryUploadHandler, body_limit, declared_length, require_upload_within_limit


@pytest.fixture(autouse=True)
def one_mebibyte(settings: Any) -> None:
    settings.IMGSVC_MAX_UPLOAD_MB = 1
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000


def form(*sizes: int, **extra: Any) -> HttpRequest:
    """A form with a field before its files and one after them."""
    files = [SimpleUploadedFile(f"{size}.jpg", b"x" * size) for size in sizes]
    return RequestFactory().post("/", {"before": "kept", "image": files, "after": "late"}, **extra)


def chunked(request: HttpRequest) -> HttpRequest:
    """The same, as if the client had not told its length."""
    request.META["HTTP_TRANSFER_ENCODING"] = "chunked"
    return request


@pytest.mark.parametrize("size", [0, 1, 70_000, 3 * MEBI])
def test_a_file_is_in_memory_whatever_its_size(size: int, settings: Any) -> None:
    settings.IMGSVC_MAX_UPLOAD_MB = 4
    request = form(size)
    require_upload_within_limit(request)
    upload = request.FILES["image"]
    assert isinstance(upload, InMemoryUploadedFile)
    assert isinstance(upload.file, io.BytesIO)
    assert (upload.size, upload.name, len(upload.file.getvalue())) == (size, f"{size}.jpg", size)
    assert (request.POST["before"], request.POST["after"]) == ("kept", "late")


def test_a_file_of_exactly_the_limit_passes() -> None:
    request = form(MEBI)
    require_upload_within_limit(request)
    assert request.FILES.dict().keys() == {"image"}


@pytest.mark.parametrize("make", [form, lambda size: chunked(form(size))], ids=["length", "chunked"])
@pytest.mark.parametrize("size", [MEBI + 1, 2 * MEBI, 5 * MEBI])
def test_a_larger_file_is_refused_and_the_fields_before_it_survive(make: Any, size: int) -> None:
    request = make(size)
    with pytest.raises(UploadTooLarge, match="1 MiB"):
        require_upload_within_limit(request)
    assert "image" not in request.FILES
    assert request.POST["before"] == "kept"


def test_files_are_bounded_together() -> None:
    with pytest.raises(UploadTooLarge, match="larger than the 1 MiB allowed"):
        require_upload_within_limit(form(MEBI // 2, MEBI // 2 + 1))


def test_the_length_tells_before_anything_is_read() -> None:
    request = form(2 * MEBI)
    with pytest.raises(UploadTooLarge, match="The upload has 2 MiB; at most 1 MiB are allowed"):
        require_upload_within_limit(request)
    assert not hasattr(request, "_files")


def test_little_is_read_of_what_is_too_large() -> None:
    request = form(5 * MEBI)
    assert request.POST["before"] == "kept"
    unread = request.META["wsgi.input"]
    assert len(unread.read()) > 4 * MEBI  # one block was read


def test_the_error_names_the_field() -> None:
    with pytest.raises(UploadTooLarge) as caught:
        require_upload_within_limit(form(2 * MEBI))
    assert [(problem.field, problem.code) for problem in caught.value.problems] == [("image", "upload_too_large")]


@pytest.mark.parametrize(
    ("content_type", "limit"),
    [
        ("multipart/form-data; boundary=x", MEBI + 1000),
        ("Multipart/Form-Data; boundary=x", MEBI + 1000),
        ("image/jpeg", MEBI),
        ("application/octet-stream", MEBI),
        ("application/json", 1000),
        ("application/x-www-form-urlencoded", 1000),
        ("", 1000),
    ],
)
def test_a_body_is_bounded_by_its_type(content_type: str, limit: int) -> None:
    assert body_limit(content_type) == limit


def test_a_body_of_another_type_says_how_to_send_a_picture() -> None:
    request = RequestFactory().generic("POST", "/", b"x" * 1001, "application/x-www-form-urlencoded")
    with pytest.raises(UploadTooLarge, match=r"as application/x-www-form-urlencoded\. Send a picture as multipart"):
        require_upload_within_limit(request)


@pytest.mark.parametrize(
    ("meta", "length"),
    [
        ({}, 0),
        ({"CONTENT_LENGTH": ""}, 0),
        ({"CONTENT_LENGTH": "7"}, 7),
        ({"CONTENT_LENGTH": "x"}, None),
        ({"CONTENT_LENGTH": "7", "HTTP_TRANSFER_ENCODING": "Chunked"}, None),
    ],
)
def test_it_knows_the_length_that_was_sent(meta: dict[str, str], length: int | None) -> None:
    assert declared_length(meta) == length


def fed(*chunks: bytes) -> Any:
    """The upload that the handler makes of a file in these chunks."""
    handler, size = BoundedMemoryUploadHandler(), 0
    handler.new_file("image", "cat.jpg", "image/jpeg", None)
    for chunk in chunks:
        handler.receive_data_chunk(chunk, size)
        size += len(chunk)
    return handler.file_complete(size)


def test_a_file_of_one_chunk_is_that_chunk() -> None:
    chunk = b"x" * 1000
    upload = fed(chunk)
    assert upload.file.getvalue() is chunk
    assert (upload.size, upload.read()) == (1000, chunk)


@pytest.mark.parametrize("chunks", [(), (b"",), (b"", b"ab"), (b"ab", b"c"), (b"a", b"bc", b"d")])
def test_chunks_are_joined_in_their_order(chunks: tuple[bytes, ...]) -> None:
    upload = fed(*chunks)
    assert (upload.size, upload.read(), upload.file.getvalue()) == (len(b"".join(chunks)), *[b"".join(chunks)] * 2)


def test_the_next_file_begins_anew() -> None:
    handler = BoundedMemoryUploadHandler()
    for text in (b"first", b"second"):
        handler.new_file("image", "cat.jpg", "image/jpeg", None)
        handler.receive_data_chunk(text, 0)
        upload: Any = handler.file_complete(len(text))
        assert upload.file.getvalue() is text


def test_whoever_feeds_the_handler_by_hand_sees_the_engines_error() -> None:
    handler = BoundedMemoryUploadHandler()
    handler.new_file("image", "cat.jpg", "image/jpeg", None)
    handler.receive_data_chunk(b"x" * MEBI, 0)
    with pytest.raises(UploadTooLarge) as caught:
        handler.receive_data_chunk(b"x", MEBI)
    assert isinstance(caught.value, StopUpload)
    assert handler.file.closed
