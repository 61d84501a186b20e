"""Work by value: it can be sent elsewhere, is priced before it is done, and then done."""

import pickle
from typing import Any

import pytest

from filters.engine import process
from filters.engine.assets import Assets
from filters.engine.errors import EngineError, ImageTooLarge, LookInvalid, PictureInvalid
from filters.engine.generated import parse_generator
from filters.engine.limits import Deadline, Limits
from filters.engine.output import Output
from filters.engine.pipeline import Pipeline
from filters.engine.work import Examine, Explain, Inspect, Process
from tests.assets import EVEN, font_file, logo

NEVER = Deadline()
HALF = [{"op": "resize", "width": 20}]
MADE = {"source": "solid", "width": 30, "height": 20, "color": "#ff8800"}


def test_it_does_the_same_after_it_was_sent(cat_jpeg: bytes) -> None:
    work = Process(data=cat_jpeg, pipeline=Pipeline.parse(HALF), output=Output(format="png"))
    sent = pickle.loads(pickle.dumps(work))
    assert sent == work
    assert sent.open().run(NEVER).data == process(cat_jpeg, HALF, format="png").data


def test_it_costs_its_largest_stage_and_its_overlay(photo: Any) -> None:
    data, second = photo("PNG", (40, 30)), photo("PNG", (10, 5))
    larger = Pipeline.parse([{"op": "resize", "width": 80, "upscale": True}])
    assert Process(data=data).open().cost == 40 * 30
    assert Process(data=data, pipeline=larger).open().cost == 80 * 60
    assert Process(data=data, assets=Assets(overlay=second)).open().cost == 40 * 30 + 10 * 5
    assert Inspect(data=data).open().cost == 40 * 30
    assert Explain(data=data, pipeline=larger).open().cost == 0


def test_a_picture_can_be_made() -> None:
    made = Process(generator=parse_generator(MADE)).open()
    assert (made.cost, made.run(NEVER).size) == (600, (30, 20))


def test_the_explanation_has_the_results_hash(cat_jpeg: bytes) -> None:
    order: dict[str, Any] = {"data": cat_jpeg, "pipeline": Pipeline.parse(HALF), "accept": "image/webp"}
    rendition = Process(**order).open().run(NEVER)
    assert Explain(**order).open().run(NEVER)["etag"] == rendition.etag
    assert rendition.format.name == "webp"


def test_a_picture_over_a_limit_is_refused_while_it_is_opened(cat_jpeg: bytes) -> None:
    with pytest.raises(ImageTooLarge):
        Inspect(data=cat_jpeg, limits=Limits(max_pixels=10)).open()


def test_an_overlay_that_is_none_is_refused_while_it_is_opened(cat_jpeg: bytes) -> None:
    with pytest.raises(PictureInvalid) as refusal:
        Explain(data=cat_jpeg, assets=Assets(overlay=b"hello")).open()
    assert refusal.value.problems[0].field == "overlay"


@pytest.mark.parametrize(
    ("kind", "data", "facts"),
    [
        ("look", EVEN, {"kind": "cube", "size": 2}),
        ("picture", logo(), {"format": "png", "width": 40, "height": 20}),
    ],
    ids=["look", "picture"],
)
def test_a_kept_file_is_told_by_its_columns(kind: Any, data: bytes, facts: dict[str, Any]) -> None:
    assert Examine(data=data, kind=kind).open().run(NEVER) == facts


def test_a_font_is_told_by_family_and_style() -> None:
    assert Examine(data=font_file(), kind="font").open().run(NEVER).keys() == {"family", "style"}


@pytest.mark.parametrize("kind", ["look", "font", "picture"])
def test_a_kept_file_that_is_none_is_refused(kind: Any) -> None:
    with pytest.raises(EngineError) as refusal:
        Examine(data=b"hello", kind=kind).open().run(NEVER)
    assert refusal.value.code == "parameter_invalid"
    assert isinstance(refusal.value, LookInvalid) == (kind == "look")
