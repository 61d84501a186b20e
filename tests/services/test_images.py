"""What is done with one picture: steps and choices in the right order, limits, plan and facts."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from PIL import Image

from filters import conf
from filters.engine.errors import (
    Busy,
    DeadlineExceeded,
    FormatUnsupported,
    ImageMissing,
    ImageTooLarge,
    NotAcceptable,
    OutputTooLarge,
    PipelineInvalid,
)
from filters.engine.limits import Limits
from filters.engine.output import Output
from filters.engine.pipeline import Pipeline
from filters.models import Preset
from filters.services.execution import admission
from filters.services.images import Job, image_explain, image_inspect, image_process

BLUR = {"op": "gaussian_blur", "radius": 1.0}
HALF = {"op": "resize", "width": 16}
QUARTER = {"op": "resize", "width": 8}


Held = Callable[..., AbstractContextManager[None]]


def picture(size: tuple[int, int] = (32, 24), format: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(buffer, format)
    return buffer.getvalue()


def steps(*raw: dict[str, Any]) -> Pipeline:
    return Pipeline.parse(list(raw))


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put these limits in the place of the configured ones."""

    def limit(**bounds: Any) -> None:
        monkeypatch.setattr(conf, "limits", lambda: Limits(**bounds))

    return limit


def test_it_runs_a_pipeline() -> None:
    rendition = image_process(job=Job(data=picture(), pipeline=steps(HALF)))
    assert rendition.size == (16, 12)
    assert Image.open(io.BytesIO(rendition.data)).size == (16, 12)


def test_it_converts_where_there_are_no_steps() -> None:
    rendition = image_process(job=Job(data=picture(), output=Output(format="webp")))
    assert (rendition.media_type, rendition.size) == ("image/webp", (32, 24))


def test_it_runs_the_presets_steps_first() -> None:
    job = Job(data=picture(), preset=Preset(pipeline=[HALF]), pipeline=steps(QUARTER, BLUR))
    assert [step["op"] for step in image_explain(job=job)["steps"]] == ["resize", "resize", "gaussian_blur"]
    assert [name for name, _ in image_process(job=job).timings][2:5] == ["resize", "resize", "gaussian_blur"]
    assert image_process(job=job).size == (8, 6)


def test_it_gives_the_same_bytes_for_a_preset_and_for_its_steps() -> None:
    by_preset = image_process(job=Job(data=picture(), preset=Preset(pipeline=[HALF, BLUR])))
    by_steps = image_process(job=Job(data=picture(), pipeline=steps(HALF, BLUR)))
    assert by_preset.data == by_steps.data
    assert by_preset.etag == by_steps.etag


@pytest.mark.parametrize(("asked", "expected"), [(None, "image/webp"), ("png", "image/png")])
def test_it_lets_an_explicit_format_win_over_the_presets(asked: str | None, expected: str) -> None:
    job = Job(data=picture(), preset=Preset(format="webp"), output=Output(format=asked))
    assert image_process(job=job).media_type == expected


def test_it_lets_an_explicit_quality_win_over_the_presets() -> None:
    job = Job(data=picture(), preset=Preset(format="jpeg", quality=20), output=Output(quality=95))
    assert image_explain(job=job)["encode"]["options"]["quality"] == 95


def test_it_negotiates_where_neither_names_a_format() -> None:
    assert image_process(job=Job(data=picture(), accept="image/avif,*/*;q=0.5")).media_type == "image/avif"
    with pytest.raises(NotAcceptable):
        image_process(job=Job(data=picture(), accept="text/plain"))


def test_it_counts_the_steps_of_preset_and_pipeline_together(limited: Callable[..., None]) -> None:
    limited(max_steps=3)
    job = Job(data=picture(), preset=Preset(pipeline=[BLUR, BLUR]), pipeline=steps(BLUR, BLUR))
    for use_case in (image_process, image_explain):
        with pytest.raises(PipelineInvalid, match="have 4 steps; at most 3"):
            use_case(job=job)


@pytest.mark.parametrize("broken", [[{"op": "gone"}], [{"op": "gaussian_blur", "radius": -1}], {"op": "resize"}])
def test_it_says_which_preset_no_longer_runs(broken: Any) -> None:
    with pytest.raises(PipelineInvalid) as refusal:
        image_process(job=Job(data=picture(), preset=Preset(slug="old", pipeline=broken)))
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("preset", "pipeline_invalid")
    assert 'The preset "old" cannot run until an admin corrects it' in problem.detail


def test_it_stops_at_the_deadline(limited: Callable[..., None]) -> None:
    limited(deadline_s=-1)
    with pytest.raises(DeadlineExceeded):
        image_process(job=Job(data=picture(), pipeline=steps(BLUR)))
    assert admission.state()["running"] == 0


def test_it_tells_the_time_of_every_stage() -> None:
    rendition = image_process(job=Job(data=picture(), pipeline=steps(HALF, BLUR)))
    assert [name for name, _ in rendition.timings] == ["queue", "decode", "resize", "gaussian_blur", "encode"]
    assert all(milliseconds >= 0 for _, milliseconds in rendition.timings)


def test_it_refuses_a_job_at_once_when_there_is_no_room(in_flight: Held) -> None:
    with in_flight(900, of=1000), pytest.raises(Busy):
        image_process(job=Job(data=picture(), pipeline=steps(BLUR)))
    assert admission.state()["running"] == 0


def test_it_prices_a_job_by_its_largest_picture(in_flight: Held) -> None:
    enlarge = steps({"op": "resize", "width": 400, "upscale": True}, {"op": "resize", "width": 2})
    small = Job(data=picture((4, 3)), pipeline=enlarge)
    with in_flight(900, of=1000):
        image_process(job=Job(data=picture((4, 3))))
        with pytest.raises(Busy):
            image_process(job=small)
    assert image_process(job=small).size == (2, 2)


def test_it_prices_only_the_frames_that_run(in_flight: Held) -> None:
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "green", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    with in_flight(300, of=1000):
        assert image_process(job=Job(data=buffer.getvalue(), output=Output(format="jpeg"))).frames == 1
        with pytest.raises(Busy):
            image_process(job=Job(data=buffer.getvalue()))


@pytest.mark.parametrize(
    ("data", "refusal"), [(b"", ImageMissing), (b"hello, world", FormatUnsupported), (b"%PDF-1.7", FormatUnsupported)]
)
def test_it_refuses_what_is_no_picture(data: bytes, refusal: type[Exception]) -> None:
    for use_case in (lambda: image_process(job=Job(data=data)), lambda: image_inspect(data=data)):
        with pytest.raises(refusal):
            use_case()


def test_it_holds_a_picture_to_the_limits(limited: Callable[..., None]) -> None:
    limited(max_pixels=100)
    for use_case in (image_process, image_explain):
        with pytest.raises(ImageTooLarge):
            use_case(job=Job(data=picture()))
    with pytest.raises(ImageTooLarge):
        image_inspect(data=picture())


def test_it_holds_a_result_to_the_limits(limited: Callable[..., None]) -> None:
    limited(max_output_pixels=1000)
    job = Job(data=picture(), pipeline=steps(BLUR, {"op": "resize", "width": 320, "upscale": True}))
    with pytest.raises(OutputTooLarge) as refusal:
        image_explain(job=job)
    assert refusal.value.problems[0].field == "pipeline[1]"


def test_it_counts_the_requests_steps_from_its_own_first(limited: Callable[..., None]) -> None:
    limited(max_output_pixels=1000)
    enlarge = {"op": "resize", "width": 320, "upscale": True}
    with pytest.raises(OutputTooLarge) as refusal:
        image_process(job=Job(data=picture(), preset=Preset(pipeline=[BLUR]), pipeline=steps(BLUR, enlarge)))
    assert refusal.value.problems[0].field == "pipeline[1]"
    with pytest.raises(OutputTooLarge) as refusal:
        image_process(job=Job(data=picture(), preset=Preset(pipeline=[BLUR, enlarge]), pipeline=steps(BLUR)))
    assert refusal.value.problems[0].field == "preset[1]"


def test_it_says_whose_step_does_not_fit_the_picture() -> None:
    wide = {"op": "crop", "width": 100, "height": 1}
    with pytest.raises(PipelineInvalid) as refusal:
        image_process(job=Job(data=picture(), preset=Preset(pipeline=[BLUR]), pipeline=steps(wide)))
    assert [problem.field for problem in refusal.value.problems] == ["pipeline[0].width"]
    with pytest.raises(PipelineInvalid) as refusal:
        image_process(job=Job(data=picture(), preset=Preset(pipeline=[wide])))
    assert [problem.field for problem in refusal.value.problems] == ["preset[0].width"]


def test_it_explains_what_it_would_do() -> None:
    job = Job(data=picture(), preset=Preset(pipeline=[HALF], format="webp"), pipeline=steps(BLUR))
    plan, rendition = image_explain(job=job), image_process(job=job)
    assert plan["decode"]["format"] == "png"
    assert (plan["encode"]["width"], plan["encode"]["height"]) == rendition.size
    assert plan["encode"]["media_type"] == rendition.media_type
    assert plan["encode"]["frames"] == rendition.frames
    assert plan["etag"] == rendition.etag
    assert tuple(plan["notes"]) == rendition.notes


def test_it_inspects_a_picture() -> None:
    facts = image_inspect(data=picture(format="JPEG"))
    assert (facts["format"], facts["width"], facts["height"], facts["frames"]) == ("jpeg", 32, 24, 1)
    assert admission.state()["running"] == 0
