"""The pipeline field: text and catalog become one pipeline, problems name their place."""

import json
import re
from typing import Any

import pytest
from django import forms
from django.conf import settings

from filters.engine import OPERATIONS, Pipeline
from filters.forms.composition import Composition
from filters.forms.pipeline import PipelineField, PipelineWidget, StepsField
from filters.forms.texts import compact, readable

pytestmark = pytest.mark.django_db  # the catalog offers stored assets
BLUR = {"op": "gaussian_blur", "radius": 3.0}
CHECKED = {"op-gaussian_blur": "on", "op-gaussian_blur-radius": "7.5"}


class PipelineForm(forms.Form):
    pipeline = PipelineField()


class StepsForm(forms.Form):
    pipeline = StepsField()


def steps(data: dict[str, str]) -> list[dict[str, Any]]:
    form = StepsForm(data)
    assert form.is_valid(), form.errors
    made: list[dict[str, Any]] = form.cleaned_data["pipeline"]
    return made


def messages(data: dict[str, str]) -> list[str]:
    form = PipelineForm(data)
    assert not form.is_valid()
    return [str(message) for message in form.errors["pipeline"]]


def test_it_gives_a_pipeline() -> None:
    form = PipelineForm({"pipeline": json.dumps([BLUR])})

    assert form.is_valid()
    assert form.cleaned_data["pipeline"] == Pipeline.parse([BLUR])


@pytest.mark.parametrize("text", ["", "  ", "[]"])
def test_no_steps_are_an_empty_pipeline(text: str) -> None:
    assert steps({"pipeline": text}) == []


def test_a_field_that_was_not_sent_is_an_empty_pipeline() -> None:
    assert steps({}) == []


def test_checked_operations_run_after_the_text() -> None:
    assert steps({"pipeline": json.dumps([{"op": "mirror"}]), **CHECKED}) == [
        {"op": "mirror"},
        {"op": "gaussian_blur", "radius": 7.5},
    ]


def test_checked_operations_run_in_the_order_of_their_numbers() -> None:
    data = {"op-mirror": "on", "order-mirror": "10", "op-flip": "on", "order-flip": "9", "op-sepia": "on"}

    assert [step["op"] for step in steps(data)] == ["flip", "mirror", "sepia"]


def test_checked_operations_without_numbers_run_in_the_order_of_the_catalog() -> None:
    data = {f"op-{op}": "on" for op in ("sepia", "flip", "mirror")}

    assert [step["op"] for step in steps(data)] == [op for op in OPERATIONS if op in ("sepia", "flip", "mirror")]


def test_controls_of_operations_that_are_not_checked_count_for_nothing() -> None:
    assert steps({"op-gaussian_blur-radius": "-1", "order-gaussian_blur": "x"}) == []


def test_a_box_that_is_not_checked_is_false() -> None:
    assert steps({"op-rotate": "on", "op-rotate-angle": "45"})[0]["expand"] is False
    assert steps({"op-rotate": "on", "op-rotate-angle": "45", "op-rotate-expand": "on"})[0]["expand"] is True


BAD = [
    ({"pipeline": "{"}, ["The pipeline is not JSON"], ["(pipeline)"]),
    ({"pipeline": "3"}, ["A pipeline is a list of steps"], ["(pipeline)"]),
    ({"pipeline": "[" * 5000}, ["The pipeline"], ["(pipeline)"]),
    ({"pipeline": '[{"op": "gausian_blur"}]'}, ["Did you mean gaussian_blur?"], ["(pipeline[0].op)"]),
    (
        {"pipeline": '[{"op": "mirror"}, {"op": "gaussian_blur", "radius": -1}]'},
        ["radius of gaussian_blur must be a number from 0 to 250 px; got -1."],
        ["(pipeline[1].radius)"],
    ),
    (
        {"pipeline": '[{"op": "mirror"}]', "op-gaussian_blur": "on", "op-gaussian_blur-radius": "x"},
        ["radius of gaussian_blur must be a number"],
        ["(pipeline[1].radius)"],
    ),
    (
        {"pipeline": '[{"op": "nothing"}, 5]', "op-gaussian_blur": "on", "op-gaussian_blur-radius": "x"},
        ['no operation "nothing"', "A step is an object", "radius of gaussian_blur"],
        ["(pipeline[0].op)", "(pipeline[1])", "(pipeline[2].radius)"],
    ),
    ({"op-mirror": "on", "order-mirror": "first"}, ["The order of Mirror must be a whole number"], ["(pipeline)"]),
    ({"op-mirror": "on", "order-mirror": "0"}, ["The order of Mirror must be a whole number"], ["(pipeline)"]),
    ({"pipeline": json.dumps([{"op": "mirror"}] * 33)}, ["33 steps; at most 32"], ["(pipeline)"]),
    ({"pipeline": json.dumps([{"op": "mirror"}] * 32), "op-flip": "on"}, ["33 steps; at most 32"], ["(pipeline)"]),
]


@pytest.mark.parametrize(("data", "details", "places"), BAD, ids=[str(row[1][0])[:30] for row in BAD])
def test_it_names_the_step_and_parameter_of_each_problem(
    data: dict[str, str], details: list[str], places: list[str]
) -> None:
    found = messages(data)

    assert len(found) == len(details)
    for message, detail, place in zip(found, details, places, strict=True):
        assert detail in message
        assert message.endswith(place)


def test_it_shows_the_text_and_the_checked_operations_again() -> None:
    form = PipelineForm({"pipeline": "[not json", "order-gaussian_blur": "4", **CHECKED})

    shown = str(form["pipeline"])

    assert "[not json</textarea>" in shown
    assert 'name="op-gaussian_blur" value="on" checked' in shown
    assert 'name="op-gaussian_blur-radius" value="7.5"' in shown
    assert 'data-chosen="4"' in shown
    assert shown.count(" checked>") == 1 + checked_by_default()


def checked_by_default() -> int:
    """The boxes that are checked because their default is true."""
    return sum(declared.default is True for operation in OPERATIONS.values() for declared in operation.parameters())


def test_a_problem_of_a_checked_operation_stands_beside_its_control() -> None:
    form = PipelineForm({"op-gaussian_blur": "on", "op-gaussian_blur-radius": "-1"})

    assert not form.is_valid()
    assert 'id="id_op-gaussian_blur-radius_error"' in str(form["pipeline"])


def test_it_hands_its_problems_to_the_editor() -> None:
    form = PipelineForm({"pipeline": '[{"op": "gaussian_blur", "radius": -1}]'})

    assert not form.is_valid()
    assert "&quot;field&quot;: &quot;pipeline[0].radius&quot;" in str(form["pipeline"])
    assert 'data-problems="[]"' in str(PipelineForm()["pipeline"])


def test_every_operation_stands_in_its_family() -> None:
    shown = str(PipelineForm()["pipeline"])

    for family, operations in OPERATIONS.families().items():
        _, _, rest = shown.partition(f'<details data-family="{family}"')
        own, _, _ = rest.partition("</details>")
        assert [part.split('"')[0] for part in own.split('<fieldset data-op="')[1:]] == [one.op for one in operations]


@pytest.mark.parametrize("saved", [[BLUR], json.dumps([BLUR]), Pipeline.parse([BLUR])], ids=["steps", "text", "value"])
def test_what_is_saved_comes_back_as_it_was(saved: Any) -> None:
    shown = PipelineForm(initial={"pipeline": saved})["pipeline"].value()

    assert steps({"pipeline": shown}) == [BLUR]


def test_a_saved_pipeline_that_became_invalid_is_shown_to_be_mended() -> None:
    assert "gone_operation" in PipelineForm(initial={"pipeline": [{"op": "gone_operation"}]})["pipeline"].value()


@pytest.mark.parametrize(
    ("initial", "data", "changed"),
    [
        ([BLUR], {"pipeline": '[{"radius": 3, "op": "gaussian_blur"}]'}, False),
        ([BLUR], {"pipeline": '[{"radius": 4, "op": "gaussian_blur"}]'}, True),
        ([BLUR], {"pipeline": "[", }, True),
        ([], {"pipeline": ""}, False),
        (None, CHECKED, True),
    ],
    ids=["same", "other", "broken", "empty", "checked"],
)  # fmt: skip
def test_it_knows_whether_it_changed(initial: Any, data: dict[str, str], changed: bool) -> None:
    assert PipelineForm(data, initial={"pipeline": initial}).has_changed() is changed


def test_it_knows_whether_it_was_sent() -> None:
    widget = PipelineWidget()

    assert widget.value_omitted_from_data({}, {}, "pipeline")
    assert not widget.value_omitted_from_data({"pipeline": ""}, {}, "pipeline")
    assert not widget.value_omitted_from_data(CHECKED, {}, "pipeline")


def test_two_forms_do_not_share_problems() -> None:
    assert not PipelineForm({"pipeline": "["}).is_valid()

    assert 'data-problems="[]"' in str(PipelineForm()["pipeline"])


def test_the_texts_leave_defaults_out() -> None:
    pipeline = Pipeline.parse([{"op": "gaussian_blur", "radius": 4}, {"op": "gaussian_blur"}, {"op": "sepia"}])

    assert compact(pipeline) == '[{"op":"gaussian_blur","radius":4},{"op":"gaussian_blur"},{"op":"sepia"}]'
    assert Pipeline.parse(readable(pipeline)) == pipeline
    assert readable(Pipeline()) == ""


def test_a_composition_is_a_value() -> None:
    assert Composition("[]").pipeline(max_steps=1) == Pipeline()


def test_a_page_without_javascript_may_send_every_control() -> None:
    names = re.findall(r' name="', PipelineWidget().render("pipeline", ""))
    assert len(names) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS / 1.5
