"""Corners of a rotation get the background at once where the format has no transparency."""

from typing import Any

import numpy as np
import pytest

from filters.engine import Output, Pipeline, Rendition
from filters.engine.render import render
from tests.engine.pictures import cutout, encoded, opened, photo
from tests.engine.plan.compared import rules_of

PHOTO = encoded(photo(size=(60, 40)), "PNG")
TURN = {"op": "rotate", "angle": 30}


@pytest.mark.parametrize("format", ["jpeg", "ppm"])
@pytest.mark.parametrize("background", ["#ffffff", "#224466"])
@pytest.mark.parametrize("resample", ["bicubic", "bilinear", "nearest"])
@pytest.mark.parametrize("name", ["chelsea.png", "camera.png"])
def test_the_corners_look_as_if_they_were_laid_on_it(format: str, background: str, resample: str, name: str) -> None:
    data = encoded(photo(name, (60, 40)), "PNG")
    choices = {"format": format, "background": background} | ({"quality": 100} if format == "jpeg" else {})
    step = TURN | {"resample": resample}
    assert "grounded" in rules_of(data, [step], **choices)
    one, other = (made(data, step, choices, rewrite=rewrite) for rewrite in (True, False))
    apart = np.abs(pixels(one) - pixels(other))
    assert apart.max() <= (1 if format == "ppm" else 4)  # a gray JPEG has no chroma to round
    assert one.notes == other.notes == ("alpha_flattened",)


@pytest.mark.parametrize(
    ("data", "steps", "format"),
    [
        (PHOTO, [TURN], "png"),
        (PHOTO, [TURN, {"op": "flip"}], "jpeg"),
        (PHOTO, [{"op": "rotate", "angle": 90}], "jpeg"),
        (PHOTO, [{"op": "rotate", "angle": 360, "center_x": 10}], "jpeg"),
        (PHOTO, [TURN | {"background": "#00000080"}], "jpeg"),
        (PHOTO, [TURN | {"fill": "mirror"}], "jpeg"),
        (encoded(cutout(), "PNG"), [TURN], "jpeg"),
    ],
)
def test_elsewhere_they_stay_as_asked_for(data: bytes, steps: list[dict[str, Any]], format: str) -> None:
    assert "grounded" not in rules_of(data, steps, format=format)


def made(data: bytes, step: dict[str, Any], choices: dict[str, Any], *, rewrite: bool) -> Rendition:
    return render(data, Pipeline.parse([step]), Output.parse(choices), rewrite=rewrite)


def pixels(rendition: Rendition) -> np.ndarray:
    return np.asarray(opened(rendition.data).convert("RGB")).astype(int)
