"""Planes of a JPEG: how far they are from RGB, and what is averaged on them."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from filters.engine import Output, Pipeline
from filters.engine.codecs.jpeg_planes import decoded_planes
from filters.engine.decode import MOST_EXCESS
from filters.engine.planes import Planes, blurred, resized
from filters.engine.render import render
from tests.engine.pictures import PHOTOS, encoded, photo

BOX = (0.0, 0.0, 64.0, 48.0)


def flat(luma: int, blue: int, red: int) -> Planes:
    """One color of 64 x 48 pixels."""
    small = (24, 32)
    return Planes(np.full((48, 64), luma, np.uint8), np.full(small, blue, np.uint8), np.full(small, red, np.uint8))


def drawing() -> bytes:
    """Disks in pure colors, which a JPEG halves and rounds to colors that there are not in RGB."""
    image = Image.new("RGB", (320, 240), "white")
    draw = ImageDraw.Draw(image)
    for number, color in enumerate(("red", "blue", "lime", "magenta", "cyan", "yellow") * 8):
        left, top = number * 37 % 280, number * 53 % 200
        draw.ellipse((left, top, left + 35, top + 35), fill=color)
    return encoded(image, "JPEG", quality=90)


@pytest.mark.parametrize(
    ("color", "excess"),
    [((128, 128, 128), 0), ((255, 128, 128), 0), ((250, 128, 138), (250 + 14.02 - 255) / 3), ((0, 128, 128), 0)],
)
def test_the_excess_is_what_rgb_would_cut_off(color: tuple[int, int, int], excess: float) -> None:
    assert flat(*color).excess == pytest.approx(excess, abs=1e-3)


def test_photos_fit_into_rgb_and_drawings_do_not() -> None:
    for name in PHOTOS[:2]:
        planes = decoded_planes(encoded(photo(name), "JPEG", quality=90))
        assert planes is not None
        assert planes.excess < MOST_EXCESS
    planes = decoded_planes(drawing())
    assert planes is not None
    assert planes.excess > 2 * MOST_EXCESS


def test_a_drawing_is_blurred_as_rgb() -> None:
    steps = Pipeline.parse([{"op": "gaussian_blur", "radius": 3}])
    output = Output.parse({"format": "jpeg", "quality": 90})
    one, other = (render(drawing(), steps, output, rewrite=rewrite).data for rewrite in (True, False))
    assert one == other
    assert "planes" not in str(render(drawing(), steps, output).rules)


@pytest.mark.parametrize("color", [(0, 128, 128), (100, 60, 200), (255, 128, 128)])
def test_an_even_color_stays_as_it_is(color: tuple[int, int, int]) -> None:
    planes = flat(*color)
    for made in (blurred(planes, 4), resized(planes, (31, 23), Image.Resampling.LANCZOS, BOX)):
        parts = (made.luma, *made.colors)
        assert all((part == value).all() for part, value in zip(parts, color, strict=True))


@pytest.mark.parametrize("size", [(32, 24), (31, 23), (1, 1), (33, 7), (64, 48)], ids=str)
def test_a_resize_makes_planes_that_fit_together(size: tuple[int, int]) -> None:
    made = resized(flat(9, 9, 9), size, Image.Resampling.BICUBIC, (3.5, 2.0, 61.0, 47.5))
    assert made.size == size
    assert all(plane.shape == (-(-size[1] // 2), -(-size[0] // 2)) for plane in made.colors)


def test_color_stays_where_its_brightness_is() -> None:
    """A red edge in the middle of an odd picture: the halves of both planes meet there after a resize."""
    image = Image.new("RGB", (121, 81), (90, 90, 90))
    image.paste((200, 60, 60), (60, 0, 121, 81))
    planes = decoded_planes(encoded(image, "JPEG", quality=100))
    assert planes is not None
    over_rgb = np.asarray(image.resize((41, 27), Image.Resampling.LANCZOS)).astype(int)
    made = resized(planes, (41, 27), Image.Resampling.LANCZOS, (0, 0, 121, 81)).to_pixels().astype(int)
    assert np.abs(made - over_rgb)[:, :18].max() <= 4
    assert np.abs(made - over_rgb)[:, 24:].max() <= 4
