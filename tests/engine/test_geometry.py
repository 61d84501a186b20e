"""Sizes and boxes; no pixels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine import geometry
from filters.engine.geometry import Fit, Layout, Position

sides = st.integers(1, 20_000)
sizes = st.tuples(sides, sides)
POSITIONS: tuple[Position, ...] = (
    "top_left", "top", "top_right", "left", "center", "right", "bottom_left", "bottom", "bottom_right"
)  # fmt: skip


def lay(size: tuple[int, int], asked: tuple[int, int], fit: Fit, *, upscale: bool = False) -> Layout:
    return geometry.layout(size, width=asked[0], height=asked[1], fit=fit, upscale=upscale, position="center")


@pytest.mark.parametrize(
    ("size", "box", "made"),
    [
        ((400, 300), (200, 200), (200, 150)),
        ((300, 400), (200, 200), (150, 200)),
        ((300, 300), (200, 100), (100, 100)),
        ((100, 50), (200, 100), (200, 100)),
        ((10_000, 1), (100, 100), (100, 1)),
        ((1, 10_000), (100, 100), (1, 100)),
        ((3, 2), (2, 2), (2, 1)),
    ],
)
def test_contained(size: tuple[int, int], box: tuple[int, int], made: tuple[int, int]) -> None:
    assert geometry.contained(size, box) == made


@given(size=sizes, box=sizes)
def test_contained_fits_and_touches(size: tuple[int, int], box: tuple[int, int]) -> None:
    width, height = geometry.contained(size, box)
    assert 1 <= width <= box[0]
    assert 1 <= height <= box[1]
    assert width == box[0] or height == box[1]


@given(size=sizes, target=sizes, position=st.sampled_from(POSITIONS))
def test_cover_takes_the_largest_box_of_the_shape(
    size: tuple[int, int], target: tuple[int, int], position: Position
) -> None:
    left, top, right, bottom = geometry.cover_box(size, target, position)
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    assert (right - left) / (bottom - top) == pytest.approx(target[0] / target[1], rel=1e-6)
    assert right - left == pytest.approx(size[0]) or bottom - top == pytest.approx(size[1])


@given(size=sizes, asked=sizes, fit=st.sampled_from(["contain", "cover", "stretch", "pad"]))
def test_nothing_is_enlarged_unless_asked(size: tuple[int, int], asked: tuple[int, int], fit: Fit) -> None:
    layout = lay(size, asked, fit)
    assert not geometry.exceeds(layout.picture, size)
    assert not geometry.exceeds(layout.canvas, asked)
    assert layout.picture[0] + layout.at[0] <= layout.canvas[0]
    assert layout.picture[1] + layout.at[1] <= layout.canvas[1]


@given(size=sizes, asked=sizes)
def test_upscaled_results_have_the_size_asked_for(size: tuple[int, int], asked: tuple[int, int]) -> None:
    for fit in ("cover", "stretch", "pad"):
        assert lay(size, asked, fit, upscale=True).canvas == asked


@pytest.mark.parametrize(
    ("width", "height", "made"),
    [(51, None, (51, 18)), (None, 12, (34, 12)), (1, None, (1, 1)), (None, None, (100, 35))],
)
def test_the_missing_side_is_rounded_to_the_nearest(
    width: int | None, height: int | None, made: tuple[int, int]
) -> None:
    assert geometry.completed((100, 35), width, height) == made


@given(size=sizes, width=sides)
def test_a_lone_side_is_kept(size: tuple[int, int], width: int) -> None:
    layout = geometry.layout(size, width=width, height=None, fit="contain", upscale=True, position="center")
    assert layout.canvas[0] == width
    assert layout.canvas[1] >= 1


@pytest.mark.parametrize(
    ("position", "at"),
    [("top_left", (0, 0)), ("top", (5, 0)), ("right", (10, 3)), ("center", (5, 3)), ("bottom_right", (10, 6))],
)
def test_placed(position: Position, at: tuple[int, int]) -> None:
    assert geometry.placed((10, 10), (20, 16), position) == at


@given(size=sizes, angle=st.floats(-360, 360))
def test_a_rotated_picture_holds_its_diagonal(size: tuple[int, int], angle: float) -> None:
    width, height = geometry.rotated(size, angle, expand=True)
    diagonal = (size[0] ** 2 + size[1] ** 2) ** 0.5
    assert min(size) <= max(width, height) <= diagonal + 3
    assert geometry.rotated(size, angle, expand=False) == size
