"""What of a box lies in a picture."""

import pytest

from filters.engine.boxes import Corners, inside, misplaced

Box = tuple[int, int, int, int]


@pytest.mark.parametrize(
    ("box", "part"),
    [
        ((0, 0, 10, 8), (0, 0, 10, 8)),
        ((2, 3, 4, 5), (2, 3, 6, 8)),
        ((9, 7, 500, 500), (9, 7, 10, 8)),
        ((10, 0, 1, 1), None),
        ((0, 8, 65_535, 65_535), None),
    ],
)
def test_a_box_is_cut_to_the_picture(box: Box, part: Corners | None) -> None:
    assert inside(box, (10, 8)) == part


def test_only_a_box_wholly_outside_is_misplaced() -> None:
    assert misplaced(((0, 0, 1, 1), (9, 7, 500, 500)), (10, 8)) is None
    assert misplaced(((10, 0, 1, 1),), (10, 8)) == (
        "must lie in the picture at least in part: the picture is 10 x 8 px at this step"
    )
    assert misplaced(((0, 0, 1, 1), (0, 9, 1, 1)), (10, 8)) == (
        "must lie in the picture at least in part, and number 2 does not: the picture is 10 x 8 px at this step"
    )
