"""Form fields generated from what an operation declares about its parameters."""

import json
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from filters.engine.errors import PipelineInvalid
from filters.engine.operation import Operation
from filters.engine.parameters import Parameter
from filters.forms.assets import AssetWidget
from filters.forms.widgets import CheckWidget, ColorWidget, ListWidget, NumberWidget

SLIDER_STEPS = 100  # where a range declares no step
LONG_LINE = 100  # characters; a longer text gets more than one line
LONG_LIST = 9  # items
FINEST_SLIDER = 1000  # steps; a longer one cannot be set with a mouse


class ControlField(forms.Field):
    """One parameter as a form field. Its value stays text: the operation itself converts and judges it."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(
            required=False,
            widget=widget_for(parameter),
            label=label_of(parameter),
            help_text=parameter.description,
            initial=parameter.default,
        )
        self.parameter = parameter

    @property
    def default_json(self) -> str:
        """The default as JSON, for the editor: a step need not say what is the default."""
        return json.dumps(self.parameter.default)

    def to_python(self, value: Any) -> str:
        return "" if value is None else str(value)


def label_of(parameter: Parameter) -> str:
    """The parameter's name for people, with its unit: "Radius (px)"."""
    name = parameter.name.replace("_", " ").capitalize()
    return f"{name} ({parameter.unit})" if parameter.unit else name


def widget_for(parameter: Parameter) -> forms.Widget:
    """The control of a parameter, by its kind."""
    match parameter.kind:
        case "number" | "integer":
            return _number(parameter)
        case "boolean" if not parameter.optional:
            return CheckWidget()
        case "boolean":
            return forms.Select(choices=[("", "-"), ("true", _("yes")), ("false", _("no"))])
        case "choice":
            unset = [("", "-")] if parameter.optional or parameter.required else []
            return forms.Select(choices=[*unset, *((choice, choice) for choice in parameter.choices)])
        case "color":
            return ColorWidget(_text_attributes(parameter))
        case "list":
            return ListWidget(_list_attributes(parameter), lines=_lines(parameter))
        case "asset" if parameter.asset:
            return AssetWidget(parameter.asset)
        case "text" if (parameter.most or 0) > LONG_LINE:
            return forms.Textarea(_text_attributes(parameter) | {"rows": "2"})
        case _:
            return forms.TextInput(_text_attributes(parameter))


def _lines(parameter: Parameter) -> int:
    """One for a few numbers; more for longer lists and lists of lists."""
    nested = parameter.item is not None and parameter.item.kind == "list"
    return 3 if nested or (parameter.most or LONG_LIST) >= LONG_LIST else 1


def _list_attributes(parameter: Parameter) -> dict[str, str]:
    width = len(parameter.item.names) if parameter.item else 0
    example = ", ".join(parameter.item.names if width and parameter.item else parameter.names)
    given = {"data-width": str(width or ""), "placeholder": example}
    return {name: text for name, text in given.items() if text} | {"autocomplete": "off", "spellcheck": "false"}


def _number(parameter: Parameter) -> NumberWidget:
    low = parameter.minimum if parameter.minimum is not None else parameter.above
    high = parameter.maximum
    step = parameter.step
    slider = False
    if low is not None and high is not None:
        step = step or (high - low) / SLIDER_STEPS
        slider = parameter.default is not None and high - low <= step * FINEST_SLIDER
    given = {"min": low, "max": high, "step": step}
    attributes = {name: f"{value:.10g}" for name, value in given.items() if value is not None}
    return NumberWidget(attributes | _text_attributes(parameter), slider=slider)


def _text_attributes(parameter: Parameter) -> dict[str, str]:
    if parameter.kind in ("number", "integer"):
        return {"inputmode": "numeric" if parameter.kind == "integer" else "decimal", "autocomplete": "off"}
    if parameter.kind == "text" and parameter.most:
        return {"maxlength": str(parameter.most), "autocomplete": "off"}
    return {"autocomplete": "off", "spellcheck": "false"} if parameter.kind == "color" else {"autocomplete": "off"}


class OperationForm(forms.Form):
    """The controls of one operation. Valid, it holds the operation as `step`."""

    operation: ClassVar[type[Operation]]
    use_required_attribute = False

    def __init__(self, *args: Any, path: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.path = path
        self.step: Operation | None = None
        self.problems: tuple[Any, ...] = ()

    def clean(self) -> dict[str, Any]:
        """Build the operation; each problem stands beside its control."""
        try:
            self.step = self.operation.from_text(self.cleaned_data, path=self.path)
        except PipelineInvalid as error:
            self.problems = error.problems
            for problem in error.problems:
                name = problem.field.rpartition(".")[2]
                self.add_error(name if name in self.fields else None, problem.detail)
        return self.cleaned_data


@cache
def operation_form(operation: type[Operation]) -> type[OperationForm]:
    """The form class of an operation."""
    fields = {parameter.name: ControlField(parameter) for parameter in operation.parameters()}
    made: type[OperationForm] = type(f"{operation.__name__}Form", (OperationForm,), dict(fields))
    made.operation = operation
    return made
