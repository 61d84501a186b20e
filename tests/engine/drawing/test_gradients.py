"""Gradients against Pillow's own and against numbers worked out by hand."""

import numpy as np
import pytest
from PIL import Image

from filters.engine.drawing.gradients import linear, painted, radial
from tests.engine.pictures import furthest, same, values

BLACK, WHITE = (0, 0, 0, 255), (255, 255, 255, 255)


def test_downwards_it_is_pillows() -> None:
    assert same(linear((256, 256), 180), Image.linear_gradient("L"))


def test_outwards_it_is_pillows_but_for_the_place_of_the_middle() -> None:
    """Pillow's has its middle half a pixel off."""
    assert furthest(radial((256, 256)), Image.radial_gradient("L")) <= 2


@pytest.mark.parametrize(
    ("angle", "method"),
    [(0, Image.Transpose.FLIP_TOP_BOTTOM), (90, Image.Transpose.ROTATE_90), (270, Image.Transpose.ROTATE_270)],
)
def test_angles_are_those_of_css(angle: float, method: Image.Transpose) -> None:
    assert same(linear((256, 256), angle), Image.linear_gradient("L").transpose(method))


def test_a_slanted_one_runs_from_corner_to_corner() -> None:
    levels = values(linear((400, 100), 45))
    assert levels[-1, 0] <= 1 and levels[0, -1] >= 254
    assert abs(levels[50, 200] - 128) <= 1


def test_it_begins_and_ends_where_it_is_told() -> None:
    levels = values(linear((100, 4), 90, start=0.25, end=0.75))[0]
    assert not levels[:25].any() and (levels[75:] == 255).all()
    assert (np.diff(levels[25:75]) > 0).all()


def test_where_start_and_end_meet_it_is_a_step() -> None:
    assert [*values(linear((10, 1), 90, start=0.5, end=0.5))[0]] == [0] * 5 + [255] * 5


def test_an_outward_one_passes_through_the_corners_of_any_shape() -> None:
    levels = values(radial((301, 101)))
    assert levels[50, 150] == 0
    assert all(levels[y, x] >= 252 for x in (0, -1) for y in (0, -1))


def test_large_ones_are_made_in_parts() -> None:
    assert (np.diff(values(linear((3000, 1000), 180))[:, 0]) >= 0).all()


@pytest.mark.parametrize(
    ("first", "last", "mode", "middle"),
    [
        (BLACK, WHITE, "L", (128,)),
        (BLACK, (255, 0, 0, 255), "RGB", (128, 0, 0)),
        ((0, 0, 0, 0), BLACK, "LA", (0, 128)),
        ((255, 0, 0, 0), (255, 0, 0, 255), "RGBA", (255, 0, 0, 128)),
        ((0, 0, 0, 0), (255, 0, 0, 255), "RGBA", (255, 0, 0, 128)),  # premultiplied: no dark middle
        ((0, 0, 255, 255), (255, 0, 0, 255), "RGB", (128, 0, 127)),
    ],
)
def test_colors_run_into_one_another(
    first: tuple[int, int, int, int], last: tuple[int, int, int, int], mode: str, middle: tuple[int, ...]
) -> None:
    image = painted(Image.frombytes("L", (3, 1), bytes([0, 128, 255])), first, last)
    assert image.mode == mode
    assert [*values(image.convert("RGBA"))[0, 2]] == list(last)
    assert values(image).reshape(3, -1)[1].tolist() == list(middle)
