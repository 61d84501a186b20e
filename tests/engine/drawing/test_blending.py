"""Laying one picture over another, against Pillow and against the formula of W3C's compositing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from filters.engine.drawing import blending
from filters.engine.drawing.blending import MIXES, BlendMode, canvas_for, faded, lay, tinted
from tests.engine.pictures import cutout, photo, picture, same, values

MODES = ("L", "LA", "RGB", "RGBA")


def laid(base: Image.Image, top: Image.Image, at: tuple[int, int] = (0, 0), mode: BlendMode = "normal") -> Image.Image:
    canvas = canvas_for(base, top)
    lay(canvas, top, at, mix=MIXES[mode])
    return canvas


@pytest.mark.parametrize("bands", ["L", "RGB"])
@pytest.mark.parametrize("mode", MIXES)
def test_opaque_pictures_mix_as_in_image_chops(mode: BlendMode, bands: str) -> None:
    base, top = photo(size=(90, 60)).convert(bands), photo("coffee.png", (90, 60)).convert(bands)
    expected = top if mode == "normal" else getattr(ImageChops, mode)(base, top)
    assert same(laid(base, top, mode=mode), expected)


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_normal_is_alpha_composite(mode: str) -> None:
    base, top = picture(mode, (40, 30), seed=1), picture(mode, (40, 30), seed=2)
    assert same(laid(base, top), Image.alpha_composite(base, top))


@pytest.mark.parametrize("mode", MIXES)
def test_both_alphas_count_as_in_the_formula(mode: BlendMode) -> None:
    base, top = picture("RGBA", (30, 20), seed=3), picture("RGBA", (30, 20), seed=4)
    below, above = values(base) / 255, values(top) / 255
    mixed = values(laid(base.convert("RGB"), top.convert("RGB"), mode=mode)) / 255
    alpha_b, alpha_s = below[..., 3:], above[..., 3:]
    alpha = alpha_s + alpha_b * (1 - alpha_s)
    source = (1 - alpha_b) * above[..., :3] + alpha_b * mixed
    color = (alpha_s * source + (1 - alpha_s) * alpha_b * below[..., :3]) / np.maximum(alpha, 1e-9)
    result = values(laid(base, top, mode=mode)) / 255
    assert np.abs(result[..., 3:] - alpha).max() * 255 <= 1
    assert (np.abs(result[..., :3] - color) * alpha).max() * 255 <= 1.5


@pytest.mark.parametrize("mode", MIXES)
def test_over_nothing_the_upper_picture_shows_as_it_is(mode: BlendMode) -> None:
    base = Image.new("RGBA", (40, 30), (200, 10, 90, 0))
    assert same(laid(base, cutout().convert("RGB"), mode=mode).convert("RGB"), cutout().convert("RGB"))


@pytest.mark.parametrize("mode", MIXES)
def test_a_transparent_upper_picture_changes_nothing(mode: BlendMode) -> None:
    base, top = photo(size=(40, 30)), picture("RGBA", (40, 30))
    top.putalpha(0)
    assert same(laid(base, top, mode=mode), base)


@given(x=st.integers(-50, 50), y=st.integers(-50, 50), bands=st.sampled_from(MODES), above=st.sampled_from(MODES))
def test_what_lies_outside_is_cut_off(x: int, y: int, bands: str, above: str) -> None:
    base, top = picture(bands, (40, 30), seed=5), picture(above, (25, 35), seed=6)
    before = base.tobytes()
    result = laid(base, top, (x, y))
    assert base.tobytes() == before
    assert result.size == base.size
    outside = Image.new("L", base.size, 255)
    outside.paste(0, (x, y, x + 25, y + 35))
    assert (values(result) == values(base.convert(result.mode)))[values(outside) == 255].all()


@pytest.mark.parametrize(
    ("base", "top", "expected"),
    [("L", "LA", "L"), ("L", "RGBA", "RGB"), ("LA", "L", "LA"), ("LA", "RGB", "RGBA"), ("RGB", "LA", "RGB")],
)
def test_gray_stays_gray_under_gray(base: str, top: str, expected: str) -> None:
    assert laid(picture(base), picture(top)).mode == expected


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_large_pictures_are_blended_in_bands_that_do_not_show(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    base, top = picture(mode, (90, 70), seed=7), picture("RGBA", (60, 80), seed=8)
    whole = laid(base, top, (-5, 11), "soft_light")
    monkeypatch.setattr(blending, "BAND", 500)
    assert same(laid(base, top, (-5, 11), "soft_light"), whole)


def test_faded_multiplies_the_alpha() -> None:
    image = Image.new("LA", (1, 1), (9, 200))
    assert faded(image, 0.5).getpixel((0, 0)) == (9, 100)
    assert faded(Image.new("RGB", (1, 1), "red"), 0.2).getpixel((0, 0)) == (255, 0, 0, 51)
    assert faded(image, 1) is image


def test_tinted_is_as_visible_as_its_mask_and_its_color() -> None:
    mask = Image.frombytes("L", (3, 1), bytes([0, 128, 255]))
    red = tinted(mask, (255, 0, 0, 255))
    assert [*red.get_flattened_data()] == [(255, 0, 0, 0), (255, 0, 0, 128), (255, 0, 0, 255)]
    assert [*tinted(mask, (7, 7, 7, 128)).get_flattened_data()] == [(7, 0), (7, 64), (7, 128)]
