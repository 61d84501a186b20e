"""Reading a field's declaration: the one source of controls, docs and messages."""

from typing import Annotated, Any, ClassVar, Literal

import pytest
from pydantic import Field, ValidationError

from filters.engine.operation import Operation
from filters.engine.parameters import PIXELS, Color, Parameter, Unit, canonical_color, rgba


class Everything(Operation):
    """Has a field of every kind."""

    op: ClassVar[str] = "everything"

    ratio: Annotated[float, Field(ge=0, le=1, description="A share."), Unit(step=0.01)] = 0.5
    above: Annotated[float, Field(gt=0, le=9, description="Not zero.")] = 1.0
    endless: Annotated[float, Field(ge=0, description="No end.")] = 1.0
    count: Annotated[int, Field(ge=1, le=8, description="Some.")] = 3
    side: Annotated[int | None, Field(ge=1, le=99, description="A side."), Unit(PIXELS)] = None
    inner: Annotated[int, Field(ge=1, le=5)] | None = None
    wide: Annotated[bool, Field(description="Or not.")] = False
    kind: Annotated[Literal["soft", "hard"], Field(description="Which.")] = "soft"
    tint: Annotated[Color, Field(description="A color.")] = "navy"
    words: str = ""
    needed: int


READ = {parameter.name: parameter for parameter in Everything.parameters()}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ratio", "a number from 0 to 1"),
        ("above", "a number above 0, at most 9"),
        ("endless", "a number from 0 up"),
        ("count", "a whole number from 1 to 8"),
        ("side", "a whole number from 1 to 99 px"),
        ("inner", "a whole number from 1 to 5"),
        ("wide", "true or false"),
        ("kind", "one of soft, hard"),
        ("tint", 'a color such as "#ff8800" or "navy"'),
        ("words", "a text"),
        ("needed", "a whole number"),
    ],
)
def test_it_says_what_it_takes(name: str, expected: str) -> None:
    assert READ[name].expected == expected


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        (
            "ratio",
            {"kind": "number", "minimum": 0, "maximum": 1, "step": 0.01, "default": 0.5, "description": "A share."},
        ),
        ("above", {"kind": "number", "minimum": None, "above": 0, "step": None}),
        ("count", {"kind": "integer", "step": 1, "required": False}),
        ("side", {"kind": "integer", "optional": True, "unit": "px", "default": None}),
        ("inner", {"kind": "integer", "optional": True, "minimum": 1, "maximum": 5}),
        ("kind", {"kind": "choice", "choices": ("soft", "hard")}),
        ("tint", {"kind": "color", "default": "navy"}),
        ("needed", {"required": True, "default": None}),
    ],
)
def test_it_is_read_from_the_declaration(name: str, facts: dict[str, Any]) -> None:
    parameter: Parameter = READ[name]
    assert {fact: getattr(parameter, fact) for fact in facts} == facts


def test_the_schema_carries_units_and_colors() -> None:
    properties = Everything.model_json_schema()["properties"]
    assert properties["side"]["x-unit"] == "px"
    assert properties["tint"]["format"] == "color"


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("#FFF", "#ffffff"), ("#ff8800", "#ff8800"), ("Navy", "#000080"), (" red ", "#ff0000"), ("#f008", "#ff000088"),
        ("#ff8800ff", "#ff8800"), ("#ff880000", "#ff880000"), ("rgb(1,2,3)", "#010203"), ("hsl(0,100%,50%)", "#ff0000"),
    ],
)  # fmt: skip
def test_a_color_has_one_spelling(text: str, canonical: str) -> None:
    assert canonical_color(text) == canonical
    assert canonical_color(canonical) == canonical


@pytest.mark.parametrize(
    "text",
    ["", "blu", "#12", "#ggg", "rgb(1,2)", "url(x)", "#ff8800;", "1" * 65, "rgb(999,0,0)", "hsl(0,900%,90%)", "\0"],
)
def test_what_is_no_color_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        Everything(tint=text, needed=1)


def test_channels_of_a_color() -> None:
    assert rgba("#010203") == (1, 2, 3, 255)
    assert rgba("#01020304") == (1, 2, 3, 4)


def test_a_bad_default_fails_when_the_operation_is_made() -> None:
    class Wrong(Operation):
        op: ClassVar[str] = "wrong"
        share: Annotated[float, Field(ge=0, le=1)] = 2.0

    with pytest.raises(ValidationError):
        Wrong()


def test_title_and_summary_are_for_people() -> None:
    assert Everything.title() == "Everything"
    assert Everything.summary() == "Has a field of every kind."
