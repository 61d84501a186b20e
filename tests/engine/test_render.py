"""Running a plan: timings, notes, and an ETag that changes exactly when the result could."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any, ClassVar

import pytest
from PIL import Image

from filters.engine import Limits, Operation, Output, Pipeline, Rendition
from filters.engine.errors import OutputTooLarge, PipelineInvalid
from filters.engine.operations.blur import GaussianBlur
from filters.engine.operations.crop import Crop
from filters.engine.operations.resize import Resize
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
    monkeypatch.setattr(GaussianBlur, "version", GaussianBlur.version + 1)
    assert rendered().etag != before


@pytest.mark.parametrize(("module", "name"), [("lossless.routes", "HAS_TURBOJPEG"), ("render", "ENCODERS_VERSION")])
def test_the_etag_changes_with_what_writes_the_file(module: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data, mirrored = encoded(photo(size=(64, 48)), "JPEG"), Pipeline.parse([{"op": "mirror"}])
    before = render(data, mirrored, Output()).etag
    monkeypatch.setattr(import_module(f"filters.engine.{module}"), name, 0)
    assert render(data, mirrored, Output()).etag != before


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


class HalfOfAll(Operation):
    """Cuts off what no frame fills, and is told of its size by the pixels alone."""

    op: ClassVar[str] = "half_of_all"
    family: ClassVar[str] = "Tests"
    decides: ClassVar[bool] = True
    exact_size: ClassVar[bool] = False

    def decide(self, images: Sequence[Image.Image]) -> Operation:
        return Crop(width=4 * len(images), height=images[0].height)


def test_a_deciding_step_sees_all_frames_and_cuts_them_alike() -> None:
    result = render(animation("GIF"), Pipeline((HalfOfAll(),)), Output(format="webp"))
    assert (result.size, result.frames) == ((12, 16), 3)


def test_a_deciding_step_sees_one_frame_where_one_runs() -> None:
    assert render(animation("GIF"), Pipeline((HalfOfAll(),)), Output(format="jpeg")).size == (4, 16)


def test_sizes_that_only_the_pixels_tell_are_held_to_the_limits() -> None:
    steps = Pipeline((HalfOfAll(), Resize(width=100, upscale=True)))
    limits = Limits(max_output_pixels=100 * 100)
    with pytest.raises(OutputTooLarge) as caught:
        render(encoded(photo(size=(24, 16)), "PNG"), steps, Output(), limits=limits)
    assert caught.value.problems[0].field == "pipeline[1]"


def test_a_step_that_does_not_fit_what_is_left_names_its_place() -> None:
    steps = Pipeline((HalfOfAll(), Crop(width=10, height=1)))
    with pytest.raises(PipelineInvalid) as caught:
        render(encoded(photo(size=(24, 16)), "PNG"), steps, Output())
    assert caught.value.problems[0].field == "pipeline[1].width"
