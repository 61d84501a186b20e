"""Outlines and their masks, against areas known from geometry and skimage's own polygons."""

import math
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps
from skimage.draw import polygon2mask

from filters.engine.drawing import outlines
from filters.engine.drawing.outlines import Shape
from tests.engine.pictures import furthest, values

SHAPES = get_args(Shape)
FINER = 16


@pytest.mark.parametrize("size", [(40, 40), (61, 33)], ids=str)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_mask_is_the_cover_of_each_pixel(shape: Shape, size: tuple[int, int]) -> None:
    points = outlines.outline(shape, size)
    corners = points[:, ::-1] * FINER - 0.5
    fine = polygon2mask((size[1] * FINER, size[0] * FINER), corners)  # type: ignore[no-untyped-call]
    cover = fine.reshape(size[1], FINER, size[0], FINER).mean(axis=(1, 3)) * 255
    assert np.abs(values(outlines.mask(points, size)) - cover).max() <= 12


@pytest.mark.parametrize(
    ("shape", "share"),
    [
        ("circle", math.pi / 4),
        ("ellipse", math.pi / 4),
        ("square", 1),
        ("triangle", 1 / 2),
        ("hexagon", 3 / 4),
        ("rounded", 1 - (4 - math.pi) * 0.2**2),
    ],
)
def test_a_mask_has_the_area_of_its_shape(shape: Shape, share: float) -> None:
    size = (400, 400)
    mask = values(outlines.mask(outlines.outline(shape, size), size))
    assert mask.mean() / 255 == pytest.approx(share, abs=0.001)


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_are_as_wide_on_the_left_as_on_the_right(shape: Shape) -> None:
    mask = outlines.mask(outlines.outline(shape, (60, 60)), (60, 60))
    assert furthest(mask, ImageOps.mirror(mask)) <= 1


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_touches_all_sides_of_its_box(shape: Shape) -> None:
    points = outlines.outline(shape, (60, 50), at=(7, 5))
    assert points.min(axis=0) == pytest.approx([7, 5])
    assert points.max(axis=0) == pytest.approx([67, 55])


def test_upside_down_is_a_flip() -> None:
    plain, turned = (
        outlines.mask(outlines.outline("heart", (60, 50), upside_down=down), (60, 50)) for down in (False, True)
    )
    assert furthest(ImageOps.flip(turned), plain) <= 1


@pytest.mark.parametrize(
    ("shape", "ratio"), [("circle", 1), ("triangle", 2 / math.sqrt(3)), ("hexagon", math.sqrt(3) / 2)]
)
def test_regular_shapes_keep_their_proportions(shape: Shape, ratio: float) -> None:
    assert outlines.ratio(shape) == pytest.approx(ratio, rel=1e-3)


def test_a_box_is_filled_to_its_very_pixels() -> None:
    mask = outlines.mask(outlines.outline("square", (10, 6), at=(3, 2)), (20, 10))
    oracle = Image.new("L", (20, 10))
    oracle.paste(255, (3, 2, 13, 8))
    assert mask.tobytes() == oracle.tobytes()


def test_half_a_pixel_is_half_covered() -> None:
    points = np.array([(0.5, 0), (2.25, 0), (2.25, 1), (0.5, 1)])
    assert list(values(outlines.mask(points, (4, 1))).flat) == [128, 255, 64, 0]


@pytest.mark.parametrize("width", [1, 3, 5, 7])
@pytest.mark.parametrize("height", [3, 7, 9, 15, 21, 33])
def test_half_is_half_however_it_was_summed(width: int, height: int) -> None:
    """The middle pixel on a diagonal: 127.5, which goes to the even 128 although sums of thirds are a little off."""
    points = np.array([(0, 0), (width, 0), (0, height)], float)
    assert values(outlines.mask(points, (width, height)))[height // 2, width // 2] == 128


def test_radii_that_do_not_fit_shrink_alike() -> None:
    assert outlines.rounded((100, 50), (60, 0, 60, 0)).tolist() == outlines.rounded((100, 50), (60, 0, 60, 0)).tolist()
    shrunk, fitting = outlines.rounded((100, 50), (80, 20, 0, 80)), outlines.rounded((100, 50), (25, 6.25, 0, 25))
    assert np.allclose(shrunk, fitting)


@given(
    size=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    radii=st.tuples(*[st.floats(0, 100) for _ in range(4)]),
)
def test_round_corners_stay_inside(size: tuple[int, int], radii: outlines.Radii) -> None:
    points = outlines.rounded(size, radii)
    assert points.min() >= -1e-9
    assert (points <= np.array(size) + 1e-9).all()


@given(shape=st.sampled_from(SHAPES), size=st.tuples(st.integers(1, 30), st.integers(1, 30)), at=st.integers(-40, 40))
def test_any_outline_makes_a_mask(shape: Shape, size: tuple[int, int], at: int) -> None:
    mask = outlines.mask(outlines.outline(shape, (12, 9), at=(at, at)), size)
    assert (mask.mode, mask.size) == ("L", size)
