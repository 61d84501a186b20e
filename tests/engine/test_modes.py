"""Every mode becomes a working one: scaled, never clipped, transparency kept."""

import numpy as np
import pytest
from PIL import Image

from filters.engine import modes
from filters.engine.modes import Alpha, bleed, flatten, is_opaque, join_alpha, on_canvas, split_alpha, to_working
from tests.engine.pictures import MODES, cutout, encoded, opened, picture, same, values

EXPECTED = {
    "1": "L", "L": "L", "LA": "LA", "P": "RGB", "P+tRNS": "RGBA", "PA": "RGBA", "RGB": "RGB", "RGB+tRNS": "RGBA",
    "RGBA": "RGBA", "CMYK": "RGB", "I;16": "L", "I": "L", "F": "L", "YCbCr": "RGB", "LAB": "RGB", "HSV": "RGB",
    "La": "LA", "RGBa": "RGBA",
}  # fmt: skip


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_has_its_working_mode(mode: str) -> None:
    image = picture(mode)
    working = to_working(image)
    assert (working.mode, working.size) == (EXPECTED[mode], image.size)
    assert to_working(working) is working


@pytest.mark.parametrize(
    ("numbers", "dtype", "expected"),
    [
        ([0, 257, 32768, 65535], np.uint16, [0, 1, 128, 255]),
        ([0, 10, 20, 255], np.uint16, [0, 0, 0, 1]),  # 16 bits have one range, whatever is in it
        ([0, 128, 255, 7], np.int32, [0, 128, 255, 7]),
        ([0, 256, 32768, 65535], np.int32, [0, 1, 128, 255]),
        ([-100, 0, 100, 0], np.int32, [0, 128, 255, 128]),
        ([0, 1_000_000, 2_000_000, 0], np.int32, [0, 128, 255, 0]),
        ([0.0, 0.25, 0.5, 1.0], np.float32, [0, 64, 128, 255]),
        ([0.0, 1.5, 128.0, 255.0], np.float32, [0, 2, 128, 255]),
        ([0.0, 257.0, 32768.0, 65535.0], np.float32, [0, 1, 128, 255]),
        ([-1.0, 0.0, 1.0, 0.0], np.float32, [0, 128, 255, 128]),
        ([np.nan, 0.0, 1.0, np.nan], np.float32, [0, 0, 255, 0]),
        ([np.inf, -np.inf, 0.0, 1.0], np.float32, [255, 0, 0, 255]),
        ([np.nan] * 4, np.float32, [0] * 4),
        ([3e38, -3e38, 0.0, 0.0], np.float32, [255, 0, 128, 128]),
        ([5, 5, 5, 5], np.int32, [5] * 4),
    ],
)
def test_many_bits_are_scaled_and_never_clipped(numbers: list[float], dtype: type, expected: list[int]) -> None:
    image = Image.fromarray(np.array([numbers], dtype))
    assert np.abs(values(to_working(image))[0] - expected).max() <= 1


def test_a_16_bit_ramp_keeps_all_its_tones() -> None:
    ramp = np.linspace(0, 65535, 1024).round().astype(np.uint16).reshape(1, -1)
    for image in (
        Image.fromarray(ramp),
        opened(encoded(Image.fromarray(ramp), "PNG")),
        opened(encoded(Image.fromarray(ramp), "TIFF")),
    ):
        scaled = values(to_working(image))[0]
        assert len(np.unique(scaled)) == 256
        assert (np.diff(scaled) >= 0).all()


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_transparent_color_of_a_png_becomes_alpha(mode: str) -> None:
    image = picture(mode)
    transparent = image.getpixel((3, 3))
    working = to_working(opened(encoded(image, "PNG", transparency=transparent)))
    assert working.mode == mode + "A"
    assert working.getpixel((3, 3))[-1] == 0  # type: ignore[index]
    assert same(working.convert(mode), image)
    assert "transparency" not in working.info


def test_a_transparent_value_of_a_16_bit_png_becomes_alpha() -> None:
    image = picture("I;16")
    image.info["transparency"] = image.getpixel((3, 3))
    working = to_working(image)
    assert working.mode == "LA"
    alpha = values(working)[..., 1]
    assert alpha[3, 3] == 0
    assert (alpha == 0).sum() == 1


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_splitting_and_joining_alpha_loses_nothing(mode: str) -> None:
    image = picture(mode)
    color, alpha = split_alpha(image)
    assert same(join_alpha(color, alpha), image)
    assert (alpha is None) == (mode in ("L", "RGB"))


def test_bleeding_fills_hidden_pixels_from_their_neighbors() -> None:
    image = Image.new("RGBA", (9, 9), (255, 0, 255, 0))
    image.putpixel((4, 4), (10, 200, 30, 1))
    for reach in (1, 2, 3, 4):
        filled = values(bleed(image, reach))
        inside = filled[4 - reach : 5 + reach, 4 - reach : 5 + reach]
        assert (inside == (10, 200, 30)).all()


def test_bleeding_averages_between_colors_and_leaves_visible_pixels_alone() -> None:
    image = Image.new("LA", (3, 1))
    image.putpixel((0, 0), (100, 255))
    image.putpixel((2, 0), (200, 9))
    assert values(bleed(image, 1))[0].tolist() == [100, 150, 200]


def test_bleeding_a_picture_with_nothing_visible_gives_black() -> None:
    assert bleed(Image.new("RGBA", (3, 3), (9, 9, 9, 0)), 5).getextrema() == ((0, 0),) * 3


@pytest.mark.parametrize("policy", list(Alpha))
def test_a_function_never_changes_its_input(policy: Alpha) -> None:
    image = cutout()
    before = image.tobytes()
    modes.apply_with_alpha(image, policy, lambda picture: picture, 1)
    assert image.tobytes() == before


@pytest.mark.parametrize(
    ("mode", "pixel", "flat"),
    [("RGBA", (255, 0, 0, 255), (255, 0, 0)), ("RGBA", (255, 0, 0, 0), (0, 0, 200)), ("LA", (100, 51), (20, 20, 180))],
)
def test_flattening_lays_it_on_the_background(mode: str, pixel: tuple[int, ...], flat: tuple[int, int, int]) -> None:
    result = flatten(Image.new(mode, (2, 2), pixel), (0, 0, 200))
    assert result.mode == "RGB"
    assert np.abs(values(result)[0, 0] - flat).max() <= 1


def test_a_canvas_takes_the_simplest_mode_that_shows_both() -> None:
    canvas, image = on_canvas(picture("L"), (30, 20), (7, 7, 7, 255))
    assert (canvas.mode, image.mode, canvas.size, canvas.getpixel((0, 0))) == ("L", "L", (30, 20), 7)
    canvas, image = on_canvas(picture("L"), (30, 20), (7, 8, 7, 9))
    assert (canvas.mode, image.mode, canvas.getpixel((0, 0))) == ("RGBA", "RGBA", (7, 8, 7, 9))


def test_opaque_means_no_transparent_pixel() -> None:
    assert is_opaque(picture("RGB"))
    assert is_opaque(picture("RGB").convert("RGBA"))
    assert not is_opaque(cutout())


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_one_channel_of_one_pixel_makes_a_difference(mode: str) -> None:
    image = picture(mode)
    assert modes.same_pixels(image, image.copy())
    for channel in range(len(mode)):
        pixels = np.asarray(image).reshape(7, 13, -1).copy()
        pixels[3, 5, channel] ^= 1
        other = Image.frombytes(mode, image.size, pixels.tobytes())
        assert not modes.same_pixels(image, other)
    assert not modes.same_pixels(image, image.resize((7, 13)))
    assert not modes.same_pixels(image, image.convert("RGBA" if mode != "RGBA" else "RGB"))
