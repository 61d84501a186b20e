"""What an operation's fields are made of, and what each field says about itself.

`Parameter` is the one reading of a declaration: error messages, HTML controls, API fields and docs all come from it.
"""

import json
import math
import types
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from PIL import ImageColor
from pydantic import AfterValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, PydanticUndefined

Kind = Literal["number", "integer", "boolean", "choice", "color", "text", "asset", "list"]
AssetKind = Literal["look", "font", "picture"]
PIXELS = "px"
LONGEST_LIST = 64 * 1024  # characters of a list written as text


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
    if text.strip().lower() == "transparent":  # CSS knows it, Pillow does not
        return "#00000000"
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


def printable(text: str) -> str:
    """A text without control characters but the newline; ValueError for any other."""
    text = text.replace("\r\n", "\n")
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text if sign != "\n"):
        raise PydanticCustomError("text", "has characters that cannot be shown")
    return text


Text = Annotated[str, AfterValidator(printable)]


@dataclass(frozen=True, slots=True)
class Asset:
    """Marks a field that names something an admin stored: a look, a font or a picture."""

    kind: AssetKind

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema) | {"x-asset": self.kind}


Slug = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[-a-zA-Z0-9_]+$")]
Look = Annotated[Slug, Asset("look")]
Font = Annotated[Slug, Asset("font")]
Picture = Annotated[Slug, Asset("picture")]


class Many:
    """Marks a tuple field: an array in JSON; as text, JSON too, or items between commas or spaces.

    `names` are what the items of a fixed tuple mean: `Many("left", "top", "width", "height")`.
    """

    def __init__(self, *names: str) -> None:
        self.names = names

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        schema["strict"] = False  # type: ignore[index]  # JSON has arrays only; the items stay strict
        schema["fail_fast"] = True  # type: ignore[index]  # a million wrong items are one error
        return schema


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
    asset: AssetKind | None = None  # what a field of kind "asset" names
    item: "Parameter | None" = None  # what a list holds
    least: int | None = None  # items of a list, characters of a text
    most: int | None = None
    names: tuple[str, ...] = ()  # what the items of a fixed list mean

    @property
    def expected(self) -> str:
        """What the parameter takes, in words: "a number from 0 to 250 px"."""
        nouns = {"number": "a number", "integer": "a whole number", "boolean": "true or false"}
        if self.kind == "list":
            return self._list()
        if self.kind == "text":
            return "a text" + (f" of {_span(self.least or 0, self.most)} characters" if self.most else "")
        if self.kind == "asset":
            return f"the name of a {self.asset}"
        if self.kind == "choice":
            return "one of " + ", ".join(self.choices)
        if self.kind == "color":
            return 'a color such as "#ff8800" or "navy"'
        return nouns[self.kind] + self._range()

    def _list(self) -> str:
        assert self.item is not None
        if self.names:
            return f"[{', '.join(self.names)}], each {self.item.expected}"
        each = self.item.expected
        plurals = {"number": ("a number", "numbers"), "integer": ("a whole number", "whole numbers")}
        one, many = plurals.get(self.item.kind, ("", ""))
        what = each if not one else each.replace(one, many, 1)
        return f"a list of {_span(self.least or 0, self.most)}{':' if not one and not self.item.names else ''} {what}"

    def _range(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        low = f"above {self.above:.10g}" if self.above is not None else None
        if self.minimum is not None:
            low = f"from {self.minimum:.10g}"
        if low is None and self.maximum is None:
            return ""
        if self.maximum is None:
            return f" {low}{unit}" + (" up" if self.minimum is not None else "")
        return (
            f" {low or 'up'} to {self.maximum:.10g}{unit}"
            if self.above is None
            else f" {low}, at most {self.maximum:.10g}{unit}"
        )


def read_list(text: str, parameter: Parameter) -> Any:
    """A list written as text: JSON, or its items between commas or spaces; the text itself where it is neither."""
    text = text.strip()
    if len(text) > LONGEST_LIST:
        return text
    try:
        items = json.loads(text) if text.startswith("[") else text.replace(",", " ").split()
    except (ValueError, RecursionError):
        return text
    width = len(parameter.item.names) if parameter.item else 0
    if width and not any(isinstance(item, list) for item in items):
        return [items[at : at + width] for at in range(0, len(items), width)]
    return items


def _span(least: int, most: int | None) -> str:
    """ "3", "1 to 32", "1 or more"."""
    if most is None:
        return f"{least} or more"
    return f"{least}" if least == most else f"{least} to {most}"


def describe(name: str, field: FieldInfo) -> Parameter:
    """Read one pydantic field into a `Parameter`."""
    bare, optional = _without_none(field.annotation)
    facts = [*field.metadata, *_metadata_of(field.annotation)]
    unit = _fact(facts, Unit) or Unit()
    asset = _fact(facts, Asset)
    kind: Kind = "color" if _fact(facts, ColorFormat) else "asset" if asset else _kind(bare)
    least, most = _length(bare, facts)
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
        asset=asset.kind if asset else None,
        item=_item(bare) if kind == "list" else None,
        least=least,
        most=most,
        names=many.names if (many := _fact(facts, Many)) else (),
    )


Fact = TypeVar("Fact")


def _fact(facts: list[Any], kind: type[Fact]) -> Fact | None:
    return next((fact for fact in facts if isinstance(fact, kind)), None)


def _item(bare: Any) -> Parameter:
    """What a tuple holds; all of one kind."""
    first = get_args(bare)[0]
    if get_origin(first) is Annotated:
        return describe("", FieldInfo.from_annotation(first))
    return describe("", FieldInfo(annotation=first))


def _length(bare: Any, facts: list[Any]) -> tuple[int | None, int | None]:
    """The least and the most items or characters."""
    items = get_args(bare) if get_origin(bare) is tuple else ()
    if items and items[-1] is not Ellipsis:
        return len(items), len(items)
    least, most = _fact(facts, MinLen), _fact(facts, MaxLen)
    return least.min_length if least else None, most.max_length if most else None


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
    if get_origin(annotation) not in (Union, types.UnionType):
        return facts
    for arg in get_args(annotation):
        if get_origin(arg) is Annotated:
            for fact in get_args(arg)[1:]:
                facts.extend(fact.metadata if isinstance(fact, FieldInfo) else [fact])
    return facts


def _kind(annotation: Any) -> Kind:
    if get_origin(annotation) is Literal:
        return "choice"
    if get_origin(annotation) is tuple:
        return "list"
    kinds: dict[Any, Kind] = {float: "number", int: "integer", bool: "boolean", str: "text"}
    return kinds[annotation]


def _bound(facts: list[Any], kind: type, attribute: str) -> float | None:
    bound = next((getattr(fact, attribute) for fact in facts if isinstance(fact, kind)), None)
    return None if bound is None or math.isinf(bound) else bound
