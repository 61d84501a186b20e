"""From JPEG to JPEG, averages are taken on the planes: as near to the true pixels as the way over RGB."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine import Output, Pipeline
from filters.engine.render import render
from tests.engine.pictures import PHOTOS, encoded, opened, photo
from tests.engine.plan.compared import Steps, planned, rules_of

JPEG = encoded(photo(), "JPEG", quality=90)
BLUR = {"op": "gaussian_blur", "radius": 3}
SHRINK = {"op": "resize", "width": 200}


@pytest.mark.parametrize("steps", [[BLUR], [SHRINK], [BLUR, SHRINK]], ids=str)
def test_averages_are_taken_on_the_planes(steps: Steps) -> None:
    assert planned(JPEG, steps).decoding.planes
    assert "planes" in rules_of(JPEG, steps, quality=80)


@pytest.mark.parametrize(
    ("data", "steps", "choices"),
    [
        (JPEG, [BLUR], {"format": "png"}),
        (JPEG, [BLUR], {"subsampling": "4:4:4"}),
        (JPEG, [BLUR], {"progressive": True}),
        (JPEG, [BLUR], {"quality": "auto"}),
        (JPEG, [BLUR], {"max_bytes": 9000}),
        (JPEG, [BLUR], {"metadata": "keep"}),
        (JPEG, [{"op": "gaussian_blur", "radius": 0.5}], {}),
        (JPEG, [BLUR, {"op": "sepia"}], {}),
        (JPEG, [{"op": "grayscale"}], {}),
        (JPEG, [{"op": "resize", "width": 900, "upscale": True}], {}),
        (JPEG, [{"op": "resize", "width": 90, "height": 90, "fit": "pad"}], {}),
        (JPEG, [], {}),
        (encoded(photo(), "JPEG", subsampling="4:4:4"), [BLUR], {}),
        (encoded(photo("camera.png"), "JPEG"), [BLUR], {}),
        (encoded(photo(), "PNG"), [BLUR], {"format": "jpeg"}),
    ],
)
def test_everything_else_goes_over_rgb(data: bytes, steps: Steps, choices: dict[str, Any]) -> None:
    assert "planes" not in rules_of(data, steps, **choices)


STEPS = st.one_of(
    st.fixed_dictionaries({"op": st.just("gaussian_blur"), "radius": st.floats(1, 12)}),
    st.fixed_dictionaries(
        {
            "op": st.just("resize"), "width": st.integers(40, 400), "height": st.integers(40, 280),
            "fit": st.sampled_from(["cover", "contain", "stretch"]),
        }
    ),
)  # fmt: skip


@pytest.mark.parametrize("name", PHOTOS[:2])
@given(step=STEPS, quality=st.sampled_from([60, 80, 92]))
def test_the_result_is_as_true_as_the_way_over_rgb(name: str, step: dict[str, Any], quality: int) -> None:
    data = encoded(photo(name, (451, 300)), "JPEG", quality=92)
    true = made(data, step, format="png")
    by_planes, over_rgb = (made(data, step, format="jpeg", quality=quality, progressive=one) for one in (None, True))
    assert distance(by_planes, true) <= 1.1 * distance(over_rgb, true) + 0.3


def made(data: bytes, step: dict[str, Any], **choices: Any) -> np.ndarray:
    """The pixels of a result; a progressive one goes over RGB."""
    given = {name: value for name, value in choices.items() if value is not None}
    return np.asarray(opened(render(data, Pipeline.parse([step]), Output.parse(given)).data)).astype(int)


def distance(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).mean())
