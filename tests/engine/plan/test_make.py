"""The plan: sizes, limits and losses, from the header alone."""

from typing import Any

import pytest

from filters.engine import Limits, Output, Pipeline
from filters.engine.decode import open_source
from filters.engine.errors import OutputTooLarge, PipelineInvalid
from filters.engine.plan import Plan, make_plan
from tests.engine.pictures import animation, cutout, encoded, photo

LIMITS = Limits()


def planned(data: bytes, steps: list[dict[str, Any]], limits: Limits = LIMITS, **choices: Any) -> Plan:
    return make_plan(open_source(data, limits).header, Pipeline.parse(steps), Output.parse(choices), limits)


def test_it_explains_itself() -> None:
    data = encoded(photo(size=(400, 300)), "JPEG")
    steps = [{"op": "resize", "width": 100}, {"op": "rotate", "angle": 90}]
    explained = planned(data, steps, format="webp", quality=50).explain()
    assert explained["decode"] == {
        "format": "jpeg", "width": 400, "height": 300, "mode": "RGB", "frames": 1, "orientation": 1,
        "scale": "1/4", "decoded_width": 100, "decoded_height": 75,
    }  # fmt: skip
    assert [(step["op"], step["width"], step["height"]) for step in explained["steps"]] == [
        ("resize", 100, 75),
        ("rotate", 75, 100),
    ]
    assert explained["steps"][1]["parameters"]["angle"] == 90.0
    encode = explained["encode"]
    assert (encode["format"], encode["media_type"], encode["width"], encode["height"]) == (
        "webp",
        "image/webp",
        75,
        100,
    )
    assert encode["options"]["quality"] == 50
    assert explained["notes"] == []


def test_without_steps_the_size_is_the_sources() -> None:
    plan = planned(encoded(photo(size=(40, 30)), "PNG"), [])
    assert (plan.size, plan.steps, plan.frames) == ((40, 30), (), 1)


@pytest.mark.parametrize(
    ("data", "format", "notes"),
    [
        (encoded(cutout(), "PNG"), "jpeg", ("alpha_flattened",)),
        (encoded(cutout(), "PNG"), "webp", ()),
        (animation("GIF"), "jpeg", ("frames_dropped",)),
        (animation("TIFF"), "gif", ("frames_dropped",)),
        (animation("TIFF"), None, ()),
        (animation("GIF"), "avif", ()),
    ],
)
def test_it_notes_what_the_result_loses(data: bytes, format: str | None, notes: tuple[str, ...]) -> None:
    assert planned(data, [], format=format).notes == notes


def test_only_what_runs_counts_against_the_output_limit() -> None:
    step = {"op": "resize", "width": 100, "height": 100, "fit": "pad"}
    limits = Limits(max_output_pixels=10_000)
    assert planned(animation("GIF"), [step], limits, format="jpeg").frames == 1
    with pytest.raises(OutputTooLarge):
        planned(animation("GIF"), [step], limits)


@pytest.mark.parametrize(("width", "peak"), [(10, 1200), (100, 7500)])
def test_the_peak_is_the_largest_stage(width: int, peak: int) -> None:
    steps = [{"op": "resize", "width": width, "upscale": True}, {"op": "resize", "width": 5}]
    assert planned(encoded(photo(size=(40, 30)), "PNG"), steps).peak_pixels == peak


@pytest.mark.parametrize(("progressive", "peak"), [(False, 100 * 75), (True, 400 * 300)])
def test_the_peak_counts_what_the_decoder_holds(progressive: bool, peak: int) -> None:
    data = encoded(photo(size=(400, 300)), "JPEG", progressive=progressive)
    assert planned(data, [{"op": "resize", "width": 100}]).peak_pixels == peak


def test_the_peak_counts_all_frames_that_run() -> None:
    assert planned(animation("GIF"), []).peak_pixels == 3 * 24 * 16
    assert planned(animation("GIF"), [], format="jpeg").peak_pixels == 24 * 16


def test_errors_count_a_presets_steps_apart() -> None:
    header = open_source(encoded(photo(size=(40, 30)), "PNG"), LIMITS).header
    steps = Pipeline.parse([{"op": "crop", "width": 20, "height": 20}, {"op": "crop", "width": 30, "height": 20}])
    for preset_steps, field in ((0, "pipeline[1].width"), (1, "pipeline[0].width"), (2, "preset[1].width")):
        with pytest.raises(PipelineInvalid) as caught:
            make_plan(header, steps, Output(), LIMITS, preset_steps=preset_steps)
        assert caught.value.problems[0].field == field
