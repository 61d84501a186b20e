"""Two pictures as one, bit for bit as `ImageChops` does it."""

from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageChops

from filters.engine import Assets
from filters.engine.drawing.blending import MIXES
from filters.engine.operations.blend import BlendImage
from tests.engine.pictures import cutout, encoded, label, photo, picture, same, values

SIZE = (90, 60)
ONE, OTHER = photo(size=SIZE), photo("coffee.png", SIZE)
Oracle = Callable[[Image.Image, Image.Image], Image.Image]
ORACLES: list[tuple[dict[str, Any], Oracle]] = [
    *(({"mode": mode}, getattr(ImageChops, mode)) for mode in MIXES if mode != "normal"),
    ({"mode": "normal"}, lambda one, other: other),
    ({"mode": "add", "scale": 2.0, "offset": 30}, lambda one, other: ImageChops.add(one, other, 2.0, 30)),
    ({"mode": "subtract", "scale": 0.5, "offset": -9}, lambda one, other: ImageChops.subtract(one, other, 0.5, -9)),
    ({"mode": "subtract", "offset": 128}, lambda one, other: ImageChops.subtract(one, other, 1.0, 128)),
    *(
        ({"mode": "blend", "amount": amount}, lambda one, other, amount=amount: ImageChops.blend(one, other, amount))
        for amount in (0.0, 0.3, 0.5, 1.0)
    ),
    ({"mode": "composite"}, lambda one, other: ImageChops.composite(other, one, other.convert("L"))),
    (
        {"mode": "composite", "mask": "green"},
        lambda one, other: ImageChops.composite(other, one, other.convert("RGB").getchannel("G")),
    ),
    ({"mode": "normal", "opacity": 0.4}, lambda one, other: Image.composite(other, one, Image.new("L", SIZE, 102))),
]


def blended(image: Image.Image, second: Image.Image, **parameters: Any) -> Image.Image:
    return BlendImage(**parameters).apply(image, Assets(overlay=encoded(second, "PNG")))


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize(("parameters", "oracle"), ORACLES, ids=label)
def test_it_is_pillows(parameters: dict[str, Any], oracle: Oracle, mode: str) -> None:
    one, other = ONE.convert(mode), OTHER.convert(mode)
    assert same(blended(one, other, **parameters), oracle(one, other))


def test_composite_takes_the_alpha_as_its_mask() -> None:
    second = cutout(size=SIZE)
    expected = ImageChops.composite(second.convert("RGB"), ONE, second.getchannel("A"))
    assert same(blended(ONE, second, mode="composite", mask="alpha"), expected)


def test_the_alpha_of_both_counts() -> None:
    one, other = picture("RGBA", SIZE, seed=1), picture("RGBA", SIZE, seed=2)
    assert same(blended(one, other, mode="normal"), Image.alpha_composite(one, other))


@pytest.mark.parametrize(
    ("fit", "expected"),
    [
        ("stretch", [(0, 0), (89, 59)]), ("cover", [(0, 0), (89, 59)]),
        ("contain", [(30, 0), (59, 59)]), ("center", [(40, 20), (49, 39)]),
    ],
)  # fmt: skip
def test_the_second_picture_is_brought_to_size(fit: Any, expected: list[tuple[int, int]]) -> None:
    result = blended(Image.new("L", SIZE), Image.new("L", (10, 20), 255), mode="normal", fit=fit)
    (left, top), (right, bottom) = expected
    assert result.getbbox() == (left, top, right + 1, bottom + 1)


def test_a_larger_second_picture_is_cut_off_around_its_middle() -> None:
    second = photo(size=(200, 100))
    assert same(blended(ONE, second, mode="normal", fit="center"), second.crop((55, 20, 145, 80)))


def test_cover_takes_the_middle_of_the_second_picture() -> None:
    second = Image.new("L", (180, 60), 9)
    second.paste(200, (45, 0, 135, 60))
    result = blended(Image.new("L", SIZE), second, mode="normal", fit="cover")
    assert values(result).min() > 150


def test_gray_and_color_become_color() -> None:
    gray, colored = ONE.convert("L"), OTHER
    assert same(blended(gray, colored, mode="multiply"), ImageChops.multiply(gray.convert("RGB"), colored))
    assert same(blended(colored, gray, mode="screen"), ImageChops.screen(colored, gray.convert("RGB")))
