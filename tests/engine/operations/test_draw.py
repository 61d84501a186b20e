"""Shapes at given places: exact where they lie on whole pixels, and what a redaction must hide."""

from typing import Any

import pytest
from PIL import Image, ImageDraw

from filters.engine import Operation
from filters.engine.errors import PipelineInvalid
from filters.engine.operations.draw import Ellipse, Line, Polygon, Rectangle
from tests.engine.pictures import cutout, label, photo, same, values, visible

IMAGE = photo(size=(200, 100))
OUTSIDE = [
    Rectangle(left=120.0), Ellipse(top=-50.0), Line(points=((-9.0, -9.0), (-5.0, 120.0))),
    Polygon(points=((150.0, 0.0), (160.0, 0.0), (150.0, 9.0))), Rectangle(left=20_000.0, unit="px"),
]  # fmt: skip
ROUND = Rectangle(radius=60.0, outline="red")
STEPS: list[Operation] = [Rectangle(), ROUND, Ellipse(outline="#ff000080"), Line(), Polygon(outline="red")]


@pytest.mark.parametrize(
    ("parameters", "box"),
    [
        ({"left": 10.0, "top": 20.0, "width": 30.0, "height": 40.0}, (20, 20, 80, 60)),
        ({"left": 10.0, "top": 20.0, "width": 30.0, "height": 40.0, "unit": "px"}, (10, 20, 40, 60)),
        ({"left": -10.0, "top": 90.0, "width": 200.0, "height": 40.0}, (0, 90, 200, 100)),
        ({"left": 10.4, "top": 20.6, "width": 30.2, "height": 0.1, "unit": "px"}, (10, 20, 41, 21)),
    ],
)
def test_a_rectangle_hides_every_pixel_that_it_touches(parameters: dict[str, Any], box: tuple[int, ...]) -> None:
    expected = IMAGE.copy()
    expected.paste((0, 0, 0), box)  # type: ignore[arg-type]
    assert same(Rectangle(**parameters).apply(IMAGE), expected)


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_nothing_shows_through_a_redaction_of_a_transparent_picture(mode: str) -> None:
    result = Rectangle(left=0.0, top=0.0, width=100.0, height=100.0).apply(cutout(mode))
    assert set(values(result.convert("RGBA")).reshape(-1, 4).sum(axis=1)) == {255}


def test_an_outline_is_pillows() -> None:
    expected = IMAGE.copy()
    ImageDraw.Draw(expected).rectangle((10, 20, 59, 69), outline="red", width=3)
    clear = Rectangle(left=10.0, top=20.0, width=50.0, height=50.0, unit="px", fill="#00000000")
    step = clear.model_copy(update={"outline": "#ff0000", "outline_width": 3.0})
    assert same(step.apply(IMAGE), expected)


def test_an_outline_lies_around_the_fill() -> None:
    step = Rectangle(left=10.0, top=20.0, width=50.0, height=50.0, unit="px", outline="red", outline_width=4.0)
    result = step.apply(IMAGE)
    assert result.getpixel((10, 20)) == result.getpixel((13, 40)) == (255, 0, 0)
    assert result.getpixel((14, 40)) == (0, 0, 0)


def test_a_translucent_fill_is_a_blend() -> None:
    result = Rectangle(left=0.0, top=0.0, width=100.0, height=100.0, fill="#ff000080").apply(IMAGE)
    expected = Image.composite(Image.new("RGB", IMAGE.size, "red"), IMAGE, Image.new("L", IMAGE.size, 128))
    assert same(result, expected)


def test_an_ellipse_touches_the_middles_of_its_box_and_not_its_corners() -> None:
    result = Ellipse(left=0.0, top=0.0, width=100.0, height=100.0, fill="lime").apply(IMAGE)
    assert result.getpixel((100, 0)) == result.getpixel((100, 99)) == (0, 255, 0)
    assert result.getpixel((0, 0)) == IMAGE.getpixel((0, 0))


def test_a_straight_line_is_as_wide_as_asked() -> None:
    step = Line(points=((0.0, 50.0), (200.0, 50.0)), unit="px", width=6.0, color="white")
    result = values(step.apply(Image.new("L", (200, 100))))
    assert [*result[:, 100].nonzero()[0]] == [47, 48, 49, 50, 51, 52]


def test_a_polygon_is_filled_inside() -> None:
    result = Polygon(points=((0.0, 0.0), (100.0, 0.0), (0.0, 100.0)), fill="white").apply(Image.new("L", (100, 100)))
    assert result.getpixel((10, 10)) == 255 and result.getpixel((90, 90)) == 0


@pytest.mark.parametrize("step", OUTSIDE, ids=label)
def test_what_lies_outside_changes_nothing(step: Operation) -> None:
    assert same(step.apply(IMAGE), IMAGE)


@pytest.mark.parametrize("step", STEPS, ids=label)
def test_transparent_colors_draw_nothing(step: Operation) -> None:
    clear: dict[str, str] = {
        name: "#00000000" for name in ("fill", "outline", "color") if name in type(step).model_fields
    }
    assert same(step.model_copy(update=clear).apply(IMAGE), IMAGE)


@pytest.mark.parametrize("step", [Rectangle(), Rectangle(radius=60.0), Ellipse(), Polygon()], ids=label)
def test_percent_make_the_same_picture_at_every_size(step: Operation) -> None:
    large = step.apply(Image.new("L", (800, 400), 255)).reduce(4)
    assert abs(values(large) - values(step.apply(Image.new("L", (200, 100), 255)))).mean() < 1


def test_shapes_show_on_transparent_parts() -> None:
    clear = Image.new("RGBA", (50, 50), (9, 9, 9, 0))
    result = Ellipse(left=10.0, top=10.0, width=80.0, height=80.0, fill="#ff0000").apply(clear)
    assert result.getpixel((25, 25)) == (255, 0, 0, 255)
    assert visible(result.crop((0, 0, 5, 5))) == visible(clear.crop((0, 0, 5, 5)))


@pytest.mark.parametrize(
    ("step", "parameters", "field"),
    [
        (Line, {"points": [[1, 2]]}, "points"),
        (Line, {"points": [[1, 2]] * 65}, "points"),
        (Line, {"points": [[1, 2, 3], [4, 5, 6]]}, "points"),
        (Line, {"points": [[1, 2], [1e9, 0]]}, "points"),
        (Polygon, {"points": [[1, 2], [3, 4]]}, "points"),
        (Rectangle, {"width": 0.0}, "width"),
        (Rectangle, {"radius": 101.0}, "radius"),
        (Ellipse, {"outline_width": 1e9}, "outline_width"),
    ],
)
def test_what_cannot_be_drawn_is_refused(step: type[Operation], parameters: dict[str, Any], field: str) -> None:
    with pytest.raises(PipelineInvalid) as caught:
        step.parse(parameters)
    assert caught.value.problems[0].field == field


def test_points_may_come_as_text() -> None:
    assert Line.from_text({"points": "10,20 30,40"}).points == ((10, 20), (30, 40))
