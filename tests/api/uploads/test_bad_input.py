"""Wrong requests: refused with an error that names the header, and nothing of the upload changes."""

from typing import Any

import pytest

from filters.models import Blob, Upload
from tests.api.uploads.desk import CHUNK, UPLOADS, Desk, metadata

NUMBERS = ["", "-1", "+1", "1.0", "1e3", "0x10", " 1", "1 1", "1,2", "abc", "1" * 19, "²", "٣", "None"]
CREATIONS = [
    ({"Upload_Length": None}, "Upload-Length"),
    *(({"Upload_Length": text}, "Upload-Length") for text in NUMBERS if text not in ("²", "٣", " 1")),
    ({"Upload_Length": None, "Upload_Defer_Length": "0"}, "Upload-Defer-Length"),
    ({"Upload_Length": None, "Upload_Defer_Length": "2"}, "Upload-Defer-Length"),
    ({"Upload_Length": None, "Upload_Defer_Length": "true"}, "Upload-Defer-Length"),
    ({"Upload_Length": None, "Upload_Defer_Length": ""}, "Upload-Defer-Length"),
    ({"Upload_Defer_Length": "1"}, "Upload-Length"),
    ({"Upload_Metadata": "filename cat.jpg"}, "Upload-Metadata.filename"),
    ({"Upload_Metadata": "a,a"}, "Upload-Metadata.a"),
    ({"Upload_Metadata": ","}, "Upload-Metadata"),
    ({"Upload_Metadata": metadata(visibility="all")}, "Upload-Metadata.visibility"),
]
CHECKSUMS = ["", "sha1", "sha1 ", "sha1 x", "sha1 Kq5sNclPz7QV2", "sha1 AAAA", "SHA1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
             "sha1  Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "shake_128 AAAA", "crc32 AAAAAA==", "sha1,md5 AAAA"]  # fmt: skip


def assert_refused(answer: Any, field: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (400, "parameter_invalid"), answer.content
    assert [problem["field"] for problem in answer.json()["errors"]] == [field]
    assert answer["Tus-Resumable"] == "1.0.0"


@pytest.mark.parametrize(("headers", "field"), CREATIONS, ids=range(len(CREATIONS)))
def test_an_upload_is_not_begun(desk: Desk, headers: dict[str, str | None], field: str) -> None:
    assert_refused(desk.create(10, b"abc", **headers), field)
    assert (Upload.objects.count(), Blob.objects.count()) == (0, 0)


@pytest.mark.parametrize("offset", [None, *NUMBERS], ids=range(len(NUMBERS) + 1))
def test_an_offset_is_a_number(desk: Desk, offset: str | None) -> None:
    url = desk.begun()
    assert_refused(desk.patch(url, offset, b"abc"), "Upload-Offset")
    assert desk.offset(url) == 0


@pytest.mark.parametrize("text", CHECKSUMS, ids=range(len(CHECKSUMS)))
def test_a_checksum_is_one_of_those_announced(desk: Desk, text: str) -> None:
    url = desk.begun()
    assert_refused(desk.patch(url, 0, b"abc", Upload_Checksum=text), "Upload-Checksum")
    assert desk.offset(url) == 0


@pytest.mark.parametrize("length", ["9", "11", "abc", "-1"])
def test_a_length_stays_a_number_and_the_same(desk: Desk, length: str) -> None:
    url = desk.begun(10)
    assert_refused(desk.patch(url, 0, b"abc", Upload_Length=length), "Upload-Length")
    assert desk.offset(url) == 0


def test_a_length_may_be_repeated(desk: Desk) -> None:
    assert desk.patch(desk.begun(10), 0, b"abc", Upload_Length="10").status_code == 204


def test_bytes_behind_the_end_are_refused(desk: Desk) -> None:
    url = desk.begun(10, b"01234")
    answer = desk.patch(url, 5, b"567890")
    assert (answer.status_code, answer.json()["code"]) == (413, "upload_too_large")
    assert desk.offset(url) == 5


def test_an_empty_chunk_changes_nothing(desk: Desk) -> None:
    url = desk.begun(10, b"01234")
    answer = desk.patch(url, 5, b"")
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "5")


@pytest.mark.parametrize("name", ["x", "x" * 22, "x" * 300, "%00", "..%2f..%2fetc%2fpasswd", "%f0%9f%90%88"])
@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
def test_an_address_that_nobody_was_told_is_not_found(desk: Desk, method: str, name: str) -> None:
    answer = desk.ask(method, f"{UPLOADS}{name}/", b"abc", Upload_Offset="0", Content_Type=CHUNK)
    assert answer.status_code == 404


@pytest.mark.parametrize("url", [UPLOADS, f"{UPLOADS}{'x' * 22}/"])
@pytest.mark.parametrize("method", ["PUT", "TRACE"])
def test_other_methods_are_not_allowed(desk: Desk, method: str, url: str) -> None:
    answer = desk.ask(method, url)
    assert (answer.status_code, answer["Tus-Resumable"]) == (405, "1.0.0")


def test_a_form_is_no_upload(desk: Desk) -> None:
    answer = desk.client.post(
        UPLOADS, {"a": "b"}, headers={**desk.always, "Tus-Resumable": "1.0.0", "Upload-Length": "9"}
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_a_name_is_made_safe(desk: Desk) -> None:
    desk.create(3, b"abc", Upload_Metadata=metadata(filename='..\\../a/"b\x00".png'))
    assert Upload.objects.get().file.name == '"b".png'  # type: ignore[union-attr]


def test_a_long_name_is_cut(desk: Desk) -> None:
    desk.create(3, b"abc", Upload_Metadata=metadata(filename="n" * 4000 + ".png"))
    assert len(Upload.objects.get().name) == 150


def test_concatenation_is_not_spoken_and_makes_no_half_of_a_file(desk: Desk) -> None:
    for said in ("partial", "final;/a /b"):
        answer = desk.create(3, b"abc", Upload_Concat=said)
        assert_refused(answer, "Upload-Concat")
