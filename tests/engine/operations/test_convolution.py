"""Kernel and convolution against Pillow and against sums worked out one by one."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from filters.engine.errors import PipelineInvalid
from filters.engine.operation import Operation
from filters.engine.operations.convolution import Convolution, CustomKernel
from tests.engine.pictures import PHOTOS, cutout, furthest, photo, picture, same, values

SHARPEN = (-2.0, -2.0, -2.0, -2.0, 32.0, -2.0, -2.0, -2.0, -2.0)
EDGES = (0.1, 0.2, -0.3, 0.0, 0.0, 0.0, -0.1, -0.2, 0.3)
LARGE = tuple(float(number % 7) for number in range(25))


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize(
    ("weights", "scale", "offset"),
    [(SHARPEN, None, 0.0), (SHARPEN, 16.0, 9.5), (LARGE, None, -20.0), (LARGE, -50.0, 255.0)],
)  # fmt: skip
def test_a_kernel_is_pillows(name: str, weights: tuple[float, ...], scale: float | None, offset: float) -> None:
    image = photo(name, (200, 150))
    side = 3 if len(weights) == 9 else 5
    oracle = image.filter(ImageFilter.Kernel((side, side), weights, scale, offset))
    assert furthest(CustomKernel(kernel=weights, scale=scale, offset=offset).apply(image), oracle) <= 1


@pytest.mark.parametrize("weights", [(0.0,) * 9, EDGES])
def test_weights_without_a_sum_are_not_divided(weights: tuple[float, ...]) -> None:
    image = photo(size=(30, 20))
    oracle = image.filter(ImageFilter.Kernel((3, 3), weights, 1, 128))
    assert furthest(CustomKernel(kernel=weights, offset=128.0).apply(image), oracle) <= 1


def convolved(image: Image.Image, table: np.ndarray[Any, Any], total: float) -> np.ndarray[Any, Any]:
    """The sums, one by one, in full precision; the outermost pixels are repeated."""
    down, across = table.shape[0] // 2, table.shape[1] // 2
    padded = np.pad(values(image), ((down, down), (across, across), *[(0, 0)] * (values(image).ndim - 2)), mode="edge")
    made = np.zeros(values(image).shape)
    for y, row in enumerate(table):
        for x, weight in enumerate(row):
            made += weight * padded[y : y + image.height, x : x + image.width]
    return (made / total).clip(0, 255)


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("sides", [(1, 1), (1, 5), (3, 3), (7, 3), (11, 11), (3, 15), (15, 15)], ids=str)
@pytest.mark.parametrize("normalize", [True, False])
def test_a_convolution_is_the_sum_of_its_weights(mode: str, sides: tuple[int, int], normalize: bool) -> None:
    """Within 0.51 of the exact sum: it is rounded, and single precision is enough for weights like these."""
    image = picture(mode, (31, 22))
    table = np.random.default_rng(1).integers(-5, 9, sides) / (1 if normalize else 40)
    step = Convolution(kernel=tuple(map(float, table.flat)), columns=sides[1], normalize=normalize)
    oracle = convolved(image, table, table.sum() if normalize else 1)
    assert np.abs(values(step.apply(image)) - oracle).max() <= 0.51


def test_the_first_weight_is_that_of_the_upper_left_neighbor() -> None:
    image = Image.new("L", (5, 5))
    image.putpixel((2, 2), 100)
    shifted = Convolution(kernel=(1.0, *[0.0] * 8)).apply(image)
    assert shifted.getpixel((3, 3)) == 100
    assert shifted.getpixel((2, 2)) == 0


@pytest.mark.parametrize("step", [CustomKernel(), Convolution()], ids=repr)
def test_the_alpha_stays(step: Operation) -> None:
    image = cutout()
    assert same(step.apply(image).getchannel("A"), image.getchannel("A"))


@given(
    kernel=st.sampled_from([9, 25]).flatmap(lambda count: st.tuples(*[st.floats(-1000, 1000)] * count)),
    scale=st.none() | st.floats(1e-6, 1e5) | st.floats(-1e5, -1e-6),
    offset=st.floats(-1000, 1000),
)
def test_any_weights_give_a_picture(kernel: tuple[float, ...], scale: float | None, offset: float) -> None:
    image = picture("RGB", (9, 8))
    assert CustomKernel(kernel=kernel, scale=scale, offset=offset).apply(image).size == (9, 8)
    assert Convolution(kernel=kernel).apply(image).size == (9, 8)


@pytest.mark.parametrize(
    ("kind", "given", "field", "sentence"),
    [
        (CustomKernel, {"kernel": [1.0] * 10}, "kernel", "kernel takes 9 numbers (3 x 3) or 25 (5 x 5); got 10."),
        (CustomKernel, {"kernel": [1] * 26}, "kernel", "must be a list of 9 to 25 numbers from -1000 to 1000"),
        (CustomKernel, {"scale": 0.0}, "scale", "kernel: scale must not be 0: it divides."),
        (CustomKernel, {"kernel": [1e9] * 9}, "kernel", "must be a list of 9 to 25 numbers from -1000 to 1000"),
        (Convolution, {"kernel": [1.0] * 9, "columns": 2}, "kernel", "got 9 numbers for 2 columns."),
        (Convolution, {"kernel": [1.0] * 6, "columns": 3}, "kernel", "an odd number of rows by an odd number"),
        (Convolution, {"kernel": [1.0] * 8}, "kernel", "got 8 numbers for 2 columns."),
        (Convolution, {"kernel": [1.0] * 17, "columns": 1}, "kernel", "at most 15 of each"),
        (Convolution, {"kernel": [1] * 226}, "kernel", "a list of 1 to 225 numbers"),
    ],
)  # fmt: skip
def test_it_refuses_with_a_sentence(kind: type[Operation], given: dict[str, Any], field: str, sentence: str) -> None:
    with pytest.raises(PipelineInvalid) as caught:
        kind.parse(given)
    (problem,) = caught.value.problems
    assert problem.field == field
    assert sentence in problem.detail
