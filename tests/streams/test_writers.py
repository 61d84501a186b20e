"""Many pictures as a ZIP, as parts, as lines and as events."""

import base64
import email
import email.policy
import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest

from filters.streams.archives import ERRORS, Names, ZipWriter, portable
from filters.streams.events import BLOCK, EventWriter, LineWriter
from filters.streams.multipart import MultipartWriter
from filters.streams.pieces import Piece, Writer

PROBLEM = {"code": "image_unreadable", "detail": "Damaged."}
CAT = Piece(name="kätzchen.png", media_type="image/png", data=b"\x89PNG", facts={"index": 0, "width": 2, "height": 3})
BROKEN = Piece(name="", facts={"index": 1, "name": "dog.png"}, error=PROBLEM)
WHOLE = {"error": {"code": "upload_incomplete"}}


def written(writer: Writer, pieces: Sequence[Piece], summary: dict[str, Any] | None = None) -> bytes:
    parts = [part for piece in pieces for part in writer.piece(piece)]
    return b"".join([*parts, *writer.end(summary or {"error": None})])


def archive(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist()}


def test_an_archive_has_an_entry_for_each_picture() -> None:
    assert archive(written(ZipWriter(), [CAT])) == {CAT.name: CAT.data}


def test_an_archive_lists_what_failed_in_its_last_entry() -> None:
    found = archive(written(ZipWriter(), [BROKEN, CAT], WHOLE))
    assert list(found) == [CAT.name, ERRORS]
    lines = [json.loads(line) for line in found[ERRORS].splitlines()]
    assert lines == [{"index": 1, "name": "dog.png", "error": PROBLEM}, WHOLE]


def test_an_archive_of_nothing_is_one() -> None:
    assert archive(written(ZipWriter(), [])) == {}


def test_an_entry_is_written_before_the_next_is_known() -> None:
    writer = ZipWriter()
    assert CAT.data in b"".join(writer.piece(CAT))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("cat.png", "cat.png"),
        ('a<b>c:"d/e\\f|g?h*.png', "a_b_c__d_e_f_g_h_.png"),
        ("line\nbreak.png", "line_break.png"),
        ("con.png", "_con.png"),
        ("LPT1", "_LPT1"),
        ("console.png", "console.png"),
        ("..", "image"),
        (" .png. ", "png"),
    ],
)
def test_names_are_allowed_on_every_system(name: str, found: str) -> None:
    assert portable(name) == found


def test_each_name_is_given_once() -> None:
    names = Names()
    asked = ["cat.png", "cat.png", "CAT.png", "cat-2.png", "cat.png", "errors.ndjson", "dog"]
    assert [names.take(name) for name in asked] == [
        "cat.png", "cat-2.png", "CAT-3.png", "cat-2-2.png", "cat-4.png", "errors-2.ndjson", "dog",
    ]  # fmt: skip


def test_thousands_of_equal_names_are_told_apart_soon() -> None:
    names = Names()
    assert len({names.take("image.png") for _ in range(20_000)}) == 20_000


def parts(writer: MultipartWriter, data: bytes) -> list[Any]:
    head = f"Content-Type: multipart/mixed; boundary={writer.boundary}\r\n\r\n".encode()
    message = email.message_from_bytes(head + data, policy=email.policy.HTTP)
    return list(message.iter_parts())


def test_parts_have_the_pictures_and_the_problems() -> None:
    writer = MultipartWriter()
    cat, broken, whole = parts(writer, written(writer, [CAT, BROKEN], WHOLE))
    assert (cat.get_content_type(), cat.get_filename(), cat["Content-ID"]) == ("image/png", CAT.name, "<0@batch>")
    assert (cat["Content-Index"], cat["Image-Width"], cat["Content-Length"]) == ("0", "2", "4")
    assert cat.get_payload(decode=True) == CAT.data
    assert broken.get_content_type() == whole.get_content_type() == "application/problem+json"
    assert json.loads(broken.get_payload(decode=True)) == PROBLEM and broken["Content-Index"] == "1"
    assert json.loads(whole.get_payload(decode=True)) == WHOLE["error"]


@pytest.mark.parametrize("size", [0, 1, 2, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 2])
def test_a_line_has_the_bytes_as_base64(size: int) -> None:
    data = bytes(index % 251 for index in range(size))
    [line, end] = written(LineWriter(), [Piece(name="a.png", data=data, facts={"index": 0})]).splitlines()
    found = json.loads(line)
    assert base64.b64decode(found.get("data", "")) == data
    assert (found["event"], found["index"], found["error"], json.loads(end)["event"]) == ("picture", 0, None, "done")


def test_a_line_stays_one_whatever_it_says() -> None:
    facts = {"name": "a\nb\u2028c\x85d"}
    text = written(LineWriter(), [Piece(name="", facts=facts)]).decode()
    assert len(text.splitlines()) == 2 and json.loads(text.splitlines()[0])["name"] == facts["name"]


def test_events_are_the_same_with_their_names() -> None:
    text = written(EventWriter(), [BROKEN]).decode()
    picture, done, rest = text.split("\n\n")
    assert picture.startswith("event: picture\ndata: {") and json.loads(picture.partition("data: ")[2])["index"] == 1
    assert done.startswith("event: done\ndata: {") and rest == ""
