"""Output choices: what is read, and what is refused with which words."""

from typing import Any

import pytest

from filters.engine import Output
from filters.engine.errors import OutputInvalid
from filters.engine.formats import FORMATS
from filters.engine.output import writable

VALID: list[tuple[dict[str, Any], Output]] = [
    ({}, Output()),
    ({"format": "", "quality": "", "metadata": None, "background": ""}, Output()),
    ({"format": "JPG"}, Output(format="jpeg")),
    ({"format": " tif "}, Output(format="tiff")),
    ({"format": "image/webp"}, Output(format="webp")),
    ({"quality": 1}, Output(quality=1)),
    ({"quality": "100"}, Output(quality=100)),
    ({"metadata": "copyright"}, Output(metadata="copyright")),
    ({"background": "Red"}, Output(background="#ff0000")),
    ({"format": "Auto"}, Output(format="auto")),
    ({"quality": "auto", "target": "0.95"}, Output(quality="auto", target=0.95)),
    ({"max_bytes": "20000"}, Output(max_bytes=20_000)),
    ({"lossless": "true", "progressive": False}, Output(lossless=True, progressive=False)),
    ({"subsampling": "4:4:4", "colors": 2, "speed": 6}, Output(subsampling="4:4:4", colors=2, speed=6)),
    ({"lossless": False, "quality": 80}, Output(lossless=False, quality=80)),
]
INVALID: list[tuple[str, Any, str]] = [
    ("format", "jpgg", "Did you mean"),
    ("format", "heic", "HEIC can be read but not written."),
    ("format", "pdf", "must be one of jpeg, png, webp, avif, gif, tiff"),
    ("format", ["png"], "must be one of"),
    ("format", 3, "must be one of"),
    ("quality", 0, "a whole number from 1 to 100; got 0."),
    ("quality", 101, "got 101."),
    ("quality", "high", 'got "high".'),
    ("quality", True, "got true."),
    ("quality", 80.0, "got 80.0."),
    ("quality", "9" * 5000, "..."),
    ("quality", 10**400, "a number with too many digits"),
    ("quality", [80], "got [80]."),
    ("metadata", "all", "must be one of strip, copyright, keep"),
    ("metadata", ["keep"], "must be one of strip"),
    ("background", "blu", 'a color such as "#ff8800"'),
    ("background", 7, "got 7."),
    ("background", "#" * 99, "a color such as"),
    ("quality", "Auto", "It may also be auto."),
    ("target", 0.5, "a number from 0.9 to 0.999; got 0.5."),
    ("target", "nan", 'got "nan".'),
    ("max_bytes", 1, "a whole number from 100 to"),
    ("max_bytes", "-5", 'got "-5".'),
    ("max_bytes", 10**12, "got 1000000000000."),
    ("max_bytes", 10**30, "a number with too many digits"),
    ("lossless", "maybe", "true or false"),
    ("progressive", 2, "true or false; got 2."),
    ("subsampling", "4:4:", "Did you mean 4:4:4?"),
    ("subsampling", "444", "one of 4:4:4, 4:2:2, 4:2:0"),
    ("level", 9, "a whole number from 0 to 7"),
    ("colors", 1, "a whole number from 2 to 256"),
    ("method", 7, "from 0 to 6"),
    ("speed", 2, "from 6 to 10"),
    ("compression", "zip", "one of none, lzw, deflate"),
    ("dpi", 0, "from 1 to 10000"),
    ("qualty", 80, "Did you mean quality?"),
    ("lossles", True, "Did you mean lossless?"),
]
CONTRADICTIONS: list[dict[str, Any]] = [
    {"lossless": True, "quality": 80},
    {"lossless": "true", "quality": "80"},
    {"lossless": "true", "quality": 80},
    {"lossless": True, "quality": "auto"},
    {"lossless": True, "max_bytes": 1000},
    {"lossless": True, "target": 0.99},
]
OVER: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({"quality": 20, "format": "webp"}, {"quality": 95}, {"quality": 95, "format": "webp"}),
    ({"metadata": "keep"}, {"metadata": "strip"}, {"metadata": "strip"}),
    ({"metadata": "keep"}, {}, {"metadata": "keep"}),
    ({"quality": 20, "max_bytes": 999}, {"lossless": True}, {"lossless": True}),
    ({"lossless": True}, {"max_bytes": 999}, {"max_bytes": 999}),
    ({"lossless": True}, {"progressive": True}, {"lossless": True, "progressive": True}),
    ({"quality": "auto", "target": 0.95}, {"quality": 70}, {"quality": 70, "target": 0.95}),
]


@pytest.mark.parametrize(("raw", "output"), VALID)
def test_it_reads(raw: dict[str, Any], output: Output) -> None:
    assert Output.parse(raw) == output


@pytest.mark.parametrize(("field", "value", "detail"), INVALID)
def test_it_refuses_and_says_why(field: str, value: Any, detail: str) -> None:
    with pytest.raises(OutputInvalid) as caught:
        Output.parse({field: value})
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == (field, "parameter_invalid")
    assert detail in problem.detail
    assert len(problem.detail) < 400


@pytest.mark.parametrize("value", ["1", 1])
def test_a_name_that_is_no_text_is_refused_like_any_other(value: Any) -> None:
    """JSON may hold half of a surrogate pair, which no answer can be encoded with."""
    with pytest.raises(OutputInvalid, match="There is no output choice") as caught:
        Output.parse({"\ud800": value})
    assert caught.value.problems[0].field.encode() == b"\\ud800"
    assert caught.value.detail.encode()


def test_all_problems_are_found_at_once() -> None:
    with pytest.raises(OutputInvalid) as caught:
        Output.parse({"format": "x", "quality": 0, "metadata": "x", "background": "x"})
    assert [problem.field for problem in caught.value.problems] == ["format", "quality", "metadata", "background"]


@pytest.mark.parametrize(
    ("source", "alpha", "made"),
    [("heic", False, "jpeg"), ("heic", True, "png"), ("gif", False, "gif"), ("avif", True, "avif")],
)
def test_a_source_that_cannot_be_written_becomes_png_or_jpeg(source: str, alpha: bool, made: str) -> None:
    assert writable(FORMATS[source], has_alpha=alpha).name == made


@pytest.mark.parametrize("raw", CONTRADICTIONS, ids=str)
def test_lossless_leaves_no_quality_to_choose(raw: dict[str, Any]) -> None:
    with pytest.raises(OutputInvalid) as caught:
        Output.parse(raw)
    (problem,) = caught.value.problems
    assert problem.field == "lossless"
    assert problem.detail.endswith("give only one of them.")


@pytest.mark.parametrize(("base", "explicit", "merged"), OVER)
def test_explicit_choices_win_and_what_contradicts_them_gives_way(
    base: dict[str, Any], explicit: dict[str, Any], merged: dict[str, Any]
) -> None:
    assert Output.parse(explicit).over(Output.parse(base)) == Output.parse(merged)


def test_it_knows_what_was_given() -> None:
    assert Output.parse({"metadata": "strip", "quality": "", "dpi": None}).given() == {"metadata": "strip"}


def test_every_choice_describes_itself() -> None:
    for choice in Output.choices():
        assert choice.description.endswith(".")
        assert choice.optional or choice.default is not None
        assert choice.labels


@pytest.mark.parametrize(
    ("raw", "format", "ignored"),
    [
        ({"subsampling": "4:4:4", "level": 1}, "jpeg", ("level",)),
        ({"subsampling": "4:4:4", "level": 1}, "png", ("subsampling",)),
        ({"quality": 80}, "png", ()),
        ({"max_bytes": 999, "format": "webp", "background": "red"}, "webp", ()),
        ({"lossless": True}, "avif", ("lossless",)),
    ],
)
def test_it_names_what_a_format_does_not_have(raw: dict[str, Any], format: str, ignored: tuple[str, ...]) -> None:
    assert Output.parse(raw).ignored(FORMATS[format]) == ignored
