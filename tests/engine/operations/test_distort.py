"""Distortions against scikit-image's warp with the same formulas, and against Pillow's perspective."""

from typing import Any

import numpy as np
import pytest
import skimage.transform
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from filters.engine.errors import PipelineInvalid
from filters.engine.operation import Operation
from filters.engine.operations.distort import Barrel, Perspective, Pincushion, Swirl, Wave, homography
from tests.engine.pictures import cutout, label, photo, same, values

SIZE = (150, 110)
UNIT = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
LEANING = ((0.1, 0.05), (0.9, 0.2), (0.8, 0.9), (0.2, 1.0))
KINDS: list[type[Operation]] = [Wave, Barrel, Pincushion, Swirl, Perspective]
Array = np.ndarray[Any, np.dtype[np.float64]]

warp: Any = skimage.transform.warp
estimate: Any = skimage.transform.ProjectiveTransform.from_estimate


def waves(places: Array) -> Array:
    x, y = places.T + 0.5
    return np.column_stack((x, y + 6 * np.sin(2 * np.pi * x / 40))) - 0.5


def sideways(places: Array) -> Array:
    x, y = places.T + 0.5
    return np.column_stack((x + 6 * np.sin(2 * np.pi * y / 40), y)) - 0.5


def polar(places: Array) -> tuple[Array, Array]:
    x, y = places.T + 0.5
    return np.hypot(x - 75, y - 55), np.arctan2(y - 55, x - 75)


def cartesian(distance: Array, angle: Array) -> Array:
    return np.column_stack((75 + distance * np.cos(angle), 55 + distance * np.sin(angle))) - 0.5


def barrel(places: Array) -> Array:
    distance, angle = polar(places)
    return cartesian(distance * (1 + 0.2 * (distance / np.hypot(75, 55)) ** 2), angle)


def pincushion(places: Array) -> Array:
    distance, angle = polar(places)
    return cartesian(distance / (1 + 0.5 * (distance / np.hypot(75, 55)) ** 2), angle)


def swirl(places: Array) -> Array:
    distance, angle = polar(places)
    return cartesian(distance, angle - np.radians(90) * np.maximum(0, 1 - distance / 55) ** 2)


@pytest.mark.parametrize(
    ("step", "inverse"),
    [
        (Wave(amplitude=6.0, wavelength=40.0, outside="edge"), waves),
        (Wave(amplitude=6.0, wavelength=40.0, direction="horizontal", outside="edge"), sideways),
        (Barrel(amount=20.0, outside="edge"), barrel),
        (Pincushion(amount=50.0), pincushion),
        (Swirl(angle=90.0, outside="edge"), swirl),
    ],
    ids=label,
)
def test_it_is_scikit_images_warp(step: Operation, inverse: Any) -> None:
    """Both interpolate, each by its own cubic: within 1 of 255 on average, and nowhere far off."""
    image = photo(size=SIZE)
    oracle = warp(values(image), inverse, order=3, mode="edge", preserve_range=True)
    difference = np.abs(values(step.apply(image)) - oracle)
    assert difference.mean() < 1
    assert np.percentile(difference, 99.9) < 12


@pytest.mark.parametrize("corners", [UNIT, LEANING, ((1.0, 0.0), (0.0, 0.0), (0.0, 1.0), (1.0, 1.0))], ids=str)
def test_a_perspective_is_pillows(corners: tuple[tuple[float, float], ...]) -> None:
    """Within 1 of 255 on average; the border itself, which Pillow cuts off hard, is left out."""
    image = photo(size=SIZE)
    there = np.array(corners) * SIZE
    here = np.array(UNIT) * SIZE
    matrix = estimate(there, here).params
    data = tuple((matrix / matrix[2, 2]).flat)[:8]
    oracle = image.convert("RGBA").transform(SIZE, Image.Transform.PERSPECTIVE, data, Image.Resampling.BICUBIC)
    made = Perspective(corners=corners).apply(image)
    inside = (values(made)[..., 3] == 255) & (values(oracle)[..., 3] == 255)
    assert inside.mean() > 0.4
    assert np.abs(values(made) - values(oracle))[inside].mean() < 1
    assert (values(made)[..., 3] >= 128).mean() == pytest.approx((values(oracle)[..., 3] > 0).mean(), abs=0.01)


@pytest.mark.parametrize("name", ["chelsea.png", "camera.png"])
def test_corners_that_stay_change_nothing(name: str) -> None:
    image = photo(name, SIZE)
    made = Perspective(corners=UNIT, background="white").apply(image)
    assert same(made, image)


def test_swapped_corners_mirror_the_picture() -> None:
    image = photo(size=SIZE)
    made = Perspective(corners=(UNIT[1], UNIT[0], UNIT[3], UNIT[2]), background="white").apply(image)
    assert same(made, ImageOps.mirror(image))


@given(st.lists(st.tuples(st.floats(-1, 2), st.floats(-1, 2)), min_size=4, max_size=4))
def test_corners_go_where_they_are_sent_or_are_refused(corners: list[tuple[float, float]]) -> None:
    try:
        step = Perspective.parse({"corners": [list(corner) for corner in corners]})
    except PipelineInvalid as error:
        assert error.problems[0].field == "corners"
        return
    sent = homography(step.corners) @ [[0, 1, 1, 0], [0, 0, 1, 1], [1, 1, 1, 1]]
    assert np.allclose((sent[:2] / sent[2]).T, corners, atol=1e-6)
    assert step.apply(photo(size=(12, 9))).size == (12, 9)


@pytest.mark.parametrize(
    "corners",
    [
        [[0, 0], [1, 0], [0, 1], [1, 1]],  # crossed
        [[0, 0], [1, 0], [0.3, 0.3], [0, 1]],  # one points inwards
        [[0, 0], [0.5, 0.5], [1, 1], [0, 1]],  # three in a row
        [[0.5, 0.5]] * 4,
    ],
)
def test_other_shapes_are_refused(corners: list[list[float]]) -> None:
    with pytest.raises(PipelineInvalid) as caught:
        Perspective.parse({"corners": corners})
    assert caught.value.problems[0].field == "corners"
    assert "four corners that point outwards" in caught.value.problems[0].detail


@pytest.mark.parametrize(
    "step", [Wave(amplitude=0.0), Barrel(amount=0.0), Pincushion(amount=0.0), Swirl(angle=0.0)], ids=label
)
def test_nothing_asked_changes_nothing(step: Operation) -> None:
    assert same(step.apply(cutout()), cutout())


@pytest.mark.parametrize("kind", KINDS)
def test_defaults_keep_an_opaque_picture_whole_where_nothing_is_outside(kind: type[Operation]) -> None:
    made = kind().apply(photo(size=SIZE)).convert("RGBA").getchannel("A").getextrema()
    assert made == ((255, 255) if kind in (Pincushion, Swirl) else (0, 255))


def test_a_swirl_leaves_what_lies_past_its_radius() -> None:
    image = photo(size=SIZE)
    made = Swirl(angle=300.0, radius=0.5, center_x=0.25, center_y=0.5, background="white").apply(image)
    difference = np.argwhere((values(made) != values(image)).any(-1))
    away = np.hypot(difference[:, 0] + 0.5 - 55, difference[:, 1] + 0.5 - 37.5)
    assert 20 < away.max() < 28


def test_a_swirl_turns_clockwise() -> None:
    image = Image.new("L", (101, 101))
    image.paste(255, (46, 30, 55, 40))  # above the middle
    made = values(Swirl(angle=90.0, radius=2.0, background="black").apply(image))
    ys, xs = np.nonzero(made > 128)
    assert xs.mean() > 60
    assert ys.mean() < 45


def test_barrel_and_pincushion_bend_a_line_the_opposite_way() -> None:
    image = Image.new("L", (101, 101))
    image.paste(255, (0, 20, 101, 22))
    bowed = [values(step.apply(image)) for step in (Barrel(background="black"), Pincushion())]
    middles, ends = ([made[:, x].argmax() for made in bowed] for x in (50, 20))
    assert middles[0] < ends[0]
    assert middles[1] > ends[1]
