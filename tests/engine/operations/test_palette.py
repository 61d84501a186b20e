"""Quantize against Pillow, dither against its own promise and Pillow's diffusion."""

from typing import Any

import numpy as np
import pytest
from PIL import Image

from filters.engine.operations.palette import METHODS, SAMPLE, Dither, Quantize, bayer
from filters.engine.operations.threshold import OneBit
from tests.engine.pictures import PHOTOS, photo, picture, same, values

SMALL = (210, 150)
LARGE = (600, 400)


def colors(image: Image.Image) -> int:
    return len(image.convert("RGB").getcolors(1 << 24) or [])


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("count", [2, 16, 256])
@pytest.mark.parametrize("method", METHODS)
def test_quantize_is_pillows(method: Any, count: int, name: str) -> None:
    image = photo(name, SMALL)
    expected = image.convert("RGB").quantize(count, METHODS[method]).convert(image.mode)
    assert same(Quantize(colors=count, method=method).apply(image), expected)


@pytest.mark.parametrize("kmeans", [1, 50, 1000])
def test_refining_is_pillows(kmeans: int) -> None:
    image = photo(size=SMALL)
    made = Quantize(colors=12, kmeans=kmeans).apply(image)
    assert same(made, image.quantize(12, kmeans=kmeans).convert("RGB"))


def test_dithering_is_pillows() -> None:
    image = photo(size=SMALL)
    expected = image.quantize(palette=image.quantize(8), dither=Image.Dither.FLOYDSTEINBERG)
    assert same(Quantize(colors=8, dither="floyd_steinberg").apply(image), expected.convert("RGB"))


@pytest.mark.parametrize("dither", ["none", "floyd_steinberg"])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("count", [2, 7, 256])
def test_no_more_colors_are_left_than_asked(count: int, method: Any, dither: Any) -> None:
    image = picture("RGB", LARGE)
    assert LARGE[0] * LARGE[1] > SAMPLE
    assert 1 < colors(Quantize(colors=count, method=method, dither=dither).apply(image)) <= count


def test_a_palette_from_some_pixels_is_nearly_as_good() -> None:
    image = photo("coffee.png", LARGE)
    apart = [
        np.abs(values(made) - values(image)).mean()
        for made in (Quantize(colors=32).apply(image), image.quantize(32).convert("RGB"))
    ]
    assert apart[0] < 1.1 * apart[1]


@pytest.mark.parametrize("hidden", ["black", "white", "lime"])
@pytest.mark.parametrize("method", METHODS)
def test_transparent_pixels_have_no_place_in_the_palette(method: Any, hidden: str) -> None:
    image = photo(size=(60, 40)).convert("RGBA")
    surrounded = Image.new("RGBA", (90, 90), hidden)
    surrounded.putalpha(0)
    surrounded.paste(image, (10, 20))
    step = Quantize(colors=9, method=method)
    assert same(step.apply(surrounded).crop((10, 20, 70, 60)), step.apply(image))


def test_a_picture_with_nothing_visible_comes_through() -> None:
    image = Image.new("RGBA", (5, 4))
    assert same(Quantize().apply(image), image)


def test_the_patterns_are_bayers() -> None:
    assert (bayer(2) * 4 - 0.5).tolist() == [[0, 2], [3, 1]]
    assert (bayer(4) * 16 - 0.5).tolist() == [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]
    assert sorted(bayer(8).ravel() * 64 - 0.5) == list(range(64))


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("method", ["bayer", "floyd_steinberg"])
@pytest.mark.parametrize("count", [2, 3, 5, 128])
def test_dither_leaves_so_many_tones(count: int, method: Any, name: str) -> None:
    made = Dither(levels=count, method=method).apply(photo(name))
    tones = {round(255 * step / (count - 1)) for step in range(count)}
    assert made.mode == photo(name).mode
    assert set(np.unique(values(made))) <= tones


@pytest.mark.parametrize("level", [0, 30, 128, 200, 255])
@pytest.mark.parametrize(("method", "size"), [("bayer", "8"), ("bayer", "4"), ("floyd_steinberg", "8")])
def test_dither_keeps_the_tone(method: Any, size: Any, level: int) -> None:
    made = Dither(method=method, size=size, levels=3).apply(Image.new("L", (160, 160), level))
    assert values(made).mean() == pytest.approx(level, abs=5 if size == "4" else 2)


def test_bayer_rounds_up_where_the_pattern_says() -> None:
    made = values(Dither(size="2").apply(Image.new("L", (3, 2), 127)))  # 127 / 255 is above 1/8 and 3/8, below 5/8
    assert made.tolist() == [[255, 0, 255], [0, 255, 0]]


def test_diffusion_to_two_tones_is_nearly_pillows_one_bit() -> None:
    made, expected = (step.apply(photo("camera.png")) for step in (Dither(method="floyd_steinberg"), OneBit()))
    blurred = (np.asarray(image.resize((64, 64), Image.Resampling.BOX)).astype(int) for image in (made, expected))
    assert np.abs(np.subtract(*blurred)).mean() < 4
