"""How a resize goes, by tables and properties; no pixels."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine import geometry
from filters.engine.geometry import Gravity
from filters.engine.layout import Fit, Layout, Wish, layout

Size = tuple[int, int]
FITS: tuple[Fit, ...] = ("contain", "cover", "stretch", "pad", "outside", "crop", "auto")

sides = st.integers(1, 20_000)
sizes = st.tuples(sides, sides)
fits = st.sampled_from(FITS)


def lay(size: Size, asked: tuple[int | None, int | None], **wish: Any) -> Layout:
    return layout(size, Wish(width=asked[0], height=asked[1], **wish))


@pytest.mark.parametrize(
    ("size", "asked", "wish", "made"),
    [
        # imgproxy's documentation: fit, fill, fill-down, force and auto of its resizing types
        ((400, 200), (100, 100), {"fit": "contain"}, (100, 50)),
        ((400, 200), (100, 100), {"fit": "cover"}, (100, 100)),
        ((80, 40), (100, 100), {"fit": "cover"}, (40, 40)),
        ((80, 40), (100, 30), {"fit": "crop"}, (80, 30)),
        ((80, 40), (100, 30), {"fit": "crop", "upscale": True}, (100, 30)),
        ((400, 200), (100, 30), {"fit": "crop"}, (100, 30)),
        ((400, 200), (100, 100), {"fit": "stretch"}, (100, 100)),
        ((400, 200), (100, 80), {"fit": "auto"}, (100, 80)),
        ((400, 200), (80, 100), {"fit": "auto"}, (80, 40)),
        # thumbor's full-fit-in and adaptive-fit-in
        ((400, 200), (100, 100), {"fit": "outside"}, (200, 100)),
        ((80, 40), (100, 100), {"fit": "outside"}, (80, 40)),
        ((80, 40), (100, 100), {"fit": "outside", "upscale": True}, (200, 100)),
        ((200, 400), (100, 50), {"adaptive": True}, (50, 100)),
        ((400, 200), (100, 50), {"adaptive": True}, (100, 50)),
        ((200, 400), (100, 50), {"adaptive": True, "fit": "cover"}, (50, 100)),
        # zoom and dpr
        ((400, 200), (None, None), {"factor": 0.5}, (200, 100)),
        ((400, 200), (None, None), {"factor": 2.0}, (400, 200)),
        ((400, 200), (None, None), {"factor": 2.0, "upscale": True}, (800, 400)),
        ((400, 200), (100, None), {"factor": 1.5}, (150, 75)),
        ((400, 200), (100, 100), {"factor": 2.0, "fit": "cover"}, (200, 200)),
        # least sizes
        ((400, 200), (100, 100), {"least": (1, 80)}, (160, 80)),
        ((40, 20), (None, None), {"least": (100, 1)}, (100, 50)),
        ((400, 200), (100, 100), {"least": (150, 1), "fit": "cover"}, (150, 150)),
        ((400, 200), (100, 100), {"least": (150, 1), "fit": "pad"}, (150, 150)),
    ],
)
def test_the_size(size: Size, asked: tuple[int | None, int | None], wish: dict[str, Any], made: Size) -> None:
    assert lay(size, asked, **wish).canvas == made


@given(size=sizes, asked=sizes, fit=fits)
def test_nothing_is_enlarged_unless_asked(size: Size, asked: Size, fit: Fit) -> None:
    made = lay(size, asked, fit=fit)
    assert not geometry.exceeds(made.picture, size)
    assert made.picture[0] + made.at[0] <= made.canvas[0]
    assert made.picture[1] + made.at[1] <= made.canvas[1]
    if fit != "outside":
        assert not geometry.exceeds(made.canvas, asked)


@given(size=sizes, asked=sizes)
def test_upscaled_results_have_the_size_asked_for(size: Size, asked: Size) -> None:
    for fit in ("cover", "stretch", "pad", "crop"):
        assert lay(size, asked, fit=fit, upscale=True).canvas == asked


@given(size=sizes, asked=sizes, upscale=st.booleans(), fit=st.sampled_from(["contain", "pad", "outside"]))
def test_the_shape_is_kept_to_a_pixel(size: Size, asked: Size, upscale: bool, fit: Fit) -> None:
    width, height = lay(size, asked, fit=fit, upscale=upscale).picture
    by_width, by_height = width * size[1] / size[0], height * size[0] / size[1]
    assert abs(by_width - height) <= 1 or abs(by_height - width) <= 1


@given(size=sizes, asked=sizes, fit=fits, upscale=st.booleans())
def test_the_part_taken_lies_inside(size: Size, asked: Size, fit: Fit, upscale: bool) -> None:
    left, top, right, bottom = lay(size, asked, fit=fit, upscale=upscale).box
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]


@given(size=sizes, asked=sizes, least=sizes, fit=fits)
def test_the_least_size_is_reached(size: Size, asked: Size, least: Size, fit: Fit) -> None:
    assert not geometry.exceeds(least, lay(size, asked, fit=fit, least=least).canvas)


@given(size=sizes, asked=sizes, fit=fits, upscale=st.booleans())
def test_a_factor_of_two_is_the_numbers_doubled(size: Size, asked: Size, fit: Fit, upscale: bool) -> None:
    doubled = (asked[0] * 2, asked[1] * 2)
    assert lay(size, asked, factor=2.0, fit=fit, upscale=upscale) == lay(size, doubled, fit=fit, upscale=upscale)


@given(size=sizes, width=sides, fit=fits)
def test_a_lone_side_is_kept(size: Size, width: int, fit: Fit) -> None:
    made = lay(size, (width, None), fit=fit, upscale=True)
    assert made.canvas[0] == width
    assert made.canvas[1] >= 1


@given(
    size=sizes, asked=sizes, fit=st.sampled_from(["cover", "crop"]), shares=st.tuples(st.floats(0, 1), st.floats(0, 1))
)
def test_gravity_moves_what_is_kept_one_way(size: Size, asked: Size, fit: Fit, shares: tuple[float, float]) -> None:
    wish = Wish(width=asked[0], height=asked[1], fit=fit)
    lefts = [layout(size, wish, Gravity(focus=(share, 0.5))).box[0] for share in sorted(shares)]
    assert lefts == sorted(lefts)
    positions = [layout(size, wish, Gravity(position=name)).box[0] for name in ("left", "center", "right")]
    assert positions == sorted(positions)


def test_an_offset_counts_in_pixels_of_the_result() -> None:
    wish = Wish(width=50, height=50, fit="cover")
    assert layout((400, 200), wish).box == (100, 0, 300, 200)
    assert layout((400, 200), wish, Gravity(offset=(10, 10))).box == (140, 0, 340, 200)
    assert layout((400, 200), wish, Gravity(offset=(999, 0))).box == (200, 0, 400, 200)
