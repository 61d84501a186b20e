"""`files/{file}/`: content whole, in ranges, on conditions, shown or saved, or left to nginx."""

import hashlib
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.utils.http import http_date

from filters.models import Segment, StoredFile
from tests.api.files.conftest import Keeper
from tests.api.shapes import assert_problem, body_of
from tests.fixtures.files import stored

DATA = bytes(range(256)) * 10
SIZE = len(DATA)
ETAG = f'"{hashlib.sha256(DATA).hexdigest()}"'
PNG, JPEG = b"\x89PNG\r\n\x1a\n" + bytes(99), b"\xff\xd8\xff\xe0" + bytes(99)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
MP4 = b"\0\0\0\x18ftypmp42" + bytes(99)
LONG_AGO = "Sat, 01 Jan 2000 00:00:00 GMT"
LATER = "Fri, 01 Jan 2100 00:00:00 GMT"


@pytest.fixture
def file(alice: Keeper) -> StoredFile:
    """2560 bytes of Alice's, changed a minute ago."""
    assert alice.put("data.bin", DATA).status_code == 201
    stored_file = StoredFile.objects.get()
    StoredFile.objects.filter(pk=stored_file.pk).update(modified=stored_file.modified.replace(year=2020))
    return StoredFile.objects.get()


def test_the_answer_says_what_it_is(alice: Keeper, file: StoredFile) -> None:
    answer = alice.get(file.pk)
    assert (answer.status_code, body_of(answer)) == (200, DATA)
    expected = {
        "Content-Type": "application/octet-stream",
        "Content-Length": "2560",
        "Content-Disposition": 'attachment; filename="data.bin"',
        "ETag": ETAG,
        "Last-Modified": http_date(file.modified.timestamp()),
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    assert {name: answer.headers[name] for name in expected} == expected


def test_head_says_the_same_and_reads_nothing(alice: Keeper, file: StoredFile, files_folder: Path) -> None:
    whole, length = alice.get(file.pk), alice.get(file.pk).headers["Content-Length"]
    (files_folder / stored(files_folder)[0]).unlink()
    head = alice.ask("HEAD", file.pk, Range="bytes=0-1")
    assert (head.status_code, body_of(head), length) == (200, b"", "2560")
    assert dict(head.headers) == dict(whole.headers)


@pytest.mark.parametrize("accept", ["text/html", "image/*", "application/json", "nonsense", "video/mp4;q=0"])
def test_content_is_content_whatever_is_accepted(accept: str, alice: Keeper, file: StoredFile) -> None:
    assert body_of(alice.get(file.pk, Accept=accept)) == DATA


def test_a_public_file_may_be_kept_by_caches_that_ask(alice: Keeper) -> None:
    file = alice.ask("POST", "?visibility=public", DATA).json()
    assert alice.get(file["id"]).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("name", "data", "asked", "media_type", "disposition"),
    [
        ("a.html", PNG, "", "image/png", 'inline; filename="a.html"'),
        ("a.jpg", JPEG, "?disposition=inline", "image/jpeg", 'inline; filename="a.jpg"'),
        ("a.jpg", JPEG, "?disposition=attachment", "image/jpeg", 'attachment; filename="a.jpg"'),
        ("a.png", SVG, "?disposition=inline", "image/svg+xml", 'attachment; filename="a.png"'),
        ("a.png", b"<html>", "?disposition=inline", "text/html; charset=utf-8", 'attachment; filename="a.png"'),
        ("a.png", b"%PDF-1.7", "?disposition=inline", "application/pdf", 'attachment; filename="a.png"'),
        ("a.mp4", MP4, "?disposition=inline", "video/mp4", 'attachment; filename="a.mp4"'),
        ("a.png", b"text", "?disposition=inline", "application/octet-stream", 'attachment; filename="a.png"'),
        ('"\u00e9".zip', b"PK\3\4", "", "application/zip", "attachment; filename*=utf-8''%22%C3%A9%22.zip"),
    ],
    ids=["png", "jpeg", "saved", "svg", "html", "pdf", "video", "text", "zip"],
)  # fmt: skip
def test_only_raster_images_are_shown(
    name: str, data: bytes, asked: str, media_type: str, disposition: str, alice: Keeper
) -> None:
    answer = alice.get(alice.put(name, data).json()["id"] + asked)
    assert (answer.headers["Content-Type"], answer.headers["Content-Disposition"]) == (media_type, disposition)
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_another_disposition_is_refused(alice: Keeper, file: StoredFile) -> None:
    assert_problem(alice.get(f"{file.pk}?disposition=run"), 400, "parameter_invalid", field="disposition")


@pytest.mark.parametrize(
    ("conditions", "status"),
    [
        ({"If_None_Match": ETAG}, 304),
        ({"If_None_Match": f'W/{ETAG}, "other"'}, 304),
        ({"If_None_Match": "*"}, 304),
        ({"If_None_Match": '"other"'}, 200),
        ({"If_None_Match": '"other"', "If_Modified_Since": LATER}, 200),
        ({"If_Modified_Since": LATER}, 304),
        ({"If_Modified_Since": LONG_AGO}, 200),
        ({"If_Modified_Since": "yesterday"}, 200),
        ({"If_Match": ETAG}, 200),
        ({"If_Match": "*"}, 200),
        ({"If_Match": '"other"'}, 412),
        ({"If_Match": f"W/{ETAG}"}, 412),
        ({"If_Unmodified_Since": LATER}, 200),
        ({"If_Unmodified_Since": LONG_AGO}, 412),
        ({"If_Match": "unquoted"}, 400),
        ({"If_None_Match": "unquoted"}, 400),
    ],
    ids=str,
)
def test_conditions_are_held_against_the_content(
    conditions: dict[str, str], status: int, alice: Keeper, file: StoredFile
) -> None:
    for method in ("GET", "HEAD"):
        answer = alice.ask(method, file.pk, **conditions)
        assert answer.status_code == status
        if status in (200, 304):
            assert (answer.headers["ETag"], answer.headers["Cache-Control"]) == (ETAG, "private, no-cache")
        if status == 304:
            assert body_of(answer) == b""
    codes = {400: "parameter_invalid", 412: "precondition_failed"}
    if status in codes:
        assert_problem(alice.get(file.pk, **conditions), status, codes[status])


@pytest.mark.parametrize(
    ("name", "conditions", "status"),
    [
        ("data.bin", {"If_Match": ETAG}, 200),
        ("data.bin", {"If_Match": '"other"'}, 412),
        ("data.bin", {"If_None_Match": "*"}, 412),
        ("data.bin", {"If_None_Match": ETAG}, 412),
        ("data.bin", {"If_Unmodified_Since": LONG_AGO}, 412),
        ("data.bin", {"If_Match": "unquoted"}, 400),
        ("new.bin", {"If_None_Match": "*"}, 201),
        ("new.bin", {"If_Match": "*"}, 412),
        ("new.bin", {"If_Match": ETAG}, 412),
    ],
    ids=str,
)
def test_a_put_may_expect_something(
    name: str, conditions: dict[str, str], status: int, alice: Keeper, file: StoredFile
) -> None:
    answer = alice.put(name, b"new", **conditions)
    assert answer.status_code == status, body_of(answer)
    kept = b"new" if status == 200 else DATA
    assert body_of(alice.get("data.bin")) == kept


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_what_changes_a_file_may_expect_something_too(method: str, alice: Keeper, file: StoredFile) -> None:
    about = {"Content_Type": "application/json"}
    assert_problem(alice.ask(method, file.pk, b"{}", If_Match='"x"', **about), 412, "precondition_failed")
    assert alice.ask(method, file.pk, b"{}", If_Match=ETAG, **about).status_code in (200, 204)


@pytest.mark.parametrize(
    ("header", "start", "stop"),
    [
        ("bytes=0-", 0, SIZE),
        ("bytes=100-", 100, SIZE),
        ("bytes=0-0", 0, 1),
        ("bytes=-5", SIZE - 5, SIZE),
        ("bytes=-99999", 0, SIZE),
        ("bytes=2000-99999", 2000, SIZE),
        ("bytes=0-99, 100-199", 0, 200),
    ],
)
def test_a_range_is_a_part(header: str, start: int, stop: int, alice: Keeper, file: StoredFile) -> None:
    answer = alice.get(file.pk, Range=header)
    assert (answer.status_code, body_of(answer)) == (206, DATA[start:stop])
    assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"
    assert (answer.headers["Content-Length"], answer.headers["ETag"]) == (str(stop - start), ETAG)


@pytest.mark.parametrize("header", ["bytes=5-2", "lines=0-1", "bytes", "bytes=a-b", "bytes=" + "0-0," * 50])
def test_what_is_no_range_is_the_whole(header: str, alice: Keeper, file: StoredFile) -> None:
    answer = alice.get(file.pk, Range=header)
    assert (answer.status_code, body_of(answer)) == (200, DATA)


@pytest.mark.parametrize("header", [f"bytes={SIZE}-", "bytes=99999-", "bytes=-0"])
def test_a_range_that_is_not_there_is_refused(header: str, alice: Keeper, file: StoredFile) -> None:
    answer = alice.get(file.pk, Range=header)
    assert answer.headers["Content-Range"] == f"bytes */{SIZE}"
    assert_problem(answer, 416, "range_not_satisfiable")


def test_several_ranges_are_several_parts(alice: Keeper, file: StoredFile) -> None:
    answer = alice.get(file.pk, Range="bytes=0-9, 1000-1009, -3")
    body = body_of(answer)
    assert (answer.status_code, answer.headers["Content-Length"]) == (206, str(len(body)))
    found: Message = message_from_bytes(
        b"Content-Type: " + answer.headers["Content-Type"].encode() + b"\r\n\r\n" + body
    )
    parts: Any = found.get_payload()
    assert [part["Content-Range"] for part in parts] == [
        f"bytes {span}/{SIZE}" for span in ("0-9", "1000-1009", f"{SIZE - 3}-{SIZE - 1}")
    ]
    assert [part.get_payload(decode=True) for part in parts] == [DATA[:10], DATA[1000:1010], DATA[-3:]]


@pytest.mark.parametrize(
    ("named", "status"), [(ETAG, 206), ('"other"', 200), (f"W/{ETAG}", 200), (LONG_AGO, 200), ("nonsense", 200)]
)
def test_a_range_of_another_state_is_the_whole(named: str, status: int, alice: Keeper, file: StoredFile) -> None:
    assert alice.get(file.pk, Range="bytes=5-", If_Range=named).status_code == status


def test_a_range_by_date_is_for_what_has_settled(alice: Keeper, file: StoredFile) -> None:
    date = alice.get(file.pk).headers["Last-Modified"]
    assert alice.get(file.pk, Range="bytes=5-", If_Range=date).status_code == 206
    StoredFile.objects.update(modified=file.modified.replace(year=2100))
    latest = alice.get(file.pk).headers["Last-Modified"]
    assert alice.get(file.pk, Range="bytes=5-", If_Range=latest).status_code == 200


def test_what_the_storage_lost_is_503_before_the_answer_begins(
    alice: Keeper, file: StoredFile, files_folder: Path
) -> None:
    (files_folder / stored(files_folder)[0]).unlink()
    for headers in ({}, {"Range": "bytes=5-9"}):
        answer = alice.get(file.pk, **headers)
        assert answer.headers["Retry-After"] == "10"
        assert_problem(answer, 503, "storage_failed")


def test_every_reader_lets_go_of_its_file(alice: Keeper, file: StoredFile, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    really = FileSystemStorage.open

    def note(self: Any, name: str, mode: str = "rb") -> Any:
        opened.append(really(self, name, mode))
        return opened[-1]

    monkeypatch.setattr(FileSystemStorage, "open", note)
    left = alice.get(file.pk)
    left.close()
    some = alice.get(file.pk)
    next(iter(some))
    some.close()
    body_of(alice.get(file.pk, Range="bytes=0-9, 1000-1009"))
    assert len(opened) == 4
    assert all(one.closed for one in opened)


@pytest.fixture
def nginx(settings: Any) -> None:
    """nginx stands in front and has the folder."""
    settings.IMGSVC_ACCEL_REDIRECT = "/_files/"


@pytest.mark.usefixtures("nginx")
def test_nginx_sends_what_lies_in_a_folder(alice: Keeper, file: StoredFile, files_folder: Path) -> None:
    answer = alice.get(file.pk, Range="bytes=0-1")
    assert (answer.status_code, body_of(answer)) == (200, b"")
    assert answer.headers["X-Accel-Redirect"] == f"/_files/{stored(files_folder)[0]}"
    assert (answer.headers["ETag"], answer.headers["Content-Type"]) == (ETAG, "application/octet-stream")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="data.bin"'
    assert alice.get(file.pk, If_None_Match=ETAG).status_code == 304
    assert_problem(alice.get(file.pk, If_Match='"other"'), 412, "precondition_failed")


@pytest.mark.usefixtures("nginx")
def test_nginx_is_given_nothing_that_is_not_the_callers(bob: Keeper, file: StoredFile) -> None:
    answer = bob.get(file.pk)
    assert "X-Accel-Redirect" not in answer.headers
    assert_problem(answer, 404, "file_unknown")


@pytest.mark.usefixtures("nginx")
def test_what_lies_in_pieces_is_sent_here(alice: Keeper, file: StoredFile) -> None:
    Segment.objects.create(blob=file.blob, number=1, key="other", size=0)
    assert body_of(alice.get(file.pk)) == DATA


@pytest.mark.usefixtures("nginx")
def test_what_lies_in_no_folder_is_sent_here(alice: Keeper, settings: Any) -> None:
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"files": memory}
    assert body_of(alice.get(alice.put("a", DATA).json()["id"])) == DATA
