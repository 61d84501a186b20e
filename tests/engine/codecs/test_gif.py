"""Counting GIF frames without decoding them."""

import io
import struct

import pytest
from PIL import Image

from filters.engine import Limits
from filters.engine.codecs import gif
from filters.engine.codecs.gif import count_gif_frames, gif_sizes
from filters.engine.decode import open_source
from filters.engine.errors import ImageTooLarge, TooManyFrames
from tests.engine.pictures import animation, encoded, photo, photo_bytes

SCREEN = b"GIF89a" + b"\4\0\4\0" + b"\x80\0\0" + bytes(6)  # 4 x 4 with a table of two colors
EMPTY_FRAME = b"\x2c" + bytes(4) + b"\1\0\1\0" + b"\0" + b"\2" + b"\0"
GIFS = {
    "photo": photo_bytes("no_time_for_that_tiny.gif"),
    "one": encoded(photo(size=(30, 20)).quantize(8), "GIF"),
    "three": animation("GIF"),
    "twenty": animation("GIF", durations=[10] * 20),
    "comment": animation("GIF", comment=b"!,;" * 200),
    "interlaced": encoded(photo(size=(30, 20)).quantize(256), "GIF", interlace=1),
}


@pytest.mark.parametrize("data", GIFS.values(), ids=GIFS)
def test_it_counts_as_pillow_does(data: bytes) -> None:
    assert count_gif_frames(data, 1000) == Image.open(io.BytesIO(data)).n_frames  # type: ignore[attr-defined]


def test_it_stops_at_the_bound() -> None:
    assert count_gif_frames(GIFS["twenty"], 7) == 7


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", SCREEN, SCREEN[:12], SCREEN + b"\x2c\0", SCREEN + b"\x21", SCREEN + b"\x21\xf9\xff"]
)
def test_a_short_file_has_no_frames(data: bytes) -> None:
    assert count_gif_frames(data, 10) == 0


@pytest.mark.parametrize("cut", range(1, 400, 13))
def test_a_cut_file_has_at_most_its_frames(cut: int) -> None:
    assert 0 <= count_gif_frames(GIFS["three"][:cut], 10) <= 3


def test_what_follows_the_trailer_does_not_count() -> None:
    assert count_gif_frames(SCREEN + EMPTY_FRAME + b";" + EMPTY_FRAME, 10) == 1


def test_a_bomb_of_a_million_empty_frames_is_read_no_further_than_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = SCREEN + EMPTY_FRAME * 1_000_000
    skips: list[int] = []
    skip = gif._skip_blocks

    def counted(data: bytes, position: int) -> int:
        skips.append(position)
        return skip(data, position)

    monkeypatch.setattr(gif, "_skip_blocks", counted)
    with pytest.raises(TooManyFrames):
        open_source(bomb, Limits())
    assert len(skips) == gif.MOST_FRAMES + 301  # for their sizes, then for their number


def frame(size: tuple[int, int], at: tuple[int, int] = (0, 0)) -> bytes:
    return b"," + struct.pack("<HHHHB", *at, *size, 0) + b"\2\2D\1\0"


def test_it_knows_the_canvas_that_frames_will_make() -> None:
    data = SCREEN + frame((4, 4)) + frame((10, 1), at=(5, 0)) + frame((1, 30)) + frame((2, 2))
    assert list(gif_sizes(data)) == [(4, 4), (15, 4), (15, 30)]


@pytest.mark.parametrize("disposal", [1, 2, 3])
def test_a_frame_beyond_the_canvas_is_refused_before_there_is_room_for_it(
    disposal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening a file of 50 bytes took 4 GB, all of it written to."""
    monkeypatch.setattr("PIL.Image.open", lambda *_, **__: pytest.fail("opened"))
    data = SCREEN + b"!\xf9\4" + bytes((disposal << 2, 0, 0, 0, 0)) + frame((65_000, 65_000))
    with pytest.raises(ImageTooLarge, match="65000 x 65000"):
        open_source(data, Limits())


@pytest.mark.parametrize(
    "before",
    [
        b"!\xf9\0" + b"\x0e" + frame((9, 9))[:14] + b"\0",  # an empty control block: what follows belongs to it
        b"!\x99\0" + b"\x0e" + frame((9, 9))[:14] + b"\0",
        b"!\xff\x0bNETSCAPE2.0\0" + b"\x0e" + frame((9, 9))[:14] + b"\0",
        b"!\xfe\0" + frame((1, 1)),  # an empty comment: nothing does
        b"!\xff\x0bNETSCAPE2.0\3\1\0\0\0",
    ],
    ids=["control", "unknown", "loop", "comment", "whole loop"],
)
def test_it_finds_the_frames_where_pillow_finds_them(before: bytes) -> None:
    data = SCREEN + before + frame((4, 4)) + frame((2, 2)) + b";"
    image = Image.open(io.BytesIO(data))
    assert count_gif_frames(data, 100) == image.n_frames  # type: ignore[attr-defined]
    assert list(gif_sizes(data))[-1] == image.size == (4, 4)
