"""Rank filters against Pillow, with transparency, and what they refuse."""

from typing import Any

import pytest
from PIL import Image, ImageFilter

from filters.engine.errors import PipelineInvalid
from filters.engine.operation import Operation
from filters.engine.operations.rank import MaxFilter, MedianFilter, MinFilter, ModeFilter, RankFilter
from tests.engine.pictures import PHOTOS, cutout, label, photo, same, values

PREMULTIPLIED = {"L": "L", "RGB": "RGB", "LA": "La", "RGBA": "RGBa"}
FILTERS = [
    (MedianFilter(), ImageFilter.MedianFilter(3)),
    (MedianFilter(size=9), ImageFilter.MedianFilter(9)),
    (MinFilter(size=5), ImageFilter.MinFilter(5)),
    (MaxFilter(size=7), ImageFilter.MaxFilter(7)),
    (RankFilter(size=3, rank=2), ImageFilter.RankFilter(3, 2)),
    (RankFilter(size=5, rank=20), ImageFilter.RankFilter(5, 20)),
]


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize(("step", "filter"), [*FILTERS, (ModeFilter(size=3), ImageFilter.ModeFilter(3))], ids=label)
def test_a_photograph_is_pillows_bit_for_bit(step: Operation, filter: ImageFilter.Filter, name: str) -> None:
    image = photo(name, (200, 150))
    assert same(step.apply(image), image.filter(filter))


@pytest.mark.parametrize("mode", PREMULTIPLIED)
@pytest.mark.parametrize(("step", "filter"), FILTERS, ids=label)
def test_transparency_is_sorted_with_premultiplied_colors(
    step: Operation, filter: ImageFilter.Filter, mode: str
) -> None:
    image = cutout("LA" if mode in ("L", "LA") else "RGBA").convert(mode)
    oracle = image.convert(PREMULTIPLIED[mode]).filter(filter).convert(mode)
    assert same(step.apply(image), oracle)


def test_what_is_cut_out_shrinks_and_grows() -> None:
    image = Image.new("RGBA", (20, 20))
    image.paste("navy", (5, 5, 15, 15))
    assert MinFilter(size=3).apply(image).getbbox() == (6, 6, 14, 14)
    grown = MaxFilter(size=5).apply(image)
    assert grown.getbbox() == (3, 3, 17, 17)
    assert grown.getpixel((3, 3)) == (0, 0, 128, 255)


def test_a_median_removes_specks() -> None:
    image = Image.new("RGB", (9, 9), "white")
    image.putpixel((4, 4), (0, 0, 0))
    assert same(MedianFilter().apply(image), Image.new("RGB", (9, 9), "white"))


def test_the_most_common_color_leaves_the_alpha() -> None:
    image = cutout()
    assert same(ModeFilter().apply(image).getchannel("A"), image.getchannel("A"))


def test_sides_past_the_picture_are_fine() -> None:
    image = photo(size=(20, 10))
    assert set(values(MinFilter(size=255).apply(image)).reshape(-1, 3).min(0)) == set(
        values(image).reshape(-1, 3).min(0)
    )


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ({"op": "median_filter", "size": 4}, "median_filter: size must be odd, such as 3 or 5; got 4."),
        ({"op": "rank_filter", "size": 10}, "rank_filter: size must be odd, such as 9 or 11; got 10."),
        ({"op": "min_filter", "size": 1}, "size of min_filter must be a whole number from 3 to 255 px; got 1."),
        ({"op": "mode_filter", "size": 11}, "size of mode_filter must be a whole number from 3 to 9 px; got 11."),
        ({"op": "rank_filter", "rank": 9}, "rank_filter: rank must be at most 8 where size is 3; got 9."),
    ],
    ids=str,
)
def test_it_refuses_with_a_sentence(step: dict[str, Any], sentence: str) -> None:
    kinds: dict[str, type[Operation]] = {
        kind.op: kind for kind in (MedianFilter, MinFilter, MaxFilter, RankFilter, ModeFilter)
    }
    with pytest.raises(PipelineInvalid) as caught:
        kinds[step.pop("op")].parse(step)
    (problem,) = caught.value.problems
    assert problem.detail == sentence
    assert problem.field in step
