"""Multipart bodies part by part, against Django's own parser, in every split, and cut at every byte."""

from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http.multipartparser import MultiPartParser
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from filters.engine.errors import UploadTooLarge
from filters.services.errors import RequestMalformed, UploadIncomplete
from filters.uploads.parts import HEADER_BYTES, HEADERS, Parts
from tests.uploads.flowing import BOUNDARY, CONTENT_TYPE, body_of, file_part, form, part, parts_of, split

SMALL = form(part(b"sepia", "preset"), file_part(b"\r\n--bound\r\n\x00"), part(b"late", "after"))
HEAD = SMALL.index(b"\r\n\r\n")
"""Bytes before which no part has begun."""
Found = list[tuple[str, str | None, bytes]]

contents = st.lists(
    st.sampled_from(
        [b"\r", b"\n", b"\r\n", b"-", b"--", b"\r\n--", BOUNDARY[:-1].encode(), b"a", b"\x00", b"\xff" * 90]
    )
).map(b"".join)
files = st.tuples(st.text("abc", min_size=1, max_size=3), contents, st.booleans())


def read(parts: Parts) -> Found:
    return [(found.name, found.filename, b"".join(found)) for found in parts]


def by_django(data: bytes) -> tuple[dict[str, list[bytes]], dict[str, list[bytes]]]:
    """Fields and files as Django finds them."""
    request: WSGIRequest = RequestFactory().generic("POST", "/", data, CONTENT_TYPE)
    request.encoding = "latin-1"  # which keeps bytes
    fields, uploads = MultiPartParser(request.META, request, request.upload_handlers, "latin-1").parse()
    return (
        {name: [str(text).encode("latin-1") for text in fields.getlist(name)] for name in fields},
        {name: [upload.read() for upload in uploads.getlist(name)] for name in uploads},
    )


@given(st.lists(files, max_size=5), st.lists(st.integers(0, 1500)), st.booleans())
def test_every_split_gives_what_django_finds(sent: list[Any], places: list[int], chunked: bool) -> None:
    data = form(*(file_part(content, name) if is_file else part(content, name) for name, content, is_file in sent))
    found = read(parts_of(*split(data, places), length=None if chunked else len(data)))
    assert found == [(name, "cat.jpg" if is_file else None, content) for name, content, is_file in sent]
    fields, uploads = by_django(data)
    assert sum(map(len, [*fields.values(), *uploads.values()])) == len(found)
    for name, filename, content in found:
        assert content == (fields if filename is None else uploads)[name].pop(0)


@pytest.mark.parametrize("how", ["cut off", "ends early", "short by its own account"])
def test_no_part_that_is_cut_is_taken_for_whole(how: str) -> None:
    whole = read(parts_of(SMALL))
    for at in range(len(SMALL) - 2):  # the last line's end is nobody's
        broken: list[bytes | Exception] = [SMALL[:at]] * bool(at) + [ConnectionResetError()] * (how == "cut off")
        parts = parts_of(*broken, length=at if how.startswith("short") else len(SMALL))
        found: Found = []
        with pytest.raises(RequestMalformed if how.startswith("short") and at < HEAD + 4 else UploadIncomplete):
            found.extend((each.name, each.filename, b"".join(each)) for each in parts)
        assert found == whole[: len(found)]
        assert len(found) < len(whole)
        with pytest.raises((UploadIncomplete, RequestMalformed)):  # who asks again is told again
            next(iter(parts))


@pytest.mark.parametrize("missing", [1, 2])
def test_the_last_lines_end_may_be_missing(missing: int) -> None:
    assert read(parts_of(SMALL[:-missing], length=len(SMALL) - missing)) == read(parts_of(SMALL))


def test_a_reader_that_catches_the_error_does_not_see_an_end() -> None:
    data = form(file_part(b"x" * 500))
    image = next(iter(parts_of(data[:300], length=len(data))))
    assert 0 < len(image.read(1000)) < 300
    for _ in range(3):
        with pytest.raises(UploadIncomplete):
            image.read(1000)


def test_fields_before_the_first_file_are_texts_and_those_after_it_are_parts() -> None:
    data = form(part(b"a"), part(b"b"), part("é".encode(), "other"), file_part(b"cat"), part(b"late", "after"))
    parts = parts_of(data)
    assert dict(parts.read_texts().lists()) == {"image": ["a", "b"], "other": ["é"]}
    assert parts.read_texts() is parts.texts
    assert read(parts) == [("image", "cat.jpg", b"cat"), ("after", None, b"late")]
    assert dict(parts.read_texts().lists()) == {"image": ["a", "b"], "other": ["é"]}


def test_texts_that_are_asked_for_late_take_no_file_away() -> None:
    parts = parts_of(form(part(b"a", "before"), file_part(b"cat"), part(b"late", "after"), file_part(b"dog")))
    parts.read_texts()
    for found in parts:
        assert dict(parts.read_texts().lists()) == {"before": ["a"]}
        if found.filename:
            assert found.whole(10) in (b"cat", b"dog")


def test_a_part_that_nobody_reads_is_passed_over() -> None:
    parts = parts_of(*split(form(file_part(b"x" * 5000), file_part(b"second")), range(0, 6000, 700)))
    skipped = next(iter(parts))
    assert next(iter(parts)).whole(10) == b"second"
    assert skipped.read() == b""


def test_a_file_is_there_before_it_has_ended() -> None:
    data = file_part(b"x" * 500)
    image = next(iter(parts_of(data, AssertionError("read too far"))))
    assert len(image.read()) > 400


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_a_part_is_read_in_pieces_of_any_size(size: int) -> None:
    content = bytes(range(256)) * 40
    image = next(iter(parts_of(form(file_part(content)))))
    assert image.read(0) == b""
    pieces = list(iter(lambda: image.read(size), b""))
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= size


def test_what_a_part_says_of_itself() -> None:
    sent = part(b"", "i", disposition='; filename="C:\\cats\\a.jpg"', headers=["Content-Type: Image/JPEG; q=1"])
    found = next(iter(parts_of(form(sent))))
    assert (found.name, found.filename, found.media_type) == ("i", "a.jpg", "image/jpeg")


@pytest.mark.parametrize(
    ("disposition", "expected"),
    [
        ("; filename=cat.jpg", "cat.jpg"),
        ('; filename="\u732b.jpg"', "\u732b.jpg"),
        ("; filename*=utf-8''%E7%8C%AB.jpg", "\u732b.jpg"),
        ("; filename=\"cat.jpg\"; filename*=UTF-8'en'%E7%8C%AB.jpg", "\u732b.jpg"),
        ("; filename*=iso-8859-1''%e9.jpg", "\u00e9.jpg"),
        ("; filename*=klingon''%C3%A9.jpg", "\u00e9.jpg"),
        ("; filename*=bare.jpg", "bare.jpg"),
        ('; filename=""', ""),
        ("", None),
    ],
    ids=["bare", "as browsers", "extended", "both", "latin", "unknown charset", "no charset", "no file", "text"],
)
def test_a_filename_comes_in_several_forms(disposition: str, expected: str | None) -> None:
    assert next(iter(parts_of(form(part(b"", disposition=disposition))))).filename == expected


@pytest.mark.parametrize(
    "content_type",
    ["", "image/jpeg", "multipart/form-data", 'multipart/form-data; boundary=""', "multipart/mixed; boundary=x"],
)
def test_without_a_boundary_there_are_no_parts(content_type: str) -> None:
    with pytest.raises(RequestMalformed, match="must be multipart/form-data with a boundary"):
        parts_of(SMALL, content_type=content_type)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a form at all",
        b"x" * 5000,
        SMALL.replace(BOUNDARY.encode(), b"other"),
        b"x" + SMALL,
        part(b"").replace(b"Content-Disposition", b"Content-Description"),
        part(b"").replace(b"form-data", b"attachment"),
        part(b"").replace(b"\r\n", b"\n"),
        part(b"", headers=["no colon"]),
        part(b"", headers=["K\u00e4se: 1"]),
        part(b"").replace(b"image", b"\xff"),
        part(b"", headers=["Content-Length: 100"]) + form(),
        part(b"too long", headers=["Content-Length: 3"]) + form(),
        part(b"", headers=[f"X-{number}: 1" for number in range(HEADERS)]),
        part(b"", headers=["X: " + "x" * HEADER_BYTES]),
        b"--" + BOUNDARY.encode() + b"\r\n" + b"x" * (1 << 20),
        b"--" + BOUNDARY.encode() + b"\r\n" + b": \r\n" * 1000,
    ],
    ids=[
        *("nothing", "prose", "noise", "another boundary", "first boundary in a line", "no disposition", "attachment"),
        *("bare line feeds", "no colon", "foreign header", "foreign name", "shorter than it says"),
        *("longer than it says", "many headers", "a long header", "an endless header", "empty names"),
    ],
)
@pytest.mark.parametrize("chunked", [True, False], ids=["chunked", "length"])
def test_what_is_no_form_is_malformed(data: bytes, chunked: bool) -> None:
    with pytest.raises(RequestMalformed):
        read(parts_of(*split(data, [1 << 16]), length=None if chunked else len(data)))


def test_the_number_of_parts_is_bounded(settings: Any) -> None:
    settings.IMGSVC_MAX_BATCH, settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3, 2
    assert len(read(parts_of(form(*[file_part(b"x")] * 4)))) == 4
    with pytest.raises(RequestMalformed, match="too many parts"):
        read(parts_of(form(*[file_part(b"x")] * 6)))


@pytest.mark.parametrize(
    "sent",
    [[part(b"x" * 1001)], [part(b"x" * 400)] * 3, [part(b"", "n" * 500)] * 3],
    ids=["one", "together", "names"],
)
def test_texts_are_bounded_together(sent: list[bytes], settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    with pytest.raises(UploadTooLarge):
        parts_of(form(*sent)).read_texts()


def test_a_text_of_any_length_is_stopped_when_too_much_came(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    endless = [b"x" * 1000] * 5
    parts = parts_of(part(b"")[:-2], *endless, AssertionError("read on"))
    with pytest.raises(UploadTooLarge, match="image"):
        parts.read_texts()


@pytest.mark.parametrize("over", [0, 1])
def test_a_part_is_taken_whole_up_to_a_limit(over: int) -> None:
    image = next(iter(parts_of(form(file_part(b"x" * (100 + over))))))
    if not over:
        assert image.whole(100) == b"x" * 100
        return
    with pytest.raises(UploadTooLarge, match="larger than 100 bytes") as caught:
        image.whole(100)
    assert [problem.field for problem in caught.value.problems] == ["image"]


def test_what_stands_after_the_last_part_is_nothing() -> None:
    assert read(parts_of(SMALL, b"--boundary\r\n\r\nmore", b"x" * 3000)) == read(parts_of(SMALL))


def test_the_body_is_read_to_its_end() -> None:
    body = body_of(SMALL, b"epilogue", length=len(SMALL) + 8)
    read(Parts(body, CONTENT_TYPE))
    assert body.ended
