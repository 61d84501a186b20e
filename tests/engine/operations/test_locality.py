"""What calls itself local is: a part that was cut out with a margin comes out as the same part of the whole."""

from typing import Any

import numpy as np
import pytest
from PIL import Image

from filters.engine import Operation
from filters.engine.modes import Alpha
from filters.engine.operations import OPERATIONS
from tests.engine.pictures import cutout, photo, same

PARAMETERS: dict[str, list[dict[str, Any]]] = {
    "gaussian_blur": [{"radius": radius} for radius in (0.0, 0.3, 1.0, 2.0, 8.0)],
    "unsharp_mask": [{"radius": radius, "threshold": 0} for radius in (0.0, 0.5, 3.0)],
    "median_filter": [{}, {"size": 9}],
    "rank_filter": [{}, {"size": 5, "rank": 20}],
    **{op: [{"radius": radius, "shape": "disk"} for radius in (0, 3)] for op in ("erode", "dilate", "open", "close")},
    "kernel": [{}, {"kernel": [1.0, 2.0, 3.0, 4.0, 5.0] * 5}],
    "convolution": [{}, {"kernel": [1.0, 0.5, -2.0], "columns": 1}, {"kernel": [1.0] * 45, "columns": 15}],
    "sharpness": [{"factor": factor} for factor in (0.0, 0.3, 2.0)],
    "box_blur": [{"radius": radius} for radius in (0.0, 0.5, 1.0, 3.7, 20.0)],
}
FAMILIES = ("Blur", "Sharpen", "Edges", "Morphology", "Effects")
LOCAL = [
    operation.parse(raw)
    for operation in OPERATIONS.values()
    if operation.family in FAMILIES and operation.local
    for raw in PARAMETERS.get(operation.op, [{}])
]
SIZE = (120, 90)
BOXES = ((50, 40, 70, 52), (0, 0, 20, 15), (100, 60, 120, 90), (0, 30, 120, 50), (55, 0, 56, 90), (119, 89, 120, 90))


def cut_first(step: Operation, image: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    """The box of the result, made from no more of the picture than lies within reach of it.

    Where transparent pixels take their colors from neighbors, these lie up to three times as far away.
    """
    margin = step.reach * (4 if step.alpha is Alpha.BLEED else 1)
    left, top = max(0, box[0] - margin), max(0, box[1] - margin)
    right, bottom = min(SIZE[0], box[2] + margin), min(SIZE[1], box[3] + margin)
    part = step.apply(image.crop((left, top, right, bottom)))
    return part.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))


@pytest.mark.parametrize("box", BOXES, ids=str)
@pytest.mark.parametrize("step", LOCAL, ids=repr)
def test_a_part_comes_out_as_in_the_whole(step: Operation, box: tuple[int, int, int, int]) -> None:
    for image in (photo(size=SIZE), photo("camera.png", SIZE)):
        assert same(cut_first(step, image, box), step.apply(image).crop(box))


@pytest.mark.parametrize("box", BOXES, ids=str)
@pytest.mark.parametrize("step", LOCAL, ids=repr)
def test_what_is_visible_of_a_part_comes_out_as_in_the_whole(step: Operation, box: tuple[int, int, int, int]) -> None:
    """Which colors hidden pixels have is no part of that."""
    image = cutout().resize(SIZE, Image.Resampling.NEAREST)
    one, other = np.asarray(cut_first(step, image, box)), np.asarray(step.apply(image).crop(box))
    assert np.array_equal(one[..., -1], other[..., -1])
    shown = one[..., -1] > 0
    assert np.array_equal(one[shown], other[shown])


@pytest.mark.parametrize(
    "name", ["gaussian_blur", "box_blur", "smooth", "unsharp_mask", "find_edges", "kernel", "median_filter", "open"]
)
def test_the_filters_of_neighbors_are_local(name: str) -> None:
    assert OPERATIONS[name].local
