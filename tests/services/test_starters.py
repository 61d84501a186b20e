"""The starter presets that ship: valid, described, and doing what they say."""

import io
import json
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageStat

from filters.engine import Assets, process
from filters.engine.looks.bundled import BUNDLED
from filters.engine.pipeline import Pipeline
from filters.services.presets import STARTERS

ALL: list[dict[str, Any]] = json.loads(STARTERS.read_text(encoding="utf-8"))
LOOKS = Assets(looks={bundled.slug: bundled.file() for bundled in BUNDLED})
BY_SLUG = {starter["slug"]: starter for starter in ALL}

FITTED = [
    # (slug, size in, size out)
    ("web-photo", (2000, 1000), (1600, 800)),
    ("web-photo", (200, 100), (200, 100)),
    ("web-thumbnail", (1000, 2000), (160, 320)),
    ("square-avatar", (400, 300), (256, 256)),
    ("square-avatar", (40, 30), (256, 256)),
    ("social-card", (640, 480), (1200, 630)),
    ("email-banner", (640, 480), (1200, 400)),
    ("product-white", (640, 480), (1200, 1200)),
    ("privacy-blur", (300, 200), (800, 533)),
    ("mosaic", (300, 200), (960, 640)),
    ("noir", (300, 200), (300, 200)),
]


def photo(size: tuple[int, int]) -> bytes:
    """A colored gradient in every direction."""
    bands = [Image.linear_gradient("L").rotate(angle) for angle in (0, 90, 180)]
    buffer = io.BytesIO()
    Image.merge("RGB", bands).resize(size).save(buffer, "JPEG")
    return buffer.getvalue()


def rendered(slug: str, size: tuple[int, int] = (120, 90)) -> Image.Image:
    starter = BY_SLUG[slug]
    choices = {"format": starter.get("format"), "quality": starter.get("quality")}
    result = process(photo(size), starter["pipeline"], assets=LOOKS, **choices)
    return Image.open(io.BytesIO(result.data)).convert("RGB")


def test_it_ships_about_twenty_with_different_names() -> None:
    assert 20 <= len(ALL) <= 30
    for key in ("slug", "title", "description"):
        assert len({starter[key] for starter in ALL}) == len(ALL)


@pytest.mark.parametrize("slug", BY_SLUG)
def test_it_describes_a_starter_in_one_line(slug: str) -> None:
    description = BY_SLUG[slug]["description"]
    assert description.endswith(".")
    assert len(description) <= 100


@pytest.mark.parametrize("slug", BY_SLUG)
def test_it_ships_pipelines_that_change_a_picture(slug: str) -> None:
    assert len(Pipeline.parse(BY_SLUG[slug]["pipeline"])) > 0
    assert rendered(slug).tobytes() != Image.open(io.BytesIO(photo((120, 90)))).tobytes()


@pytest.mark.parametrize(("slug", "size", "expected"), FITTED)
def test_it_fits_a_picture_to_the_size_it_names(slug: str, size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert rendered(slug, size).size == expected


@pytest.mark.parametrize("slug", ["noir", "black-and-white", "sketch", "relief", "high-contrast-scan"])
def test_it_takes_all_color_away(slug: str) -> None:
    saturation = rendered(slug).convert("HSV").getchannel("S")
    assert saturation.getextrema() == (0, 0)


@pytest.mark.parametrize(("slug", "warmer"), [("warm-glow", True), ("vintage", True), ("cool-morning", False)])
def test_it_shifts_the_tint(slug: str, warmer: bool) -> None:
    gray = io.BytesIO()
    Image.new("RGB", (8, 8), (128, 128, 128)).save(gray, "PNG")
    red, _, blue = ImageStat.Stat(
        Image.open(io.BytesIO(process(gray.getvalue(), BY_SLUG[slug]["pipeline"]).data)).convert("RGB")
    ).mean
    assert (red > blue) is warmer
    assert abs(red - blue) > 8


def test_it_leaves_a_white_margin_around_a_product() -> None:
    picture = rendered("product-white")
    assert [picture.getpixel(corner) for corner in ((0, 0), (1199, 1199), (30, 600))] == [(255, 255, 255)] * 3


def test_it_leaves_no_detail_behind_a_privacy_blur() -> None:
    stripes = Image.new("L", (400, 400), "white")
    for left in range(0, 400, 4):
        stripes.paste(0, (left, 0, left + 2, 400))
    buffer = io.BytesIO()
    stripes.save(buffer, "PNG")
    blurred = Image.open(io.BytesIO(process(buffer.getvalue(), BY_SLUG["privacy-blur"]["pipeline"]).data))
    assert np.ptp(np.asarray(blurred).astype(int)) < 16
