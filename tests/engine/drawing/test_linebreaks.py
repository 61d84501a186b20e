"""Lines: broken at spaces, inside words where they must be, never inside a letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine.drawing.linebreaks import clean, wrapped
from filters.engine.drawing.text import bundled, open_face


@pytest.mark.parametrize("text", ["a\u2028b", "a\u2029b"])
def test_every_line_break_is_one(text: str) -> None:
    assert clean(text) == "a\nb"


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("one two three", 200, "one two\nthree"),
        ("one two three", 10_000, "one two three"),
        ("kept\n\nas it is", 10_000, "kept\n\nas it is"),
        ("W" * 6, 120, "WWW\nWWW"),
        ("a WWWWWW b", 120, "a\nWWW\nWWW\nb"),
        ("WW", 1, "W\nW"),
        ("e\u0301" * 3, 1, "e\u0301\ne\u0301\ne\u0301"),
        ("\U0001f468\u200d\U0001f469" * 2, 1, "\U0001f468\u200d\U0001f469\n\U0001f468\u200d\U0001f469"),
    ],
)
def test_lines_are_broken_where_they_must_be(text: str, width: float, expected: str) -> None:
    assert wrapped(text, open_face(bundled(), 40), width) == expected


@given(text=st.text(st.sampled_from("aW .\nשل漢"), min_size=1, max_size=60), width=st.integers(50, 600))
def test_wrapped_text_keeps_its_letters_and_fits(text: str, width: int) -> None:
    face = open_face(bundled(), 40)
    lines = wrapped(text, face, width)
    assert "".join(lines.split()) == "".join(text.split())
    for line in filter(str.strip, lines.split("\n")):
        assert face.font.getbbox(line.strip(" "))[2] <= width
