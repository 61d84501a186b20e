"""Text at a given place, as `ImageDraw.text` sets it."""

from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from filters.engine import process
from filters.engine.drawing.text import FOLDER
from filters.engine.errors import PipelineInvalid
from filters.engine.operations.draw_text import DrawText
from tests.engine.pictures import encoded, photo, same, values

IMAGE = photo(size=(300, 200))
FONT = ImageFont.truetype(FOLDER / "DejaVuSans.ttf", 30)
PX: dict[str, Any] = {"unit": "px", "size": 30.0, "size_unit": "px", "spacing": 0.0}
ANCHORS = [
    ("top_left", "la"), ("top", "ma"), ("top_right", "ra"), ("left", "lm"), ("center", "mm"), ("right", "rm"),
    ("bottom_left", "ld"), ("bottom", "md"), ("bottom_right", "rd"),
]  # fmt: skip


@pytest.mark.parametrize("text", ["Hello", "שלום عليكم", "two\nlines"])
@pytest.mark.parametrize(("anchor", "letters"), ANCHORS)
def test_it_is_pillows(anchor: Any, letters: str, text: str) -> None:
    expected = IMAGE.copy()
    ImageDraw.Draw(expected).text((150, 100), text, "#ff8000", FONT, letters, spacing=0)
    step = DrawText(text=text, x=150.0, y=100.0, anchor=anchor, color="#ff8000", **PX)
    assert same(step.apply(IMAGE), expected)


def test_places_between_pixels_count() -> None:
    expected = IMAGE.copy()
    ImageDraw.Draw(expected).text((20.4, 30.7), "Hello", "white", FONT, "la", spacing=0)
    step = DrawText(text="Hello", x=20.4, y=30.7, anchor="top_left", color="white", **PX)
    assert same(step.apply(IMAGE), expected)


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_lines_are_aligned_as_pillow_does(align: Any) -> None:
    expected = IMAGE.copy()
    ImageDraw.Draw(expected).text((20, 30), "one\nlonger line", "white", FONT, "la", 0, align)
    step = DrawText(text="one\nlonger line", x=20.0, y=30.0, anchor="top_left", color="white", align=align, **PX)
    assert same(step.apply(IMAGE), expected)


def test_percent_count_the_sides() -> None:
    step = DrawText(text="Hello", x=50.0, y=25.0, size=15.0, color="white")
    same_place = DrawText(text="Hello", x=150.0, y=50.0, color="white", **PX | {"spacing": 10.0})
    assert same(step.apply(IMAGE), same_place.apply(IMAGE))


@pytest.mark.parametrize(("x", "y"), [(-20_000.0, 0.0), (20_000.0, 20_000.0), (0.0, -400.0)])
def test_outside_it_changes_nothing(x: float, y: float) -> None:
    assert same(DrawText(text="Hello", x=x, y=y, **PX).apply(IMAGE), IMAGE)


def test_what_is_too_large_to_be_drawn_is_refused_with_its_size() -> None:
    step = {"op": "text", "text": "W" * 500, "size": 2000.0, "size_unit": "px"}
    with pytest.raises(PipelineInvalid) as caught:
        process(encoded(IMAGE, "PNG"), [step])
    (problem,) = caught.value.problems
    assert problem.field == "pipeline[0].size"
    assert "pixels" in problem.detail


def test_a_stroke_is_pillows() -> None:
    expected = Image.new("L", (300, 200))
    ImageDraw.Draw(expected).text((20, 30), "Stroke", 255, FONT, "la", stroke_width=3)
    step = DrawText(
        text="Stroke", x=20.0, y=30.0, anchor="top_left", color="white", stroke=10.0, stroke_color="white", **PX
    )
    result = step.apply(Image.new("L", (300, 200)))
    assert abs(values(result) - values(expected)).max() <= 64  # the letters once more over their own soft edge
    assert abs(values(result) - values(expected)).mean() < 0.5
