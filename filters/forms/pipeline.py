"""The pipeline as a form field: JSON text, and the catalog of operations to choose from.

Without JavaScript a plain POST sends the text's steps first, then the checked operations in the order of their numbers.
With it `pipeline-editor.js` makes one list of steps and keeps it in the text. The admin uses the same field.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.template import loader
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy

from filters import conf
from filters.engine import OPERATIONS
from filters.engine.errors import PipelineInvalid, Problem
from filters.engine.operation import Operation
from filters.engine.pipeline import Pipeline
from filters.forms.composition import Chosen, Composition, order_name, prefix
from filters.forms.controls import operation_form
from filters.forms.texts import readable
from filters.forms.widgets import ProjectTemplateWidget
from filters.models import check_assets


class PipelineWidget(ProjectTemplateWidget):
    """A JSON textarea, and every operation with its controls."""

    template_name = "filters/widgets/pipeline.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 4, "cols": 40, "spellcheck": "false", "autocomplete": "off"} | (attrs or {}))
        self.problems: tuple[Problem, ...] = ()

    @property
    def media(self) -> forms.Media:
        """The editor: a style sheet and an ES module."""
        editor: Any = forms.Script("filters/pipeline-editor.js", type="module")
        return forms.Media(css={"all": ["filters/pipeline-editor.css"]}, js=[editor])

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Composition:
        chosen = tuple(
            self._chosen(operation, data, files) for operation in OPERATIONS.values() if prefix(operation) in data
        )
        return Composition(str(data.get(name) or ""), chosen)

    def _chosen(self, operation: type[Operation], data: Mapping[str, Any], files: Any) -> Chosen:
        form = operation_form(operation)(prefix=prefix(operation))
        texts = {
            form.add_prefix(name): field.widget.value_from_datadict(data, files, form.add_prefix(name)) or ""
            for name, field in form.fields.items()
        }
        return Chosen(operation, str(data.get(order_name(operation)) or ""), texts)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and not any(prefix(operation) in data for operation in OPERATIONS.values())

    def format_value(self, value: Any) -> str:
        return value.text if isinstance(value, Composition) else str(value or "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        chosen = {item.operation: item for item in value.chosen} if isinstance(value, Composition) else {}
        problems = [{"field": problem.field, "detail": problem.detail} for problem in self.problems]
        return super().get_context(name, value, attrs) | {
            "families": [
                {"name": family, "entries": [_entry(operation, chosen.get(operation)) for operation in operations]}
                for family, operations in OPERATIONS.families().items()
            ],
            "used": [item.operation.family for item in chosen.values()],
            "problems": json.dumps(problems),
            "max_steps": conf.limits().max_steps,
        }


def _entry(operation: type[Operation], chosen: Chosen | None) -> SafeString:
    """An operation with its controls. Most entries are always the same, and a page has more than a hundred."""
    if chosen is None and not any(parameter.asset for parameter in operation.parameters()):
        return _unchosen_entry(operation, get_language())
    return _rendered_entry(operation, chosen)


@cache
def _unchosen_entry(operation: type[Operation], language: str | None) -> SafeString:
    return _rendered_entry(operation, None)


def _rendered_entry(operation: type[Operation], chosen: Chosen | None) -> SafeString:
    context = {
        "op": operation.op,
        "title": operation.title(),
        "summary": operation.summary(),
        "unfinished": not _runs_as_it_is(operation),
        "name": prefix(operation),
        "order_name": order_name(operation),
        "chosen": chosen,
        "form": chosen.form() if chosen else operation_form(operation)(prefix=prefix(operation)),
    }
    return loader.render_to_string("filters/widgets/catalog_entry.html", context)


def _runs_as_it_is(operation: type[Operation]) -> bool:
    """Whether the defaults alone make a valid step."""
    try:
        operation.parse({})
    except PipelineInvalid:
        return False
    return True


class PipelineField(forms.Field):
    """A field whose value is an engine `Pipeline`; problems are listed with the step and parameter they name."""

    widget = PipelineWidget
    default_error_messages: ClassVar[dict[str, Any]] = {"problem": gettext_lazy("%(detail)s (%(field)s)")}

    def __init__(self, **kwargs: Any) -> None:
        options: dict[str, Any] = {"required": False, "label": gettext_lazy("Pipeline")}
        super().__init__(**options | kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Steps saved earlier as text; what is no valid pipeline any more is shown as it stands, to be mended."""
        if value is None or isinstance(value, str | Composition):
            return value
        try:
            return readable(Pipeline.parse(value, max_steps=len(value)))
        except PipelineInvalid:
            return json.dumps(value, indent=2, ensure_ascii=False)

    def to_python(self, value: Any) -> Pipeline:
        max_steps = conf.limits().max_steps
        try:
            if isinstance(value, Composition):
                return value.pipeline(max_steps=max_steps)
            return Pipeline.parse(value, max_steps=max_steps)
        except PipelineInvalid as error:
            raise self._refusal(error) from error

    def _refusal(self, error: PipelineInvalid) -> ValidationError:
        """The error as a form tells it; the editor shows it at its step."""
        self.show_problems(error.problems)
        return ValidationError(
            [
                ValidationError(
                    self.error_messages["problem"],
                    code=problem.code,
                    params={"field": problem.field, "detail": problem.detail},
                )
                for problem in error.problems
            ]
        )

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Hand the problems to the editor, which shows each beside its step and parameter."""
        if isinstance(self.widget, PipelineWidget):
            self.widget.problems = tuple(problems)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != Pipeline.parse(initial or [])
        except (PipelineInvalid, ValidationError):
            return True


class StepsField(PipelineField):
    """The same field for a model's JSON column: its value is the list of steps, defaults filled in."""

    def clean(self, value: Any) -> Any:
        """What the steps name must be stored by now: a preset is to run for everyone, at once."""
        pipeline: Pipeline = super().clean(value)
        try:
            check_assets(pipeline)
        except PipelineInvalid as error:
            raise self._refusal(error) from error
        return pipeline.to_json()
