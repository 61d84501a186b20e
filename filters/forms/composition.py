"""What a plain POST composes: the steps written as JSON, and the operations checked in the catalog."""

import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from filters.engine.errors import PipelineInvalid, Problem
from filters.engine.operation import Operation
from filters.engine.pipeline import Pipeline, require_step_limit
from filters.forms.controls import OperationForm, operation_form

LAST = 10**6  # the place of a checked operation without a number: after all that have one


@dataclass(frozen=True, slots=True)
class Chosen:
    """An operation checked in the catalog: its place, and its controls' texts under their posted names."""

    operation: type[Operation]
    order: str
    texts: dict[str, str]

    @property
    def place(self) -> int:
        """Where it sorts; ValueError where the number is none."""
        place = int(self.order) if self.order.strip() else LAST
        if not 0 < place <= LAST:
            raise ValueError(self.order)
        return place

    def form(self, path: str = "") -> OperationForm:
        """The bound controls."""
        return operation_form(self.operation)(data=self.texts, prefix=prefix(self.operation), path=path)


@dataclass(frozen=True, slots=True)
class Composition:
    """What a plain POST says: JSON text, then checked operations."""

    text: str = ""
    chosen: tuple[Chosen, ...] = ()

    def pipeline(self, *, max_steps: int) -> Pipeline:
        """The merged pipeline. Raises `PipelineInvalid` with every problem, each at its place in the whole."""
        problems: list[Problem] = []
        written, first = Pipeline(), 0
        try:
            written = Pipeline.parse(self.text, max_steps=max_steps)
            first = len(written)
        except PipelineInvalid as error:
            problems.extend(error.problems)
            first = _count(self.text, error)
        steps = []
        for number, chosen in enumerate(self._ordered(problems), start=first):
            form = chosen.form(f"pipeline[{number}]")
            if form.is_valid() and form.step:
                steps.append(form.step)
            problems.extend(form.problems)
        if problems:
            raise PipelineInvalid(problems)
        merged = written + Pipeline(tuple(steps))
        require_step_limit(merged, max_steps)
        return merged

    def _ordered(self, problems: list[Problem]) -> list[Chosen]:
        places: list[tuple[int, Chosen]] = []
        for chosen in self.chosen:
            try:
                places.append((chosen.place, chosen))
            except ValueError:
                detail = _("The order of %(op)s must be a whole number from 1 up.") % {"op": chosen.operation.title()}
                problems.append(Problem("pipeline", "parameter_invalid", detail))
        return [chosen for _place, chosen in sorted(places, key=lambda pair: pair[0])]


def prefix(operation: type[Operation]) -> str:
    """What the names of an operation's controls begin with; its checkbox is called this."""
    return f"op-{operation.op}"


def order_name(operation: type[Operation]) -> str:
    """The name of the number that says when a checked operation runs."""
    return f"order-{operation.op}"


def _count(text: str, error: PipelineInvalid) -> int:
    """How many steps a refused text has; 0 where it is no list of steps at all."""
    if any(problem.field == "pipeline" for problem in error.problems):
        return 0
    return len(json.loads(text))
