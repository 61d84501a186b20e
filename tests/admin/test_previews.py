"""The sample photo through presets: rendered once, small, or a reason why not."""

import io
from typing import Any

import pytest
from django.core.cache import cache
from PIL import Image

from filters.admin import previews
from filters.engine.errors import EngineError
from filters.models import Preset
from filters.services.images import Job, image_process

BLUR = [{"op": "gaussian_blur", "radius": 3.0}]

IMPOSSIBLE = [
    ([{"op": "gone"}], 'There is no operation "gone"'),
    ([{"op": "gaussian_blur", "radius": -1}], "radius of gaussian_blur must be"),
    ([{"op": "crop", "left": 5000, "width": 10, "height": 10}], "the picture is 451 px wide"),
    ([{"op": "resize", "width": 20000, "height": 20000, "fit": "stretch", "upscale": True}], "at most 64 are allowed"),
]


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


@pytest.fixture
def count_renderings(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """The jobs that were really run."""
    jobs: list[Job] = []

    def counted(*, job: Job) -> Any:
        jobs.append(job)
        return image_process(job=job)

    monkeypatch.setattr(previews, "image_process", counted)
    return jobs


def test_it_bundles_a_small_photo() -> None:
    photo = Image.open(io.BytesIO(previews.sample_photo()))
    assert (photo.format, photo.width > 400, len(previews.sample_photo()) < 60_000) == ("JPEG", True, True)


def test_it_renders_the_sample_photo_through_a_preset() -> None:
    preset = Preset(slug="blur", pipeline=BLUR)
    expected = image_process(job=Job(data=previews.sample_photo(), preset=preset))
    assert previews.preview(preset).data == expected.data
    assert previews.preview(preset).media_type == "image/jpeg"


def test_it_renders_once(count_renderings: list[Job]) -> None:
    for _ in range(3):
        previews.preview(Preset(slug="blur", pipeline=BLUR))
    assert len(count_renderings) == 1


@pytest.mark.parametrize(
    "change", [{"pipeline": []}, {"format": "png"}, {"quality": 10}], ids=["pipeline", "format", "quality"]
)
def test_it_renders_anew_after_a_change(count_renderings: list[Job], change: dict[str, Any]) -> None:
    before = Preset(slug="blur", pipeline=BLUR)
    after = Preset(**{"slug": "blur", "pipeline": BLUR} | change)
    assert previews.preview(before).data != previews.preview(after).data
    assert previews.preview_etag(before) != previews.preview_etag(after)
    assert len(count_renderings) == 2


def test_it_does_not_care_how_defaults_are_written() -> None:
    short, long = Preset(pipeline=[{"op": "sepia"}]), Preset(pipeline=[{"op": "sepia", "amount": 1}])
    assert previews.preview_etag(short) == previews.preview_etag(long)


def test_it_shows_a_large_result_smaller() -> None:
    enlarged = [{"op": "resize", "width": 3000, "upscale": True}] + [{"op": "mirror"}] * 31
    picture = Image.open(io.BytesIO(previews.preview(Preset(pipeline=enlarged)).data))
    assert max(picture.size) == previews.SIDE


@pytest.mark.parametrize(("format", "shown"), [("tiff", "image/png"), ("webp", "image/webp"), ("", "image/jpeg")])
def test_it_shows_a_format_that_browsers_know(format: str, shown: str) -> None:
    assert previews.preview(Preset(format=format, pipeline=[])).media_type == shown


@pytest.mark.parametrize(("pipeline", "sentence"), IMPOSSIBLE)
def test_it_says_why_there_is_no_preview(count_renderings: list[Job], pipeline: Any, sentence: str) -> None:
    preset = Preset(slug="odd", pipeline=pipeline)
    assert sentence in previews.preview_problem(preset)
    assert count_renderings == []
    with pytest.raises(EngineError, match=sentence):
        previews.preview(preset)


def test_it_says_nothing_where_there_is_one() -> None:
    assert previews.preview_problem(Preset(slug="blur", pipeline=BLUR)) == ""
