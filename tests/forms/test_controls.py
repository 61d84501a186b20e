"""The controls of every operation, generated from its declaration."""

from typing import Any

import pytest
from django import forms

from filters.engine import OPERATIONS, Operation
from filters.engine.errors import PipelineInvalid
from filters.engine.parameters import Parameter
from filters.forms.assets import AssetWidget
from filters.forms.controls import ControlField, label_of, operation_form, widget_for
from filters.forms.widgets import CheckWidget, ColorWidget, ListWidget, NumberWidget

EVERY_PARAMETER = [
    pytest.param(operation, parameter, id=f"{operation.op}.{parameter.name}")
    for operation in OPERATIONS.values()
    for parameter in operation.parameters()
]
WIDGETS: dict[str, type[forms.Widget]] = {
    "number": NumberWidget,
    "integer": NumberWidget,
    "boolean": CheckWidget,
    "choice": forms.Select,
    "color": ColorWidget,
    "list": ListWidget,
    "asset": AssetWidget,
}


def widget_class(declared: Parameter) -> type[forms.Widget]:
    if declared.kind == "text":
        return forms.Textarea if (declared.most or 0) > 100 else forms.TextInput
    return WIDGETS[declared.kind]


def parameter(**facts: Any) -> Parameter:
    bare: dict[str, Any] = {
        "name": "cut_off", "kind": "number", "description": "", "required": False, "optional": False, "default": 1.0,
        "minimum": None, "maximum": None, "above": None, "step": None, "unit": "", "choices": (),
    }  # fmt: skip
    return Parameter(**bare | facts)


def html(field_parameter: Parameter) -> str:
    return str(widget_for(field_parameter).render("p", field_parameter.default, {"id": "id_p"}))


@pytest.mark.parametrize(("operation", "declared"), EVERY_PARAMETER)
def test_every_parameter_has_a_control_of_its_kind(operation: type[Operation], declared: Parameter) -> None:
    field = operation_form(operation)()[declared.name]

    assert type(field.field.widget) is widget_class(declared)
    assert declared.name.replace("_", " ").capitalize() in field.label
    assert declared.unit in field.label
    assert field.help_text == declared.description


@pytest.mark.parametrize(("operation", "declared"), EVERY_PARAMETER)
def test_every_range_is_the_declared_one(operation: type[Operation], declared: Parameter) -> None:
    attributes = operation_form(operation)()[declared.name].field.widget.attrs
    lowest = declared.minimum if declared.minimum is not None else declared.above

    assert [attributes.get("min"), attributes.get("max")] == [
        None if bound is None else f"{bound:.10g}" for bound in (lowest, declared.maximum)
    ]


@pytest.mark.parametrize(("operation", "declared"), EVERY_PARAMETER)
def test_a_browser_finds_typical_values_valid(operation: type[Operation], declared: Parameter) -> None:
    """Steps count from the least value on: what lies between two of them cannot be sent."""
    if declared.minimum is None or declared.step is None:
        return
    typical = declared.step if declared.default is None else declared.default
    steps = (typical - declared.minimum) / declared.step
    assert steps == pytest.approx(round(steps), abs=1e-6)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=list(OPERATIONS))
def test_every_form_sent_as_it_is_shown_means_the_defaults(operation: type[Operation]) -> None:
    shown = {field.name: shown_value(field) for field in operation_form(operation)()}
    sent = {name: "on" if value is True else value for name, value in shown.items() if value not in (None, False)}

    form = operation_form(operation)(sent)

    assert (form.is_valid(), form.step, [problem.field for problem in form.problems]) == outcome(operation)


def shown_value(field: forms.BoundField) -> Any:
    widget = field.field.widget
    return widget.format_value(field.value()) if isinstance(widget, ListWidget) else field.value()


def outcome(operation: type[Operation]) -> tuple[bool, Operation | None, list[str]]:
    """What the operation makes of no parameters at all."""
    try:
        return True, operation.parse({}), []
    except PipelineInvalid as error:
        return False, None, [problem.field for problem in error.problems]


def test_a_range_has_a_slider_beside_its_number() -> None:
    shown = html(parameter(minimum=0, maximum=4, step=0.5, unit="px", default=2.0))

    assert '<input type="range" data-helper="range" hidden min="0" max="4" step="0.5" value="2">' in shown
    assert '<input type="number" name="p" value="2" min="0" max="4" step="0.5"' in shown


@pytest.mark.parametrize(
    "facts",
    [
        {"minimum": 0, "maximum": None},
        {"minimum": 0, "maximum": 65_535, "step": 1},
        {"minimum": 0, "maximum": 10, "default": None, "optional": True},
    ],
    ids=["open", "too long", "empty by default"],
)
def test_it_leaves_out_a_slider_that_would_not_help(facts: dict[str, Any]) -> None:
    assert "range" not in html(parameter(**facts))


def test_a_choice_that_may_be_left_open_begins_with_none() -> None:
    required = parameter(kind="choice", choices=("a", "b"), default="a")
    optional = parameter(kind="choice", choices=("a", "b"), default=None, optional=True)

    assert 'value=""' not in html(required)
    assert 'value=""' in html(optional)


def test_a_boolean_that_may_be_left_open_has_three_choices() -> None:
    assert html(parameter(kind="boolean", default=None, optional=True)).count("<option") == 3


@pytest.mark.parametrize(
    ("default", "picked"), [("#ff880080", "#ff8800"), ("navy", "#000080"), ("no color", None)], ids=str
)
def test_a_color_is_a_text_with_a_picker_for_its_opaque_part(default: str, picked: str | None) -> None:
    shown = html(parameter(kind="color", default=default))

    assert f'type="text" name="p" value="{default}"' in shown
    assert (f'value="{picked}"' in shown) is (picked is not None)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((0.0, 0.5, 1.0), "0, 0.5, 1"),
        (((0.0, 0.0), (128.0, 140.5)), "[[0, 0], [128, 140.5]]"),
        (("#ffffff", "#000000"), "#ffffff, #000000"),
        ("1 2 x", "1 2 x"),
        (None, None),
    ],
    ids=str,
)
def test_a_list_is_shown_as_people_write_it(value: Any, text: str | None) -> None:
    assert ListWidget().format_value(value) == text


def test_a_list_of_tuples_says_what_they_hold() -> None:
    point = parameter(kind="list", names=("x", "y"), least=2, most=2)
    shown = html(parameter(kind="list", item=point, least=1, most=3, default=((0.0, 1.0),)))

    assert 'rows="3"' in shown and 'data-width="2"' in shown and 'placeholder="x, y"' in shown


def test_a_text_knows_its_length() -> None:
    assert 'maxlength="20"' in html(parameter(kind="text", most=20, default="a"))
    assert "<textarea" in html(parameter(kind="text", most=500, default="a"))


def test_a_label_names_the_unit() -> None:
    assert label_of(parameter(name="cut_off", unit="%")) == "Cut off (%)"
    assert label_of(parameter(name="cut_off")) == "Cut off"


def test_a_control_tells_the_editor_its_default() -> None:
    assert ControlField(parameter(default=2.0)).default_json == "2.0"
    assert ControlField(parameter(kind="color", default="#ffffff")).default_json == '"#ffffff"'


BAD_TEXTS = [
    ("gaussian_blur", "radius", "-1", 'radius of gaussian_blur must be a number from 0 to 250 px; got "-1".'),
    ("gaussian_blur", "radius", "NaN", 'radius of gaussian_blur must be a number from 0 to 250 px; got "NaN".'),
    ("gaussian_blur", "radius", "wide", 'radius of gaussian_blur must be a number from 0 to 250 px; got "wide".'),
    ("resize", "width", "1.5", "width of resize must be a whole number"),
    ("resize", "fit", "cove", "fit of resize must be one of contain, cover, "),
    ("resize", "background", "reddish", "background of resize must be a color"),
]


@pytest.mark.parametrize(("op", "name", "text", "message"), BAD_TEXTS)
def test_a_wrong_value_is_refused_beside_its_control(op: str, name: str, text: str, message: str) -> None:
    form = operation_form(OPERATIONS[op])({name: text})

    assert not form.is_valid()
    assert form.step is None
    assert str(form.errors[name][0]).startswith(message)


def test_a_wrong_control_is_marked_and_described_by_its_message() -> None:
    form = operation_form(OPERATIONS["gaussian_blur"])({"op-radius": "-1"}, prefix="op")

    shown = str(form["radius"])

    assert 'aria-invalid="true"' in shown
    assert "id_op-radius_error" in shown
