"""ZIP archives that strangers made."""

import io
import struct
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest

from filters.engine.errors import EngineError, FormatUnsupported, ImageUnreadable, UploadTooLarge
from filters.services import archives
from filters.services.archives import archive_pictures, is_archive

Entry = tuple[str, bytes | None]


def packed(entries: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return buffer.getvalue()


def read(data: bytes) -> list[tuple[str, bytes | str]]:
    """Names, and contents or the codes of errors."""
    found: list[tuple[str, bytes | str]] = []
    for picture in archive_pictures(file=io.BytesIO(data)):
        try:
            found.append((picture.name, picture.read()))
        except EngineError as error:
            found.append((picture.name, error.code))
    return found


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_pictures_come_in_the_order_of_the_directory(method: int) -> None:
    entries = {"b.png": b"b" * 100_000, "a.png": b"", "ä/c.png": b"c"}
    assert read(packed(entries, method)) == list(entries.items())


def test_folders_and_what_macos_adds_are_left_out() -> None:
    entries = {"a/": b"", "a/b.png": b"1", "__MACOSX/a/._b.png": b"2", "a/._b.png": b"3", "a/.DS_Store": b"4"}
    assert read(packed(entries)) == [("a/b.png", b"1")]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:\\Windows\\x.png", "a/../b.png"])
def test_names_lead_nowhere(name: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    [(_, data)] = read(packed({name: b"1"}))
    assert data == b"1" and list(tmp_path.iterdir()) == []


def test_what_follows_another_file_is_an_archive_too() -> None:
    assert read(b"#!/bin/sh\n" + packed({"a.png": b"1"})) == [("a.png", b"1")]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"x" * 100_000, b"PK\x05\x06" + bytes(17)])
def test_what_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(FormatUnsupported, match="no ZIP archive"):
        read(data)


def test_a_directory_that_is_cut_is_refused() -> None:
    with pytest.raises(FormatUnsupported):
        read(packed({"a.png": b"1" * 1000})[:-30])


@pytest.mark.parametrize(
    "entry", [{"a.png": bytes(2 << 20)}, {"a.png": b"x" * ((1 << 20) + 1)}], ids=["twice", "by one"]
)
def test_an_entry_over_the_upload_limit_is_not_unpacked(entry: Mapping[str, bytes], settings: Any) -> None:
    settings.IMGSVC_MAX_UPLOAD_MB = 1
    assert read(packed({**entry, "b.png": b"1"})) == [("a.png", "upload_too_large"), ("b.png", b"1")]


def altered(data: bytes, **fields: int) -> bytes:
    """The archive with other values in the directory's first entry (APPNOTE 4.3.12)."""
    places = {"flags": (8, "<H"), "method": (10, "<H"), "packed": (20, "<L"), "size": (24, "<L"), "at": (42, "<L")}
    changed = bytearray(data)
    start = data.index(b"PK\x01\x02")
    for name, value in fields.items():
        offset, form = places[name]
        struct.pack_into(form, changed, start + offset, value)
    return bytes(changed)


def test_an_entry_that_lies_about_its_size_is_held_to_it() -> None:
    data = altered(packed({"a.png": bytes(5_000_000)}), size=10)
    assert read(data) == [("a.png", "image_unreadable")]


@pytest.mark.parametrize("flag", [0x1, 0x40, 0x2000])
def test_an_encrypted_entry_is_an_error(flag: int) -> None:
    assert read(altered(packed({"a.png": b"1", "b.png": b"2"}), flags=flag)) == [
        ("a.png", "format_unsupported"), ("b.png", b"2"),
    ]  # fmt: skip


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_packed_in_other_ways_is_an_error(method: int) -> None:
    assert read(packed({"a.png": b"1" * 100}, method)) == [("a.png", "format_unsupported")]


@pytest.mark.parametrize("place", [35, 60, 100, 400])
def test_a_damaged_entry_is_an_error(place: int) -> None:
    data = bytearray(packed({"a.png": bytes(range(256)) * 2}, zipfile.ZIP_STORED))
    data[place] ^= 0xFF
    assert read(bytes(data)) == [("a.png", "image_unreadable")]


def test_entries_that_share_bytes_are_refused() -> None:
    data = packed({"a.png": b"1" * 1000, "b.png": b"2" * 1000}, zipfile.ZIP_STORED)
    with pytest.raises(ImageUnreadable, match="overlap"):
        read(altered(data, packed=1500))


def test_an_entry_that_is_listed_twice_is_refused() -> None:
    data = packed({"a.png": b"1" * 1000, "b.png": b"2"})
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    twice = bytearray(data)
    struct.pack_into("<L", twice, second + 42, 0)
    with pytest.raises(ImageUnreadable, match="overlap"):
        read(bytes(twice))


def test_a_directory_that_is_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.IMGSVC_MAX_BATCH = 1
    monkeypatch.setattr(archives, "LEAST_BYTES", 70_000)  # what zipfile looks for the directory's end in
    with pytest.raises(UploadTooLarge, match="too long"):
        read(packed({f"{index}.png": b"" for index in range(2000)}))


def test_no_more_than_the_bound_is_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Watched(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            asked.append(-1 if size is None else size)
            return super().read(size)

    list(archive_pictures(file=Watched(packed({"a.png": b"1"}))))
    assert asked and min(asked) >= 0


@pytest.mark.parametrize(("head", "found"), [(b"PK\x03\x04", True), (b"PK\x05\x06", True), (b"\x89PNG", False)])
def test_archives_are_known_by_their_bytes(head: bytes, found: bool) -> None:
    assert is_archive(head) is found
