"""A sample is small, from all over the picture, and guesses well."""

from typing import Any

import pytest
from PIL import Image

from filters.engine import encode, process
from filters.engine.sampling import GRID, TILE, sample
from tests.engine.pictures import encoded, photo

SIDE = TILE * GRID


@pytest.mark.parametrize("size", [(1000, 1000), (SIDE, SIDE), (9000, SIDE - 1), (1, 9000)])
def test_what_is_small_or_narrow_is_tried_itself(size: tuple[int, int]) -> None:
    assert sample(Image.new("L", size)) is None


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_it_reaches_every_corner(mode: str) -> None:
    image = Image.new(mode, (2051, 1777))
    for corner in ((0, 0), (2040, 0), (0, 1760), (2040, 1760)):
        image.paste("white", (*corner, corner[0] + 5, corner[1] + 5))
    made = sample(image)
    assert made is not None
    assert (made.size, made.mode) == ((SIDE, SIDE), mode)
    tiles = [(0, 0), (SIDE - TILE, 0), (0, SIDE - TILE), (SIDE - TILE, SIDE - TILE)]
    for left, top in tiles:
        assert made.crop((left, top, left + TILE, top + TILE)).convert("L").getextrema() == (0, 255)


@pytest.mark.parametrize("choices", [{"quality": "auto"}, {"max_bytes": 150_000}])
def test_a_large_picture_gives_the_same_with_a_sample_and_without(
    choices: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = encoded(photo(size=(1800, 1200)), "BMP")
    tries: list[int] = []

    def save(frames: Any, *rest: Any) -> bytes:
        tries.append(frames[0].image.width)
        return encode.save(frames, *rest)

    monkeypatch.setattr("filters.engine.choose.save", save)
    guessed = process(data, format="jpeg", **choices)
    whole = tries.count(1800)
    monkeypatch.setattr("filters.engine.choose.sample", lambda image: None)
    plain = process(data, format="jpeg", **choices)
    assert (guessed.quality, guessed.data) == (plain.quality, plain.data)
    assert whole < tries.count(1800) - whole
