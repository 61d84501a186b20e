"""What an operation's fields are made of, and what each field says about itself.

`Parameter` is the one reading of a declaration: error messages, HTML controls, API fields and docs all come from it.
"""

import math
import types
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen
from PIL import ImageColor
from pydantic import AfterValidator, GetJsonSchemaHandler
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, PydanticUndefined

Kind = Literal["number", "integer", "boolean", "choice", "color", "text"]
PIXELS = "px"


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of a field and the step of its control. A length in "px" is scaled with the picture in previews."""

    name: str = ""
    step: float | None = None

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        json_schema = handler(schema)
        if self.name:
            json_schema["x-unit"] = self.name
        return json_schema


@dataclass(frozen=True, slots=True)
class ColorFormat:
    """Marks a field that holds a color."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema) | {"format": "color", "examples": ["#ff8800", "navy"]}


def canonical_color(text: str) -> str:
    """A CSS color as `#rrggbb`, or `#rrggbbaa` where it is not opaque; ValueError for anything else."""
    try:
        channels = ImageColor.getrgb(text.strip())
    except ValueError:
        raise PydanticCustomError("color", "not a color") from None
    if not all(0 <= channel <= 255 for channel in channels):  # Pillow reads "rgb(999,0,0)" as it stands
        raise PydanticCustomError("color", "not a color")
    if len(channels) == 4 and channels[3] == 255:
        channels = channels[:3]
    return "#" + "".join(f"{channel:02x}" for channel in channels)


Color = Annotated[str, MaxLen(64), AfterValidator(canonical_color), ColorFormat()]


def rgba(color: str) -> tuple[int, int, int, int]:
    """The four channels, 0..255, of a canonical color."""
    red, green, blue, *alpha = ImageColor.getrgb(color)
    return red, green, blue, alpha[0] if alpha else 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One field of an operation as everyone else sees it."""

    name: str
    kind: Kind
    description: str
    required: bool
    optional: bool  # None is a value: "not given"
    default: Any
    minimum: float | None
    maximum: float | None
    above: float | None  # an exclusive minimum
    step: float | None
    unit: str
    choices: tuple[str, ...]

    @property
    def expected(self) -> str:
        """What the parameter takes, in words: "a number from 0 to 250 px"."""
        nouns = {"number": "a number", "integer": "a whole number", "boolean": "true or false", "text": "a text"}
        if self.kind == "choice":
            return "one of " + ", ".join(self.choices)
        if self.kind == "color":
            return 'a color such as "#ff8800" or "navy"'
        return nouns[self.kind] + self._range()

    def _range(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        low = f"above {self.above:g}" if self.above is not None else None
        if self.minimum is not None:
            low = f"from {self.minimum:g}"
        if low is None and self.maximum is None:
            return ""
        if self.maximum is None:
            return f" {low}{unit}" + (" up" if self.minimum is not None else "")
        return (
            f" {low or 'up'} to {self.maximum:g}{unit}"
            if self.above is None
            else f" {low}, at most {self.maximum:g}{unit}"
        )


def describe(name: str, field: FieldInfo) -> Parameter:
    """Read one pydantic field into a `Parameter`."""
    bare, optional = _without_none(field.annotation)
    facts = [*field.metadata, *_metadata_of(field.annotation)]
    unit = next((fact for fact in facts if isinstance(fact, Unit)), Unit())
    is_color = any(isinstance(fact, ColorFormat) for fact in facts)
    kind = "color" if is_color else _kind(bare)
    return Parameter(
        name=name,
        kind=kind,
        description=field.description or "",
        required=field.is_required(),
        optional=optional,
        default=None if field.default is PydanticUndefined else field.default,
        minimum=_bound(facts, Ge, "ge"),
        maximum=_bound(facts, Le, "le") if _bound(facts, Le, "le") is not None else _bound(facts, Lt, "lt"),
        above=_bound(facts, Gt, "gt"),
        step=unit.step or (1 if kind == "integer" else None),
        unit=unit.name,
        choices=tuple(get_args(bare)) if kind == "choice" else (),
    )


def _without_none(annotation: Any) -> tuple[Any, bool]:
    """The annotation without `| None` and without `Annotated`, and whether None was allowed."""
    if get_origin(annotation) is Annotated:
        return _without_none(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        (inner,) = (arg for arg in get_args(annotation) if arg is not types.NoneType)
        return _without_none(inner)[0], True
    return annotation, False


def _metadata_of(annotation: Any) -> list[Any]:
    """The `Annotated` metadata inside `X | None`, where pydantic leaves it in place."""
    facts: list[Any] = []
    for arg in get_args(annotation):
        if get_origin(arg) is Annotated:
            for fact in get_args(arg)[1:]:
                facts.extend(fact.metadata if isinstance(fact, FieldInfo) else [fact])
    return facts


def _kind(annotation: Any) -> Kind:
    if get_origin(annotation) is Literal:
        return "choice"
    kinds: dict[Any, Kind] = {float: "number", int: "integer", bool: "boolean", str: "text"}
    return kinds[annotation]


def _bound(facts: list[Any], kind: type, attribute: str) -> float | None:
    bound = next((getattr(fact, attribute) for fact in facts if isinstance(fact, kind)), None)
    return None if bound is None or math.isinf(bound) else bound
