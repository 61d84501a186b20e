"""Counting GIF frames without decoding them."""

import io

import pytest
from PIL import Image

from filters.engine import Limits
from filters.engine.codecs import gif
from filters.engine.codecs.gif import count_gif_frames
from filters.engine.decode import open_source
from filters.engine.errors import TooManyFrames
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


def test_a_bomb_of_a_million_empty_frames_is_read_no_further_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = SCREEN + EMPTY_FRAME * 1_000_000
    skips: list[int] = []
    skip = gif._skip_blocks

    def counted(data: bytes, position: int) -> int:
        skips.append(position)
        return skip(data, position)

    monkeypatch.setattr(gif, "_skip_blocks", counted)
    with pytest.raises(TooManyFrames):
        open_source(bomb, Limits())
    assert len(skips) == 301
