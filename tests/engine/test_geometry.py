"""Sizes and boxes; no pixels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine import geometry
from filters.engine.geometry import Gravity, Position

sides = st.integers(1, 20_000)
sizes = st.tuples(sides, sides)
POSITIONS: tuple[Position, ...] = (
    "top_left", "top", "top_right", "left", "center", "right", "bottom_left", "bottom", "bottom_right"
)  # fmt: skip


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
    left, top, right, bottom = geometry.cover_box(size, target, Gravity(position=position))
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    assert (right - left) / (bottom - top) == pytest.approx(target[0] / target[1], rel=1e-6)
    assert right - left == pytest.approx(size[0]) or bottom - top == pytest.approx(size[1])


@pytest.mark.parametrize(
    ("width", "height", "made"),
    [(51, None, (51, 18)), (None, 12, (34, 12)), (1, None, (1, 1)), (None, None, (100, 35))],
)
def test_the_missing_side_is_rounded_to_the_nearest(
    width: int | None, height: int | None, made: tuple[int, int]
) -> None:
    assert geometry.completed((100, 35), width, height) == made


@pytest.mark.parametrize(
    ("position", "at"),
    [("top_left", (0, 0)), ("top", (5, 0)), ("right", (10, 3)), ("center", (5, 3)), ("bottom_right", (10, 6))],
)
def test_placed(position: Position, at: tuple[int, int]) -> None:
    assert Gravity(position=position).placed((10, 10), (20, 16)) == at


@given(size=sizes, angle=st.floats(-360, 360))
def test_a_rotated_picture_holds_its_diagonal(size: tuple[int, int], angle: float) -> None:
    width, height = geometry.rotated(size, angle, expand=True)
    diagonal = (size[0] ** 2 + size[1] ** 2) ** 0.5
    assert min(size) <= max(width, height) <= diagonal + 3
    assert geometry.rotated(size, angle, expand=False) == size


shares = st.floats(0, 1)


@given(inner=sizes, outer=sizes, x=shares, y=shares, offset=st.integers(-30_000, 30_000))
def test_what_is_placed_never_leaves(
    inner: tuple[int, int], outer: tuple[int, int], x: float, y: float, offset: int
) -> None:
    inner = min(inner[0], outer[0]), min(inner[1], outer[1])
    for gravity in (
        Gravity(focus=(x, y), offset=(offset, -offset)),
        Gravity(position="right", offset=(offset, offset)),
    ):
        left, top = gravity.placed(inner, outer)
        assert 0 <= left <= outer[0] - inner[0]
        assert 0 <= top <= outer[1] - inner[1]


@given(inner=sides, outer=sides, shares=st.tuples(shares, shares))
def test_a_focal_point_further_right_never_moves_it_left(inner: int, outer: int, shares: tuple[float, float]) -> None:
    inner = min(inner, outer)
    lefts = [Gravity(focus=(share, 0.5)).place((inner, 1), (outer, 1))[0] for share in sorted(shares)]
    assert lefts == sorted(lefts)


@given(size=sizes, box=sizes)
def test_covering_covers_and_touches(size: tuple[int, int], box: tuple[int, int]) -> None:
    width, height = geometry.covering(size, box)
    assert width >= box[0]
    assert height >= box[1]
    assert width == box[0] or height == box[1]


def test_a_focal_point_comes_to_the_middle_where_it_can() -> None:
    gravity = Gravity(focus=(0.3, 0.9))
    assert gravity.place((20, 20), (100, 100)) == (20, 80)
    assert Gravity(focus=(0.3, 0.9), offset=(4, -5)).place((20, 20), (100, 100), scale=2) == (28, 70)


@given(size=sizes, ratio=st.floats(0.01, 100))
def test_shapes_lie_inside_and_around(size: tuple[int, int], ratio: float) -> None:
    inside, around = geometry.shaped(size, ratio), geometry.widened(size, ratio)
    assert not geometry.exceeds(inside, size)
    assert not geometry.exceeds(size, around)
    for width, height in (inside, around):
        assert abs(width - height * ratio) <= max(1, ratio) or min(inside) == 1
