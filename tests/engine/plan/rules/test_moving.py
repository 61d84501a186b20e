"""Tones that keep averages wait until the picture is small."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.pictures import PHOTOS, cutout, encoded, furthest, photo
from tests.engine.plan.compared import both_ways, planned, rules_of, runs

SIZE = (120, 80)
PHOTO = encoded(photo(size=SIZE), "PNG")
SHRINK = {"op": "resize", "width": 40}
STRAIGHT: list[dict[str, Any]] = [
    {"op": "invert"}, {"op": "brightness", "factor": 0.9}, {"op": "grayscale"}, {"op": "color", "factor": 0.4},
    {"op": "linear", "slope": 0.5, "offset": 40},
]  # fmt: skip
BENT: list[dict[str, Any]] = [
    {"op": "brightness", "factor": 1.3}, {"op": "gamma", "gamma": 2}, {"op": "solarize"}, {"op": "sepia"},
    {"op": "posterize", "bits": 3}, {"op": "color", "factor": 1.5}, {"op": "contrast", "factor": 0.8},
]  # fmt: skip


@pytest.mark.parametrize("step", STRAIGHT, ids=str)
def test_a_straight_tone_runs_behind_the_shrink(step: dict[str, Any]) -> None:
    assert runs(PHOTO, [step, SHRINK]) == ["resize", step["op"]]
    assert rules_of(PHOTO, [step, SHRINK]) == {"moved"}


@pytest.mark.parametrize("step", BENT, ids=str)
def test_a_bent_tone_runs_where_it_was_asked_for(step: dict[str, Any]) -> None:
    assert runs(PHOTO, [step, SHRINK]) == [step["op"], "resize"]


@pytest.mark.parametrize(
    "shrink",
    [
        {"op": "resize", "width": 100},
        {"op": "resize", "width": 240, "upscale": True},
        {"op": "resize", "width": 40, "height": 40, "fit": "pad"},
        {"op": "resize", "width": 40, "linear": True},
    ],
    ids=str,
)
def test_it_stays_where_nothing_is_gained_or_a_border_would_change(shrink: dict[str, Any]) -> None:
    assert "moved" not in rules_of(PHOTO, [{"op": "invert"}, shrink])


@pytest.mark.parametrize(
    "before",
    [
        [],
        [{"op": "rotate", "angle": 30}],
        [{"op": "resize", "width": 110, "height": 110, "fit": "pad", "background": "#00000000"}],
        [{"op": "opacity", "factor": 0.5}],
    ],
    ids=str,
)
def test_it_stays_where_there_may_be_transparency(before: list[dict[str, Any]]) -> None:
    data = PHOTO if before else encoded(cutout(size=SIZE), "PNG")
    assert "moved" not in rules_of(data, [*before, {"op": "invert"}, SHRINK])


def test_it_lets_a_jpeg_be_decoded_small() -> None:
    plan = planned(encoded(photo(), "JPEG"), [*STRAIGHT, SHRINK])
    assert plan.decoding.scale == 8
    assert [step.operation.op for step in plan.steps] == ["laid_out", "points"]


@given(
    tones=st.lists(st.sampled_from(STRAIGHT), min_size=1, max_size=3),
    resample=st.sampled_from(["bilinear", "box", "hamming"]),
    width=st.integers(5, 80),
    height=st.integers(5, 50),
    name=st.sampled_from(PHOTOS),
)
def test_it_changes_next_to_nothing(
    tones: list[dict[str, Any]], resample: str, width: int, height: int, name: str
) -> None:
    shrink = {"op": "resize", "width": width, "height": height, "fit": "stretch", "resample": resample}
    data = encoded(photo(name, SIZE), "PNG")
    assert furthest(*both_ways(data, [*tones, shrink])) <= 2 * len(tones)


@pytest.mark.parametrize("resample", ["lanczos", "bicubic"])
@pytest.mark.parametrize("step", STRAIGHT, ids=str)
def test_filters_that_overshoot_differ_at_edges_alone(step: dict[str, Any], resample: str) -> None:
    one, other = both_ways(PHOTO, [step, SHRINK | {"resample": resample}])
    apart = np.abs(np.asarray(one).astype(int) - np.asarray(other))
    assert apart.mean() < 0.6
    assert np.percentile(apart, 99) <= 2
