"""Round corners and masks: what stays, what goes, and the soft edge between."""

from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from filters.engine.drawing.outlines import Shape
from filters.engine.operations.corners import Mask, RoundCorners
from tests.engine.pictures import cutout, photo, picture, same, values

modes = pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])


def alpha_of(image: Image.Image) -> np.ndarray[Any, np.dtype[np.int64]]:
    return values(image.convert("RGBA"))[..., 3]


@pytest.mark.parametrize("radius", [0, 1, 9, 40])
def test_corners_are_as_round_as_pillows(radius: int) -> None:
    """Pillow draws sixteen times larger, without soft edges, and is reduced."""
    drawn = Image.new("L", (100 * 16, 80 * 16))
    ImageDraw.Draw(drawn).rounded_rectangle((0, 0, 100 * 16 - 1, 80 * 16 - 1), radius * 16, 255)
    made = alpha_of(RoundCorners.parse({"radius": radius}).apply(photo(size=(100, 80))))
    assert np.abs(made - values(drawn.reduce(16))).max() <= 12


@modes
def test_the_inside_stays_as_it_was(mode: str) -> None:
    image = picture(mode, (60, 40))
    for step in (RoundCorners(radius=8.0), RoundCorners(radius=8.0, background="#ff0000"), Mask(shape="square")):
        result = step.apply(image)
        inside = (12, 9, 48, 31)
        assert same(result.convert("RGBA").crop(inside), image.convert("RGBA").crop(inside)), step


@modes
def test_the_outside_is_the_background(mode: str) -> None:
    image = picture(mode, (40, 40))
    assert alpha_of(Mask().apply(image))[0, 0] == 0
    assert Mask(background="#12345680").apply(image).convert("RGBA").getpixel((0, 39)) == (0x12, 0x34, 0x56, 0x80)
    assert Mask(background="white").apply(image).mode == mode


def test_a_corner_has_its_own_radius() -> None:
    alpha = alpha_of(RoundCorners.parse({"radius": 0, "top_right": 20}).apply(photo(size=(60, 60))))
    assert [alpha[0, 0], alpha[0, -1], alpha[-1, -1], alpha[-1, 0]] == [255, 0, 255, 255]


def test_a_share_of_the_shorter_side() -> None:
    image = photo(size=(90, 60))
    assert same(RoundCorners(percent=25.0).apply(image), RoundCorners(radius=15.0).apply(image))
    assert same(RoundCorners(percent=50.0).apply(image), RoundCorners(radius=9000.0).apply(image))


def test_the_edge_of_a_white_picture_has_no_dark_fringe() -> None:
    white = Image.new("RGBA", (50, 50), "white")
    for step in (Mask(shape="star"), Mask(shape="star", background="#ffffff80"), RoundCorners(background="#ffffff01")):
        pixels = values(step.apply(white))
        assert (pixels[pixels[..., 3] > 0][:, :3] == 255).all(), step


def test_transparent_parts_stay_transparent() -> None:
    image = cutout(size=(40, 30))
    made = alpha_of(Mask(shape="ellipse").apply(image))
    assert (made <= alpha_of(image)).all()
    assert (made[:5] == 0).all()


def test_inverted_is_what_was_cut_off() -> None:
    image = photo(size=(70, 50))
    kept, rest = alpha_of(Mask(shape="heart").apply(image)), alpha_of(Mask(shape="heart", invert=True).apply(image))
    assert (kept + rest == 255).all()


@pytest.mark.parametrize(
    ("choices", "at"),
    [({}, (20, 0)), ({"position": "left"}, (0, 0)), ({"focus_x": 0.9}, (40, 0)), ({"offset_x": 5}, (25, 0))],
)
def test_a_shape_lies_at_its_place_and_is_trimmed_to_it(choices: dict[str, Any], at: tuple[int, int]) -> None:
    image = photo(size=(80, 40))
    whole, trimmed = (Mask.parse(choices | {"trim": trim}).apply(image) for trim in (False, True))
    assert trimmed.size == (40, 40)
    assert same(whole.crop((*at, at[0] + 40, at[1] + 40)), trimmed)
    assert alpha_of(whole).sum() == alpha_of(trimmed).sum()


@given(
    shape=st.sampled_from(get_args(Shape)), size=st.tuples(st.integers(1, 50), st.integers(1, 50)), trim=st.booleans()
)
def test_the_size_is_known_before(shape: Shape, size: tuple[int, int], trim: bool) -> None:
    step = Mask(shape=shape, trim=trim)
    assert step.apply(picture("RGB", size)).size == step.output_size(size)
