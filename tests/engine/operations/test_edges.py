"""Edge filters against Pillow, and at the border of transparency."""

import pytest
from PIL import Image, ImageFilter

from filters.engine import Operation
from filters.engine.operations.edges import Contour, Emboss, FindEdges
from tests.engine.pictures import PHOTOS, label, photo, same, values

ORACLES: list[tuple[Operation, ImageFilter.Filter, int]] = [
    (Contour(), ImageFilter.CONTOUR(), 255),
    (Emboss(), ImageFilter.EMBOSS(), 128),
    (FindEdges(), ImageFilter.FIND_EDGES(), 0),
]


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize(("step", "filter", "flat"), ORACLES, ids=label)
def test_it_is_pillows_filter(step: Operation, filter: ImageFilter.Filter, flat: int, name: str) -> None:
    image = photo(name)
    assert same(step.apply(image), image.filter(filter))


@pytest.mark.parametrize(("step", "filter", "flat"), ORACLES, ids=label)
def test_the_border_of_transparency_is_no_edge(step: Operation, filter: ImageFilter.Filter, flat: int) -> None:
    image = Image.new("RGBA", (30, 30), (0, 0, 0, 0))
    image.paste((90, 160, 30, 255), (8, 8, 22, 22))
    pixels = values(step.apply(image))
    shown = pixels[..., 3] > 0
    assert abs(pixels[shown][:, :3] - flat).max() <= 1
    assert shown.sum() == 14 * 14
