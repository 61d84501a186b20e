"""Frames that look like their neighbor are one; what shows, and for how long, stays."""

import pytest
from PIL import Image

from filters.engine import Limits, process
from filters.engine.animation import LONGEST, merged
from filters.engine.codecs.repairs import with_alpha_flag
from filters.engine.decode import open_source
from filters.engine.source import Frame
from tests.engine.pictures import animation, encoded, values

COLORS = ("red", "lime", "lime", "blue", "blue", "blue", "red")
DURATIONS = [104, 106, 123, 137, 141, 149, 160]


def frames() -> list[Frame]:
    pairs = zip(COLORS, DURATIONS, strict=True)
    return [Frame(Image.new("RGB", (20, 20), color), duration) for color, duration in pairs]


def test_neighbors_become_one_that_shows_as_long() -> None:
    result = list(merged(frames()))
    assert [frame.duration for frame in result] == [104, 229, 427, 160]
    assert [frame.image.getpixel((0, 0)) for frame in result] == [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 0, 0)]


def test_one_frame_shows_no_longer_than_a_file_can_say() -> None:
    same = [Frame(Image.new("RGB", (2, 2)), LONGEST - 100), Frame(Image.new("RGB", (2, 2)), 101)]
    assert list(merged(same)) == same
    assert list(merged([])) == []


def repeating_avif() -> bytes:
    """AVIF is the one format whose encoder keeps neighbors that are the same."""
    images = [frame.image for frame in frames()]
    return encoded(images[0], "AVIF", save_all=True, append_images=images[1:], duration=DURATIONS, quality=100)


@pytest.mark.parametrize("target", ["gif", "png", "webp", "avif"])
def test_what_is_reported_is_in_the_file_and_lasts_as_long(target: str) -> None:
    data = repeating_avif()
    assert open_source(data, Limits()).header.frames == 7
    result = process(data, [{"op": "invert"}], format=target)
    again = open_source(result.data, Limits())
    assert result.frames == again.header.frames == 4
    durations = [frame.duration for frame in again.frames()]
    assert sum(durations) == pytest.approx(sum(DURATIONS), abs=5)
    assert durations == ([100, 230, 430, 160] if target == "gif" else [104, 229, 427, 160])


def test_an_animation_that_stands_still_is_one_picture() -> None:
    image = Image.new("RGB", (20, 20), "red")
    data = encoded(image, "AVIF", save_all=True, append_images=[image, image], duration=100)
    result = process(data, [{"op": "invert"}], format="gif")
    assert result.frames == open_source(result.data, Limits()).header.frames == 1


def by_hand(patches: list[tuple[str, int, int, int]]) -> bytes:
    """A GIF of four by one pixels on a canvas of eight: color, place, disposal and hundredths of each frame."""
    palette = bytes((0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255))
    names = {"red": 1, "lime": 2, "blue": 3}
    parts = [b"GIF89a" + bytes((8, 0, 1, 0, 0x91, 0, 0)) + palette]
    for color, left, disposal, hundredths in patches:
        parts.append(b"\x21\xf9\x04" + bytes((disposal << 2 | 1, hundredths, 0, 0, 0)))
        index = names[color]
        parts.append(b"\x2c" + bytes((left, 0, 0, 0, 4, 0, 1, 0, 0)) + lzw([index] * 4))
    return b"".join([*parts, b"\x3b"])


def lzw(indices: list[int]) -> bytes:
    """Codes of three bits: a clear code before each pixel keeps them so."""
    codes = [code for index in indices for code in (4, index)] + [5]
    bits = sum(code << 3 * number for number, code in enumerate(codes))
    body = bits.to_bytes((3 * len(codes) + 7) // 8, "little")
    return bytes((2, len(body))) + body + b"\0"


SHOWN = {"red": (255, 0, 0, 255), "lime": (0, 255, 0, 255), "blue": (0, 0, 255, 255), "-": (0, 0, 0, 0)}


@pytest.mark.parametrize(
    ("disposal", "second", "third"),
    [
        (0, ("red", "lime"), ("blue", "lime")),  # not said: it stays
        (1, ("red", "lime"), ("blue", "lime")),  # it stays
        (2, ("red", "lime"), ("blue", "-")),  # it is cleared
        (3, ("red", "lime"), ("blue", "-")),  # what was there before comes back
    ],
)
@pytest.mark.parametrize("target", ["png", "webp", "gif"])
def test_each_disposal_shows_as_viewers_show_it(
    target: str, disposal: int, second: tuple[str, str], third: tuple[str, str]
) -> None:
    """The first frame stays; the second one, to its right, goes as its disposal says before the third is drawn."""
    data = by_hand([("red", 0, 1, 7), ("lime", 4, disposal, 11), ("blue", 0, 1, 13)])
    result = process(data, [{"op": "flip"}], format=target, quality=100)
    shown = open_source(result.data, Limits())
    seen = list(shown.frames())
    assert [frame.duration for frame in seen] == [70, 110, 130]
    for frame, (left, right) in zip(seen, [("red", "-"), second, third], strict=True):
        pixels = values(frame.image.convert("RGBA"))[0]
        assert abs(pixels[1] - SHOWN[left]).max() <= 3
        assert pixels[6][3] == SHOWN[right][3]
        assert right == "-" or abs(pixels[6] - SHOWN[right]).max() <= 3


def test_a_frame_may_have_colors_of_its_own() -> None:
    first = Image.effect_mandelbrot((32, 32), (-3, -2.5, 2, 2.5), 100).convert("P")
    second = first.copy()
    second.putpalette([value for index in range(256) for value in (255 - index, index, 128)])
    data = encoded(first, "GIF", save_all=True, append_images=[second], duration=100)
    shown = [
        values(frame.image.convert("RGB")) for frame in open_source(process(data, format="png").data, Limits()).frames()
    ]
    assert abs(shown[0] - values(first.convert("RGB"))).max() == 0
    assert abs(shown[1] - values(second.convert("RGB"))).max() == 0


def test_a_webp_whose_canvas_shows_through_says_that_it_is_transparent() -> None:
    data = by_hand([("red", 0, 1, 7), ("lime", 4, 2, 11), ("blue", 0, 1, 13)])
    result = process(data, [{"op": "flip"}], format="webp").data
    assert open_source(result, Limits()).header.has_alpha
    unmarked = result[:20] + bytes((result[20] & ~0x10,)) + result[21:]
    assert open_source(unmarked, Limits()).header.has_alpha
    assert with_alpha_flag(unmarked) == result


def test_a_webp_that_covers_its_canvas_is_left_as_it_is() -> None:
    for data in (animation("WEBP"), encoded(Image.new("RGB", (9, 9)), "WEBP"), b"RIFF\x04\0\0\0WEBP", b""):
        assert with_alpha_flag(data) is data
