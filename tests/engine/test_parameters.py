"""Reading a field's declaration: the one source of controls, docs and messages."""

from typing import Annotated, Any, ClassVar, Literal

import pytest
from pydantic import Field, ValidationError

from filters.engine.errors import PipelineInvalid
from filters.engine.operation import Operation
from filters.engine.parameters import PIXELS, Color, Look, Many, Parameter, Text, Unit, canonical_color, rgba

Share = Annotated[float, Field(ge=0, le=1)]
Point = Annotated[tuple[Share, Share], Many("x", "y")]


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
    caption: Annotated[Text, Field(min_length=1, max_length=20, description="A text.")] = "hello"
    numbers: Annotated[tuple[Share, ...], Many(), Field(min_length=2, max_length=4, description="Shares.")] = (0.0, 1.0)
    points: Annotated[tuple[Point, ...], Many(), Field(min_length=1, max_length=3, description="Spots.")] = (
        (0.0, 0.5),
    )
    box: Annotated[tuple[int, int, int, int], Many("left", "top", "width", "height")] | None = None
    tints: Annotated[tuple[Color, ...], Many(), Field(min_length=1, max_length=3)] = ("red",)
    look: Annotated[Look, Field(description="A look.")] | None = None
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
        ("caption", "a text of 1 to 20 characters"),
        ("numbers", "a list of 2 to 4 numbers from 0 to 1"),
        ("points", "a list of 1 to 3 [x, y], each a number from 0 to 1"),
        ("box", "[left, top, width, height], each a whole number"),
        ("tints", 'a list of 1 to 3: a color such as "#ff8800" or "navy"'),
        ("look", "the name of a look"),
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
        ("caption", {"kind": "text", "least": 1, "most": 20}),
        ("numbers", {"kind": "list", "least": 2, "most": 4, "minimum": None, "names": ()}),
        ("box", {"kind": "list", "least": 4, "most": 4, "optional": True, "names": ("left", "top", "width", "height")}),
        ("tints", {"kind": "list", "default": ("red",)}),
        ("look", {"kind": "asset", "asset": "look", "optional": True}),
        ("needed", {"required": True, "default": None}),
    ],
)
def test_it_is_read_from_the_declaration(name: str, facts: dict[str, Any]) -> None:
    parameter: Parameter = READ[name]
    assert {fact: getattr(parameter, fact) for fact in facts} == facts


def test_a_list_describes_its_items() -> None:
    inner = READ["points"].item
    assert inner is not None and inner.item is not None
    assert (inner.kind, inner.names, inner.item.kind, inner.item.maximum) == ("list", ("x", "y"), "number", 1)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("numbers", "0, 0.5 1", (0.0, 0.5, 1.0)),
        ("numbers", "[0, 0.5]", (0.0, 0.5)),
        ("points", "0 0.5, 1 1", ((0.0, 0.5), (1.0, 1.0))),
        ("points", "[[0, 0.5], [1, 1]]", ((0.0, 0.5), (1.0, 1.0))),
        ("box", "1,2,3,4", (1, 2, 3, 4)),
        ("tints", "navy #fff", ("#000080", "#ffffff")),
        ("look", "film", "film"),
        ("caption", "two\r\nlines", "two\nlines"),
    ],
)
def test_text_is_read_as_the_declaration_says(name: str, text: str, value: Any) -> None:
    assert getattr(Everything.from_text({"needed": "1", name: text}), name) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("numbers", [0]), ("numbers", [0] * 5), ("numbers", [0, 2]), ("numbers", ["0", 1]), ("numbers", [True, 0]),
        ("numbers", "0 1"), ("numbers", {"0": 1}), ("numbers", None), ("points", [[0, 1, 1]]), ("points", [0, 1]),
        ("points", [[0]]), ("box", [1, 2, 3]), ("box", [1.5, 2, 3, 4]), ("tints", ["nope"]), ("look", "../x"),
        ("look", ""), ("caption", ""), ("caption", "a\0b"), ("caption", "\ud800"), ("caption", "x" * 21),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_declaration_is_refused(name: str, value: Any) -> None:
    with pytest.raises(PipelineInvalid) as caught:
        Everything.parse({"needed": 1, name: value})
    (problem,) = caught.value.problems
    assert problem.field == name
    assert problem.detail.startswith(f"{name} of everything must be {READ[name].expected}; got ")


@pytest.mark.parametrize("text", ["x", "[0,", "[" * 70_000, "0 " * 70_000, "nan 1", '{"a": 1}'])
def test_a_text_that_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(PipelineInvalid) as caught:
        Everything.from_text({"needed": "1", "numbers": text})
    assert [problem.field for problem in caught.value.problems] == ["numbers"]


def test_the_schema_carries_units_and_colors() -> None:
    properties = Everything.model_json_schema()["properties"]
    assert (properties["numbers"]["minItems"], properties["numbers"]["maxItems"]) == (2, 4)
    assert properties["look"]["anyOf"][0]["x-asset"] == "look"
    assert properties["side"]["x-unit"] == "px"
    assert properties["tint"]["format"] == "color"


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("#FFF", "#ffffff"), ("#ff8800", "#ff8800"), ("Navy", "#000080"), (" red ", "#ff0000"), ("#f008", "#ff000088"),
        ("#ff8800ff", "#ff8800"), ("#ff880000", "#ff880000"), ("rgb(1,2,3)", "#010203"), ("hsl(0,100%,50%)", "#ff0000"),
        ("Transparent", "#00000000"),
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
