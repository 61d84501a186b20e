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
]
INVALID: list[tuple[str, Any, str]] = [
    ("format", "jpgg", "Did you mean"),
    ("format", "bmp", "BMP can be read but not written."),
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
    assert len(problem.detail) < 300


def test_all_problems_are_found_at_once() -> None:
    with pytest.raises(OutputInvalid) as caught:
        Output.parse({"format": "x", "quality": 0, "metadata": "x", "background": "x"})
    assert [problem.field for problem in caught.value.problems] == ["format", "quality", "metadata", "background"]


@pytest.mark.parametrize(
    ("source", "alpha", "made"),
    [("bmp", False, "jpeg"), ("bmp", True, "png"), ("gif", False, "gif"), ("avif", True, "avif")],
)
def test_a_source_that_cannot_be_written_becomes_png_or_jpeg(source: str, alpha: bool, made: str) -> None:
    assert writable(FORMATS[source], has_alpha=alpha).name == made
