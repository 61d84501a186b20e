"""Averages of squares against sums, and that nothing else of a picture is left."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from filters.engine.kernels.mosaic import Method, averaged, pixelated, redacted, smoothed
from filters.engine.kernels.vision import Pixels, from_array, to_array
from tests.engine.pictures import furthest, photo, picture, same, values


def means(image: Image.Image, block: int) -> Pixels:
    """The average of every square, one after another."""
    pixels = values(image)
    rows, columns = (range(0, side, block) for side in pixels.shape[:2])
    return np.array([[pixels[y : y + block, x : x + block].mean((0, 1)) for x in columns] for y in rows])


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("block", [1, 2, 7, 30, 63, 64, 65, 100, 451, 1000])
def test_each_pixel_is_the_average_of_its_square(mode: str, block: int) -> None:
    image = photo().convert(mode)
    assert np.abs(values(averaged(image, block)) - means(image, block)).max() <= 0.6


@pytest.mark.parametrize("side", [1000, 4104])
def test_large_squares_are_as_bright_as_the_picture(side: int) -> None:
    assert averaged(Image.new("L", (side, side), 255), side).getpixel((0, 0)) == 255


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
@pytest.mark.parametrize("block", [8, 80])
def test_hidden_colors_do_not_count(mode: str, block: int) -> None:
    image = Image.new(mode, (160, 160), 0)
    image.paste("white", (0, 0, 80, 4 * 10))
    for made in (pixelated(image, block), smoothed(image, block)):
        shown = values(made)[values(made)[..., -1] > 0]
        assert len(shown)
        assert (shown[:, :-1] == 255).all()


@pytest.mark.parametrize("block", [5, 70])
def test_squares_are_even_and_count_from_the_upper_left(block: int) -> None:
    image = photo()
    made = pixelated(image, block)
    assert made.size == image.size
    assert same(made.crop((0, 0, block, block)), Image.new("RGB", (block, block), made.getpixel((0, 0))))
    expected = np.repeat(np.repeat(values(averaged(image, block)), block, 0), block, 1)
    assert np.array_equal(values(made), expected[: image.height, : image.width])


def test_a_soft_mosaic_has_the_colors_of_the_hard_one() -> None:
    image = photo(size=(120, 120))
    hard, soft = pixelated(image, 40), smoothed(image, 40)
    assert np.abs(values(hard).mean((0, 1)) - values(soft).mean((0, 1))).max() < 4
    assert len(np.unique(values(soft).reshape(-1, 3), axis=0)) > 1000


@given(
    width=st.integers(1, 90),
    height=st.integers(1, 90),
    detail=st.integers(1, 8),
    method=st.sampled_from(["blur", "pixelate", "fill"]),
    seed=st.integers(0, 99),
)
def test_nothing_is_left_but_the_averages(width: int, height: int, detail: int, method: Method, seed: int) -> None:
    """Pixels that change places within a square leave no trace, so that nothing can tell where they were."""
    image = picture("RGB", (width + 6, height + 4), seed)
    box = (5, 3, 5 + width, 3 + height)
    block = max(8, math.ceil(max(width, height) / detail))
    pixels = to_array(image).copy()
    random = np.random.default_rng(seed)
    for top in range(3, 3 + height, block):
        for left in range(5, 5 + width, block):
            square = (slice(top, min(top + block, 3 + height)), slice(left, min(left + block, 5 + width)))
            shape = pixels[square].shape
            pixels[square] = random.permutation(pixels[square].reshape(-1, 3)).reshape(shape)
    shuffled = from_array(pixels, "RGB")
    made = [redacted(one, [box], method, detail, "#000000") for one in (image, shuffled)]
    assert same(made[0].crop(box), made[1].crop(box))


@pytest.mark.parametrize("method", ["blur", "pixelate", "fill"])
def test_around_the_boxes_nothing_changes(method: Method) -> None:
    image = photo()
    made = redacted(image, [(100, 50, 200, 130), (300, 200, 301, 201)], method, 6, "#ff0000")
    for box in ((100, 50, 200, 130), (300, 200, 301, 201)):
        made.paste(image.crop(box), box)
    assert furthest(made, image) == 0


@pytest.mark.parametrize(
    ("mode", "color", "made"),
    [("L", "#ffffff", "L"), ("L", "#ff0000", "RGB"), ("RGB", "#00000080", "RGBA"), ("RGBA", "#ff0000", "RGBA")],
)
def test_fill_takes_the_place_of_the_pixels(mode: str, color: str, made: str) -> None:
    result = redacted(picture(mode, (20, 20)), [(5, 5, 15, 15)], "fill", 6, color)
    assert result.mode == made
    assert same(result.crop((5, 5, 15, 15)).convert("RGBA"), Image.new("RGBA", (10, 10), color))
