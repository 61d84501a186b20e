"""Looks by their bytes, read once."""

import pytest

from filters.engine.errors import LookInvalid
from filters.engine.looks import files as looks
from filters.engine.looks.files import KEPT, look_kind, read_look
from tests.engine.cubes import cube_text, curve_text, hald
from tests.engine.pictures import encoded


@pytest.mark.parametrize(
    ("data", "kind"),
    [(cube_text(), "cube"), (curve_text(), "cube"), (b"", "cube"), (encoded(hald(), "PNG"), "hald"),
     (encoded(hald(), "JPEG"), "hald")],
)  # fmt: skip
def test_the_bytes_tell_the_kind(data: bytes, kind: str) -> None:
    assert look_kind(data) == kind


def test_it_reads_either_kind() -> None:
    assert read_look(cube_text(5)).size == 5
    assert read_look(encoded(hald(3), "PNG")).size == 9


def test_the_same_bytes_are_read_once() -> None:
    assert read_look(cube_text(6)) is read_look(bytes(bytearray(cube_text(6))))
    assert read_look(cube_text(6)) is not read_look(cube_text(6, header="# another\n"))


def test_it_forgets_the_one_that_was_used_longest_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "_recent", looks._Recent())
    first, second = read_look(cube_text(header="#0\n")), read_look(cube_text(header="#1\n"))
    for number in range(2, KEPT + 1):
        read_look(cube_text(header=f"#{number}\n"))
        assert read_look(cube_text(header="#0\n")) is first
    assert read_look(cube_text(header="#1\n")) is not second


def test_a_file_that_is_refused_is_refused_again() -> None:
    for _ in range(2):
        with pytest.raises(LookInvalid):
            read_look(b"LUT_3D_SIZE 1\n")
