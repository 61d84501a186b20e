"""Averages are taken premultiplied: hidden colors never show at an edge."""

from typing import Any

import numpy as np
import pytest
from PIL import Image

from filters.engine import process
from tests.engine.pictures import encoded, opened


@pytest.mark.parametrize(
    "steps",
    [
        [{"op": "gaussian_blur", "radius": 6}],
        [{"op": "box_blur", "radius": 5}],
        [{"op": "resize", "width": 23, "height": 23}],
        [{"op": "resize", "width": 150, "height": 150, "upscale": True}],
        [{"op": "rotate", "angle": 31}],
    ],
    ids=str,
)
@pytest.mark.parametrize("format", ["PNG", "WEBP", "TIFF", "JPEG2000", "QOI", "ICO"])
def test_a_red_disc_on_nothing_has_no_dark_edge(format: str, steps: list[dict[str, Any]]) -> None:
    """Under full transparency lies black, green or white: averages must not see it."""
    for hidden in ((0, 0, 0, 0), (0, 255, 0, 0), (255, 255, 255, 0)):
        options = {"WEBP": {"lossless": True, "exact": True}}.get(format, {})
        data = encoded(disc(hidden), format, **options)
        result = process(data, steps, format="png").data
        for pixel, count in colors(result):
            assert pixel[3] < 8 or (pixel[0] >= 250 and max(pixel[1:3]) <= 5), (pixel, count)


def disc(hidden: tuple[int, int, int, int]) -> Image.Image:
    mask = Image.new("L", (64, 64))
    mask.paste(Image.radial_gradient("L").resize((64, 64)).point(lambda value: 255 if value < 120 else 0))
    image = Image.new("RGBA", (64, 64), hidden)
    image.paste((255, 0, 0, 255), mask=mask)
    return image


def colors(data: bytes) -> list[tuple[tuple[int, ...], int]]:
    image = opened(data).convert("RGBA")
    pixels, counts = np.unique(np.asarray(image).reshape(-1, 4), axis=0, return_counts=True)
    return [(tuple(pixel), count) for pixel, count in zip(pixels.tolist(), counts.tolist(), strict=True)]
