"""Transparency against Pillow and numbers worked out by hand."""

import numpy as np
import pytest
from PIL import Image

from filters.engine.operations.alpha import ColorToAlpha, Opacity, RemoveAlpha, SetAlpha
from tests.engine.pictures import PHOTOS, cutout, furthest, photo, same, values

ALPHA_MODES = ["LA", "RGBA"]


@pytest.mark.parametrize("value", [0, 1, 128, 255])
@pytest.mark.parametrize("name", PHOTOS)
def test_set_alpha_is_pillows_putalpha(name: str, value: int) -> None:
    expected = photo(name)
    expected.putalpha(value)
    assert same(SetAlpha(value=value).apply(photo(name)), expected)


@pytest.mark.parametrize("mode", ALPHA_MODES)
def test_set_alpha_leaves_what_is_hidden(mode: str) -> None:
    before, after = (values(image.getchannel("A")) for image in (cutout(mode), SetAlpha(value=255).apply(cutout(mode))))
    assert (after == np.where(before > 0, 255, 0)).all()


@pytest.mark.parametrize("mode", ALPHA_MODES)
@pytest.mark.parametrize("factor", [0.0, 0.1, 0.5, 0.999])
def test_opacity_multiplies_the_alpha(factor: float, mode: str) -> None:
    before, after = cutout(mode), Opacity(factor=factor).apply(cutout(mode))
    assert np.abs(values(after.getchannel("A")) - values(before.getchannel("A")) * factor).max() <= 0.5
    assert (values(after)[..., :-1] == values(before)[..., :-1]).all()


def test_full_opacity_leaves_the_picture_as_it_is() -> None:
    assert same(Opacity(factor=1.0).apply(photo()), photo())
    assert same(Opacity(factor=1.0).apply(cutout()), cutout())


@pytest.mark.parametrize("color", ["#ffffff", "#204060"])
def test_remove_alpha_is_pillows_composite(color: str) -> None:
    expected = Image.alpha_composite(Image.new("RGBA", cutout().size, color), cutout()).convert("RGB")
    made = RemoveAlpha(color=color).apply(cutout())
    assert made.mode == "RGB"
    assert furthest(made, expected) <= 1


@pytest.mark.parametrize(("color", "mode"), [("white", "L"), ("#808080", "L"), ("red", "RGB")])
def test_gray_pictures_stay_gray_on_a_gray(color: str, mode: str) -> None:
    assert RemoveAlpha(color=color).apply(cutout("LA")).mode == mode
    assert same(RemoveAlpha(color=color).apply(photo("camera.png")), photo("camera.png"))


def test_a_color_becomes_transparent_and_others_stay() -> None:
    """sharp's `unflatten` is this without tolerance or softness."""
    image = Image.new("RGB", (4, 1), "white")
    for x, color in enumerate([(255, 255, 255), (255, 255, 254), (200, 30, 255), (0, 0, 0)]):
        image.putpixel((x, 0), color)
    made = ColorToAlpha(tolerance=0, softness=0).apply(image)
    assert values(made.getchannel("A"))[0].tolist() == [0, 255, 255, 255]
    assert same(made.convert("RGB").crop((1, 0, 4, 1)), image.crop((1, 0, 4, 1)))


@pytest.mark.parametrize(
    ("tolerance", "softness", "level", "alpha"),
    [(8, 0, 247, 0), (8, 0, 246, 255), (0, 3, 253, 128), (10, 9, 240, 128), (255, 255, 0, 0), (0, 255, 0, 254)],
)
def test_tolerance_and_softness(tolerance: int, softness: int, level: int, alpha: int) -> None:
    made = ColorToAlpha(tolerance=tolerance, softness=softness).apply(Image.new("L", (1, 1), level))
    assert made.mode == "LA"
    assert values(made)[0, 0, 1] == alpha


def test_a_soft_edge_on_white_comes_off_without_a_fringe() -> None:
    ink, cover = np.array([200, 0, 40]), np.arange(256)[np.newaxis, :, np.newaxis] / 255
    drawn = Image.fromarray(np.rint(ink * cover + 255 * (1 - cover)).astype(np.uint8))
    made = ColorToAlpha(tolerance=0, softness=254).apply(drawn)
    back = Image.alpha_composite(Image.new("RGBA", made.size, "white"), made).convert("RGB")
    assert furthest(back, drawn) <= 2
    assert np.abs(values(made)[0, 60:, :3] - ink).max() <= 6


def test_half_transparent_pixels_are_not_made_more_visible() -> None:
    image = Image.new("RGBA", (1, 1), (10, 20, 30, 77))
    assert ColorToAlpha().apply(image).getpixel((0, 0)) == (10, 20, 30, 77)


def test_removing_a_color_gives_gray_pictures_color_channels() -> None:
    assert ColorToAlpha(color="red").apply(photo("camera.png")).mode == "RGBA"
    assert ColorToAlpha(color="gray").apply(photo("camera.png")).mode == "LA"
