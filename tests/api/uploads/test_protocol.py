"""tus 1.0, sentence by sentence: https://tus.io/protocols/resumable-upload."""

import hashlib
from base64 import b64encode
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.utils import timezone

from filters.models import Blob, StoredFile, Upload
from tests.api.uploads.desk import CHUNK, UPLOADS, Desk, metadata

NAMED = metadata(filename="world_domination_plan.pdf") + ",is_confidential"
HELLO = b"hello world"


def checksum(data: bytes, algorithm: str = "sha1") -> str:
    digest = hashlib.new(algorithm, data, usedforsecurity=False).digest()
    return f"{algorithm} {b64encode(digest).decode()}"


def assert_problem(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert (answer.json()["code"], answer.json()["status"]) == (code, status)
    assert answer["Tus-Resumable"] == "1.0.0"


class TestCore:
    """HEAD, PATCH, OPTIONS, and the version."""

    def test_head_tells_how_far_it_is_and_is_not_cached(self, desk: Desk) -> None:
        url = desk.begun(100, b"x" * 70)
        answer = desk.head(url)
        assert (answer.status_code, answer.content) == (200, b"")
        assert (answer["Upload-Offset"], answer["Upload-Length"]) == ("70", "100")
        assert (answer["Cache-Control"], answer["Tus-Resumable"]) == ("no-store", "1.0.0")

    def test_head_tells_the_offset_of_a_new_one_and_of_one_that_is_done(self, desk: Desk) -> None:
        url = desk.begun(11)
        assert desk.offset(url) == 0
        desk.patch(url, 0, HELLO)
        assert desk.offset(url) == 11

    def test_head_tells_nothing_of_what_is_not_there(self, desk: Desk) -> None:
        answer = desk.head(f"{UPLOADS}{'x' * 22}/")
        assert answer.status_code == 404
        assert "Upload-Offset" not in answer

    def test_patch_applies_the_bytes_at_the_offset(self, desk: Desk) -> None:
        url = desk.begun(100, b"x" * 70)
        answer = desk.patch(url, 70, b"y" * 20)
        assert (answer.status_code, answer.content, answer["Upload-Offset"]) == (204, b"", "90")
        assert answer["Tus-Resumable"] == "1.0.0"

    @pytest.mark.parametrize(
        "kind", ["application/octet-stream", "text/plain", "multipart/form-data; boundary=x", None]
    )
    def test_patch_is_of_one_content_type(self, desk: Desk, kind: str | None) -> None:
        url = desk.begun()
        assert_problem(desk.patch(url, 0, b"abc", Content_Type=kind), 415, "unsupported_media_type")
        assert desk.offset(url) == 0

    def test_parameters_of_the_content_type_do_not_matter(self, desk: Desk) -> None:
        assert desk.patch(desk.begun(), 0, b"abc", Content_Type=f"{CHUNK.upper()}; x=y").status_code == 204

    @pytest.mark.parametrize("offset", [0, 4, 6])
    def test_another_offset_is_a_conflict_and_changes_nothing(self, desk: Desk, offset: int) -> None:
        url = desk.begun(10, b"01234")
        assert_problem(desk.patch(url, offset, b"abc"), 409, "upload_conflict")
        assert desk.offset(url) == 5

    def test_patch_of_what_is_not_there_is_not_found(self, desk: Desk) -> None:
        assert_problem(desk.patch(f"{UPLOADS}{'x' * 22}/", 0, b"abc"), 404, "not_found")

    @pytest.mark.parametrize("path", ["", "x" * 22])
    def test_options_tell_what_is_spoken_without_a_version_or_a_key(self, desk: Desk, path: str) -> None:
        answer = desk.ask("OPTIONS", f"{UPLOADS}{path}", Tus_Resumable=None, Authorization=None)
        assert answer.status_code == 200
        assert (answer["Tus-Resumable"], answer["Tus-Version"], answer["Tus-Max-Size"]) == (
            "1.0.0", "1.0.0", str(5120 << 20),
        )  # fmt: skip
        extensions = "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination"
        assert (answer["Tus-Extension"], answer["Tus-Checksum-Algorithm"]) == (extensions, "sha256,sha1,md5")

    @pytest.mark.parametrize("version", [None, "0.2.2", "1.0.1", "1.0", ""])
    @pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE"])
    def test_another_version_is_refused_and_nothing_is_done(self, desk: Desk, method: str, version: str | None) -> None:
        url = desk.begun(10, b"01234")
        answer = desk.ask(
            method, UPLOADS if method == "POST" else url, b"abc", Tus_Resumable=version, Upload_Length="10",
            Upload_Offset="5", Content_Type=CHUNK,
        )  # fmt: skip
        assert (answer.status_code, answer["Tus-Version"], answer["Tus-Resumable"]) == (412, "1.0.0", "1.0.0")
        assert "Upload-Offset" not in answer
        assert (desk.offset(url), Upload.objects.count()) == (5, 1)

    @pytest.mark.parametrize("really", ["POST", "GET", "PUT"])
    def test_the_method_that_is_meant_counts(self, desk: Desk, really: str) -> None:
        url = desk.begun(10)
        answer = desk.ask(really, url, b"abc", X_HTTP_Method_Override="PATCH", Upload_Offset="0", Content_Type=CHUNK)
        assert (answer.status_code, answer["Upload-Offset"]) == (204, "3")
        head = desk.ask(really, url, X_HTTP_Method_Override="HEAD")
        assert (head.status_code, head.content, head["Upload-Offset"]) == (200, b"", "3")
        assert desk.ask(really, url, X_HTTP_Method_Override="DELETE").status_code == 204
        assert_problem(desk.patch(url, 3, b"abc"), 404, "not_found")

    @pytest.mark.parametrize("meant", ["FOO", "", "TRACE", "GET\tX"])
    def test_a_method_that_nobody_takes_is_not_allowed(self, desk: Desk, meant: str) -> None:
        assert_problem(desk.ask("POST", X_HTTP_Method_Override=meant), 405, "method_not_allowed")


class TestCreation:
    """POST."""

    def test_it_makes_an_upload_and_tells_where(self, desk: Desk) -> None:
        answer = desk.create(100, Upload_Metadata=NAMED)
        assert (answer.status_code, answer.content) == (201, b"")
        assert answer["Location"] == f"{UPLOADS}{Upload.objects.get().pk}/"
        assert answer["Upload-Offset"] == "0"

    def test_head_gives_the_metadata_back(self, desk: Desk) -> None:
        assert desk.head(desk.begun(Upload_Metadata=NAMED))["Upload-Metadata"] == NAMED
        assert "Upload-Metadata" not in desk.head(desk.begun())

    def test_an_empty_file_is_complete_at_once(self, desk: Desk) -> None:
        answer = desk.create(0, Upload_Metadata=metadata(filename="empty.txt"))
        file = StoredFile.objects.get()
        assert (answer.status_code, answer["Imgsvc-File"]) == (201, file.pk)
        assert (file.name, file.blob.size) == ("empty.txt", 0)

    def test_what_is_longer_than_a_file_may_be_is_refused(self, desk: Desk, settings: Any) -> None:
        settings.IMGSVC_MAX_FILE_MB = 1
        assert_problem(desk.create((1 << 20) + 1), 413, "upload_too_large")
        assert desk.create(1 << 20).status_code == 201

    def test_what_the_quota_does_not_allow_is_refused_before_any_byte(self, desk: Desk, settings: Any) -> None:
        settings.IMGSVC_FILES_QUOTA_MB = 1
        assert_problem(desk.create((1 << 20) + 1, b"x"), 413, "quota_exceeded")
        assert Blob.objects.count() == 0


class TestDeferredLength:
    """Upload-Defer-Length."""

    def test_the_length_comes_with_a_later_chunk(self, desk: Desk) -> None:
        url = desk.create(None, Upload_Defer_Length="1")["Location"]
        head = desk.head(url)
        assert head["Upload-Defer-Length"] == "1" and "Upload-Length" not in head
        desk.patch(url, 0, HELLO[:5])
        assert desk.head(url)["Upload-Defer-Length"] == "1"
        done = desk.patch(url, 5, HELLO[5:], Upload_Length="11")
        assert (done["Upload-Offset"], StoredFile.objects.get().pk) == ("11", done["Imgsvc-File"])
        head = desk.head(url)
        assert head["Upload-Length"] == "11" and "Upload-Defer-Length" not in head

    def test_the_length_stays(self, desk: Desk) -> None:
        url = desk.create(None, Upload_Defer_Length="1")["Location"]
        desk.patch(url, 0, b"abc", Upload_Length="11")
        assert_problem(desk.patch(url, 3, b"abc", Upload_Length="12"), 400, "parameter_invalid")
        assert (desk.offset(url), desk.head(url)["Upload-Length"]) == (3, "11")


class TestCreationWithUpload:
    """POST with the first bytes."""

    def test_it_tells_how_many_came(self, desk: Desk) -> None:
        answer = desk.create(100, b"hello")
        assert (answer.status_code, answer["Upload-Offset"]) == (201, "5")
        assert desk.offset(answer["Location"]) == 5

    def test_all_of_it_makes_a_file(self, desk: Desk) -> None:
        answer = desk.create(11, HELLO)
        assert (answer.status_code, answer["Imgsvc-File"]) == (201, StoredFile.objects.get().pk)

    def test_it_is_of_one_content_type(self, desk: Desk) -> None:
        assert_problem(desk.create(11, HELLO, Content_Type="text/plain"), 415, "unsupported_media_type")
        assert Upload.objects.count() == 0

    def test_more_than_was_announced_makes_no_upload(self, desk: Desk) -> None:
        assert_problem(desk.create(10, HELLO), 413, "upload_too_large")
        assert (Upload.objects.count(), Blob.objects.count()) == (0, 0)

    def test_a_checksum_holds_here_too(self, desk: Desk) -> None:
        refused = desk.create(11, HELLO, Upload_Checksum=checksum(b"other"))
        assert_problem(refused, 460, "checksum_mismatch")
        assert (Upload.objects.count(), Blob.objects.count()) == (0, 0)
        assert desk.create(11, HELLO, Upload_Checksum=checksum(HELLO)).status_code == 201


class TestExpiration:
    """Upload-Expires."""

    def test_every_answer_tells_when(self, desk: Desk) -> None:
        created = desk.create()
        url = created["Location"]
        for answer in (created, desk.patch(url, 0, b"abc"), desk.head(url)):
            assert answer["Upload-Expires"].endswith(" GMT")
            assert parsedate_to_datetime(answer["Upload-Expires"]) > timezone.now()

    def test_it_is_gone_afterwards(self, desk: Desk) -> None:
        url = desk.begun()
        Upload.objects.update(expires=timezone.now())
        assert_problem(desk.patch(url, 0, b"abc"), 410, "upload_gone")
        answer = desk.head(url)
        assert answer.status_code == 410 and "Upload-Offset" not in answer


class TestChecksum:
    """Upload-Checksum."""

    @pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
    def test_a_chunk_that_matches_is_kept(self, desk: Desk, algorithm: str) -> None:
        url = desk.begun(11)
        assert desk.patch(url, 0, HELLO, Upload_Checksum=checksum(HELLO, algorithm)).status_code == 204

    def test_the_example_of_the_specification_matches(self, desk: Desk) -> None:
        said = "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="
        assert desk.patch(desk.begun(11), 0, HELLO, Upload_Checksum=said).status_code == 204

    def test_a_chunk_that_does_not_is_dropped(self, desk: Desk) -> None:
        url = desk.begun(22, HELLO)
        assert_problem(desk.patch(url, 11, b"hello_world", Upload_Checksum=checksum(HELLO)), 460, "checksum_mismatch")
        assert desk.offset(url) == 11

    def test_an_algorithm_that_is_not_announced_is_refused(self, desk: Desk) -> None:
        url = desk.begun(11)
        answer = desk.patch(url, 0, HELLO, Upload_Checksum="crc32 AAAAAA==")
        assert_problem(answer, 400, "parameter_invalid")
        assert "sha256, sha1, md5" in answer.json()["detail"]
        assert desk.offset(url) == 0


class TestTermination:
    """DELETE."""

    @pytest.mark.parametrize("sent", [0, 5, 11])
    def test_it_is_gone_with_all_that_came(self, desk: Desk, sent: int) -> None:
        url = desk.begun(11, HELLO[:sent])
        answer = desk.ask("DELETE", url)
        assert (answer.status_code, answer.content, answer["Tus-Resumable"]) == (204, b"", "1.0.0")
        for gone in (desk.head(url), desk.patch(url, sent, HELLO[sent:]), desk.ask("DELETE", url)):
            assert gone.status_code == 404
        assert (Blob.objects.count(), StoredFile.objects.count()) == (0, 0)


class TestTheFile:
    """What an upload becomes."""

    def test_its_address_is_told_with_the_last_byte_and_afterwards(self, desk: Desk) -> None:
        url = desk.begun(11, Upload_Metadata=metadata(filename="hello.txt", visibility="public"))
        first = desk.patch(url, 0, HELLO[:5])
        assert "Imgsvc-File" not in first and "Content-Location" not in first
        last = desk.patch(url, 5, HELLO[5:])
        file = StoredFile.objects.get()
        assert (file.name, file.visibility, str(file.owner)) == ("hello.txt", "public", "ann")
        for answer in (last, desk.head(url)):
            assert (answer["Imgsvc-File"], answer["Content-Location"]) == (file.pk, f"/api/v1/files/{file.pk}/")
        content = desk.client.get(last["Content-Location"])
        assert (content.status_code, content.getvalue()) == (200, HELLO)

    def test_a_picture_is_known_by_its_bytes(self, desk: Desk, cat_jpeg: bytes) -> None:
        url = desk.begun(len(cat_jpeg), Upload_Metadata=metadata(filename="a.txt", filetype="text/html"))
        desk.patch(url, 0, cat_jpeg[:7])
        desk.patch(url, 7, cat_jpeg[7:])
        assert StoredFile.objects.get().media_type == "image/jpeg"
