"""Few colors: never more than asked for, exact where they suffice, transparent where the picture is."""

import numpy as np
import pytest
from PIL import Image

from filters.engine.palette import with_palette
from tests.engine.pictures import cutout, photo, values


def flat(count: int, size: tuple[int, int]) -> Image.Image:
    """A picture of so many different colors."""
    image = Image.new("RGB", size)
    image.putdata([(index % count * 7 % 256, index % count * 3 % 256, 90) for index in range(size[0] * size[1])])
    return image


@pytest.mark.parametrize("colors", [2, 3, 17, 256])
@pytest.mark.parametrize("dither", [True, False])
def test_it_has_no_more_colors_than_asked_for(colors: int, dither: bool) -> None:
    made = with_palette(photo(size=(500, 90)), colors, dither=dither)
    assert made.mode == "P"
    assert len(made.getcolors() or range(999)) <= colors


@pytest.mark.parametrize("size", [(40, 30), (900, 20)])
@pytest.mark.parametrize("count", [2, 10, 200])
def test_it_is_exact_where_the_colors_suffice(count: int, size: tuple[int, int]) -> None:
    image = flat(count, size)
    assert np.array_equal(values(with_palette(image, 256, dither=True).convert("RGB")), values(image))


def test_dithering_keeps_the_mean_where_few_colors_cannot() -> None:
    image = Image.linear_gradient("L").resize((256, 256)).convert("RGB").crop((0, 64, 256, 192))
    near = []
    for dither in (True, False):
        made = values(with_palette(image, 3, dither=dither).convert("RGB"))
        bands = range(0, 128, 16)
        near.append(sum(abs(made[top : top + 16].mean() - values(image)[top : top + 16].mean()) for top in bands))
    assert near[0] < near[1] * 0.8


@pytest.mark.parametrize("colors", [2, 5, 256])
def test_what_is_hidden_stays_hidden(colors: int) -> None:
    image = cutout()
    image.putalpha(image.getchannel("A").point([0] * 128 + [255] * 128))
    made = with_palette(image, colors, dither=True)
    assert len(made.getcolors() or range(999)) <= colors
    assert np.array_equal(values(made.convert("RGBA"))[..., 3], values(image)[..., 3])


def test_half_transparency_goes_into_the_palette() -> None:
    image = photo(size=(64, 256)).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    made = with_palette(image, 64, dither=False).convert("RGBA")
    assert len(made.getcolors() or range(999)) <= 64
    assert abs(values(made)[..., 3] - values(image)[..., 3]).mean() < 20


def test_the_picture_itself_stays_as_it_was() -> None:
    image = photo(size=(30, 30))
    before = image.copy()
    with_palette(image, 4, dither=True)
    assert np.array_equal(values(image), values(before))
