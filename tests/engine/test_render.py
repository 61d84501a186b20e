"""Running a plan: timings, notes, and an ETag that changes exactly when the result could."""

from typing import Any

import pytest

from filters.engine import Output, Pipeline, Rendition
from filters.engine.operations.blur import GaussianBlur
from filters.engine.render import render
from tests.engine.pictures import animation, cutout, encoded, photo

PNG = encoded(cutout(), "PNG")
BLUR = [{"op": "gaussian_blur"}]


def rendered(data: bytes = PNG, steps: list[dict[str, Any]] | None = None, **choices: Any) -> Rendition:
    return render(data, Pipeline.parse(BLUR if steps is None else steps), Output.parse(choices))


def test_timings_name_each_stage_in_order() -> None:
    steps = [*BLUR, {"op": "invert"}, *BLUR]
    timings = rendered(animation("GIF"), steps).timings
    assert [name for name, _ in timings] == ["decode", "gaussian_blur", "invert", "gaussian_blur", "encode"]
    assert all(milliseconds >= 0 for _, milliseconds in timings)


def test_the_etag_is_the_same_for_the_same_request() -> None:
    assert rendered().etag == rendered().etag
    assert rendered().etag == rendered(steps=[{"op": "gaussian_blur", "radius": 2.0}]).etag
    assert rendered().etag == rendered(format="png").etag
    assert rendered(format="jpeg").etag == rendered(format="jpg", quality=80, background="white").etag


CHOICES: list[dict[str, Any]] = [
    {},
    {"data": encoded(photo(size=(40, 30)), "PNG")},
    {"steps": []},
    {"steps": [{"op": "gaussian_blur", "radius": 2.5}]},
    {"steps": [*BLUR, *BLUR]},
    {"format": "webp"},
    {"format": "webp", "quality": 50},
    {"format": "jpeg"},
    {"format": "jpeg", "background": "red"},
    {"metadata": "keep"},
    {"metadata": "copyright"},
]


def test_the_etag_changes_with_every_choice() -> None:
    etags = [rendered(**choice).etag for choice in CHOICES]
    assert len(set(etags)) == len(CHOICES)


def test_the_etag_changes_with_an_operations_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = rendered().etag
    monkeypatch.setattr(GaussianBlur, "version", 2)
    assert rendered().etag != before


def test_the_etag_changes_with_the_codecs(monkeypatch: pytest.MonkeyPatch) -> None:
    before = rendered().etag
    monkeypatch.setattr("PIL.__version__", "99.0")
    assert rendered().etag != before


def test_steps_run_in_their_order() -> None:
    grow = {"op": "resize", "width": 80, "upscale": True}
    crop = {"op": "crop", "width": 20, "height": 10}
    assert rendered(steps=[grow, crop]).size == (20, 10)
    assert rendered(steps=[crop, grow]).size == (80, 40)


def test_a_preset_and_a_pipeline_give_what_their_sum_gives() -> None:
    preset, pipeline = Pipeline.parse([{"op": "resize", "width": 20}]), Pipeline.parse([{"op": "invert"}])
    joined = Pipeline.parse([{"op": "resize", "width": 20}, {"op": "invert"}])
    assert render(PNG, preset + pipeline, Output()).data == render(PNG, joined, Output()).data
