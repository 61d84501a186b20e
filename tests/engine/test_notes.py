"""What a result lost is told, and nothing that it did not lose."""

from typing import Any

import pytest

from filters.engine import process
from tests.engine.pictures import animation, cutout, encoded, photo

ROTATED = [{"op": "rotate", "angle": 30}]


@pytest.mark.parametrize(
    ("data", "steps", "format", "notes"),
    [
        (encoded(photo(size=(40, 30)), "JPEG"), ROTATED, "jpeg", ("alpha_flattened",)),
        (encoded(photo(size=(40, 30)), "JPEG"), ROTATED, "png", ()),
        (encoded(photo(size=(40, 30)), "JPEG"), ROTATED, "bmp", ("alpha_flattened",)),
        (encoded(photo(size=(40, 30)), "JPEG"), [], "ppm", ()),
        (encoded(cutout(), "PNG"), [], "jpeg", ("alpha_flattened",)),
        (encoded(cutout(), "PNG"), [{"op": "crop", "left": 10, "top": 6, "width": 8, "height": 3}], "jpeg", ()),
        (encoded(photo(size=(40, 30)).convert("RGBA"), "PNG"), [], "jpeg", ()),
        (animation("GIF"), [], "jpeg", ("frames_dropped",)),
        (animation("GIF"), ROTATED, "bmp", ("frames_dropped", "alpha_flattened")),
    ],
)
def test_notes_are_true_of_the_pixels(
    data: bytes, steps: list[dict[str, Any]], format: str, notes: tuple[str, ...]
) -> None:
    assert process(data, steps, format=format).notes == notes
