"""What a request to `forward/{destination}/` holds: a file, and perhaps what is to be done with it on its way."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.datastructures import MultiValueDict
from rest_framework import serializers
from rest_framework.fields import empty

from filters.api.errors import RequestInvalid
from filters.api.fields import CSRF, ELSEWHERE, Fields, unknown_field
from filters.api.orders import output_names, pipeline_field
from filters.api.output_fields import OutputSerializer
from filters.api.parameter_fields import BLANK
from filters.api.serializers import StepsSerializer, field_names
from filters.engine import OPERATIONS, Pipeline
from filters.engine.errors import Problem
from filters.engine.problems import shown
from filters.services.access import Caller
from filters.services.sources import Source

NOT_HERE = ("disposition", "destination")  # they are about answers that are pictures


class ForwardSerializer(StepsSerializer, OutputSerializer):
    """A file, and what to do with it on its way; with none of that it is sent on as it is."""

    operation = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="In place of pipeline: one operation, whose parameters are further fields.",
    )
    file = serializers.CharField(
        required=False, allow_blank=True, help_text="In place of image: the id of a stored file; see files/."
    )
    url = serializers.CharField(
        required=False, allow_blank=True, help_text="In place of image: an address it is fetched from, if allowed here."
    )
    image = serializers.FileField(
        required=False, help_text="The file, of any kind where nothing is done with it. The last field of the form."
    )

    def get_fields(self) -> dict[str, Any]:
        """The declared ones, none filled in, as that would filter; the file last: what follows it comes too late."""
        declared = super().get_fields()
        named = {name: field for name, field in declared.items() if name not in (*NOT_HERE, "image")}
        named["filename"].help_text = "What the destination is told that the file is called."
        for field in named.values():
            field.initial, field.default, field.style = "", empty, {**field.style, **BLANK}
        return {**named, "image": declared["image"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardFields(Fields):
    """The fields; `arriving` gives the picture, and is called once all else is right."""

    arriving: Callable[[], Source]

    def source(self, caller: Caller) -> Source:
        """The picture, from wherever it is."""
        elsewhere = any(self.get(name).strip() for name in ELSEWHERE)
        return Fields.source(self, caller) if elsewhere else self.arriving()

    @property
    def filters(self) -> bool:
        """Whether anything is to be done with the file."""
        names = ("operation", "pipeline", "preset", *parameters_of(self), *output_names())
        return any(self.get(name) for name in names)


def read_forward(sources: Iterable["MultiValueDict[str, str]"], arriving: Callable[[], Source]) -> ForwardFields:
    """The fields out of the query and the form. Raises `RequestInvalid` with all that is wrong about their names."""
    given: dict[str, list[str]] = {}
    for source in sources:
        for name, values in source.lists():
            given.setdefault(name, []).extend(value for value in values if value.strip())
    given.pop(CSRF, None)
    texts = {name: [*dict.fromkeys(values)] for name, values in given.items() if values}
    fields = ForwardFields(texts={name: values[0] for name, values in texts.items()}, arriving=arriving)
    known = [*field_names(ForwardSerializer)[:-1], *parameters_of(fields)]
    fields.problems.extend(unknown_field(name, known) for name in texts if name not in known)
    fields.problems.extend(_twice(name) for name, values in texts.items() if len(values) > 1)
    fields.check()
    return fields


def parameters_of(fields: Fields) -> tuple[str, ...]:
    """The parameters of the operation that is named."""
    operation = OPERATIONS.get(fields.get("operation").strip())
    return tuple(parameter.name for parameter in operation.parameters()) if operation else ()


def steps_field(fields: Fields) -> Pipeline:
    """The steps: those of `pipeline`, or the one that `operation` names. Raises `PipelineInvalid`, `RequestInvalid`."""
    name = fields.get("operation").strip()
    if not name:
        return pipeline_field(fields)
    if fields.get("pipeline"):
        detail = "operation and pipeline were both sent; a request has one of them."
        raise RequestInvalid([Problem("operation", "parameter_invalid", detail)])
    operation = OPERATIONS.find(name)
    return Pipeline((operation.from_text({each: fields.get(each) for each in parameters_of(fields)}),))


def _twice(name: str) -> Problem:
    return Problem(name[:80], "parameter_invalid", f"{shown(name)} was given more than once. Send one value.")
