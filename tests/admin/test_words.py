"""Pipelines in words."""

from typing import Any

import pytest

from filters.admin.words import steps_in_words
from filters.engine.pipeline import Pipeline

IN_WORDS: list[tuple[list[dict[str, Any]], str]] = [
    ([], ""),
    ([{"op": "grayscale"}], "Grayscale"),
    ([{"op": "gaussian_blur", "radius": 2.0}], "Gaussian blur"),
    ([{"op": "gaussian_blur", "radius": 4}], "Gaussian blur (radius 4 px)"),
    ([{"op": "gaussian_blur", "radius": 1.5}], "Gaussian blur (radius 1.5 px)"),
    ([{"op": "autocontrast", "cutoff_low": 2}], "Autocontrast (cutoff low 2%)"),
    ([{"op": "look", "look": "golden-hour", "strength": 0.5}], "Look (look golden-hour, strength 0.5)"),
    ([{"op": "color_3d_lut", "table": [0] * 24}], "Color 3d lut (table of 24)"),
    ([{"op": "channel_mixer", "red": [0, 1, 0]}], "Channel mixer (red 0, 1, 0)"),
    (
        [{"op": "watermark_text", "text": "Taken by the sea,\nin the last days of a long summer"}],
        "Watermark text (text Taken by the sea, in the last days of a ...)",
    ),
    ([{"op": "rotate", "angle": 45, "expand": False}], "Rotate (angle 45°, no expand)"),
    (
        [{"op": "resize", "width": 320, "fit": "cover", "upscale": True}, {"op": "sepia"}],
        "Resize (width 320 px, fit cover, upscale) → Sepia",
    ),
]


@pytest.mark.parametrize(("steps", "words"), IN_WORDS)
def test_it_says_what_the_steps_do(steps: list[dict[str, Any]], words: str) -> None:
    assert steps_in_words(Pipeline.parse(steps)) == words
