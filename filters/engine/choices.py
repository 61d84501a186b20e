"""What an output choice says about itself: a `Parameter`, the formats it counts for, words it takes beside numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Literal, Union, get_args, get_origin

from pydantic import GetJsonSchemaHandler
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, ErrorDetails

from filters.engine.errors import Problem
from filters.engine.formats import FORMATS
from filters.engine.parameters import Parameter, describe
from filters.engine.problems import did_you_mean, shown


@dataclass(frozen=True, slots=True)
class For:
    """Marks a field that counts for some formats only."""

    formats: tuple[str, ...]

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema) | {"x-formats": list(self.formats)}


@dataclass(frozen=True, slots=True)
class OneOf:
    """Marks a text field that takes one of these names."""

    names: tuple[str, ...]

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema) | {"enum": list(self.names)}


@dataclass(frozen=True, kw_only=True)
class Choice(Parameter):
    """One output choice as everyone else sees it."""

    formats: tuple[str, ...] = ()
    """The formats that it counts for; empty where that is all of them."""
    words: tuple[str, ...] = ()
    """What it takes beside a number."""

    @property
    def accepted(self) -> str:
        """What it takes, in words: "a whole number from 1 to 100, or auto"."""
        return ", or ".join((self.expected, *self.words))

    @property
    def meaning(self) -> str:
        """The description, and the formats that it counts for."""
        return f"{self.description} For {self.labels}." if self.formats else self.description

    @property
    def labels(self) -> str:
        """The names for people of the formats that it counts for: "JPEG, WebP and AVIF"."""
        *most, last = [FORMATS[name].label for name in self.formats] or ["every format"]
        return f"{', '.join(most)} and {last}" if most else last

    def counts_for(self, format: str) -> bool:
        """Whether the format has such a choice."""
        return not self.formats or format in self.formats


def read_choice(name: str, field: FieldInfo) -> Choice:
    """Read one pydantic field into a `Choice`."""
    words, plain = _without_words(field)
    parameter = describe(name, plain)
    known = {one.name: getattr(parameter, one.name) for one in fields(parameter)}
    names = next((fact.names for fact in field.metadata if isinstance(fact, OneOf)), ())
    if names:
        known |= {"kind": "choice", "choices": names}
    formats = next((fact.formats for fact in field.metadata if isinstance(fact, For)), ())
    return Choice(**known, formats=tuple(one for one in formats if one in FORMATS), words=words)


def choice_problems(choices: Sequence[Choice], errors: Iterable[ErrorDetails]) -> list[Problem]:
    """A problem for each wrong choice, in the order of the choices."""
    known = {choice.name: choice for choice in choices}
    problems: dict[str, Problem] = {}
    for details in errors:
        name = _named(details)
        problems.setdefault(name, Problem(name, "parameter_invalid", _sentence(known, name, details)))
    order = list(known)
    return sorted(problems.values(), key=lambda one: order.index(one.field) if one.field in known else len(order))


def _named(details: ErrorDetails) -> str:
    """The choice that an error is about: its place, what our own rule says, or a name that is no text."""
    if details["loc"]:
        return str(details["loc"][0])
    if "ctx" in details:
        return str(details["ctx"]["field"])
    return str(details["input"]).encode("utf-8", "backslashreplace").decode()


def _without_words(field: FieldInfo) -> tuple[tuple[str, ...], FieldInfo]:
    """The words of `int | Literal["auto"] | None`, and the field without them."""
    arms = get_args(field.annotation)
    literals = [arm for arm in arms if get_origin(arm) is Literal]
    if not literals or len(arms) <= 2:
        return (), field
    plain = FieldInfo.merge_field_infos(field, annotation=Union[tuple(arm for arm in arms if arm not in literals)])  # noqa: UP007
    return tuple(str(word) for literal in literals for word in get_args(literal)), plain


def _sentence(known: dict[str, Choice], name: str, details: ErrorDetails) -> str:
    if details["type"] in ("extra_forbidden", "string_unicode") and name not in known:
        return (
            f"There is no output choice {shown(name)}.{did_you_mean(name, list(known))} There are: {', '.join(known)}."
        )
    if details["type"] == "rule":
        return f"{details['msg']}."
    choice, value = known[name], details["input"]
    text = str(value).strip().lower()
    hint = did_you_mean(text, choice.choices) if choice.kind == "choice" else ""
    if details["type"] == "format" and text in FORMATS:
        hint = f" {FORMATS[text].label} can be read but not written."
    also = f" It may also be {' or '.join(choice.words)}." if choice.words else ""
    return f"{name} must be {choice.expected}; got {shown(value)}.{hint}{also}"
