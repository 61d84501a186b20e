"""Frames: a plain one, one of nine patches, on the edges and around."""

from typing import Any

import pytest
from PIL import Image, ImageOps

from filters.engine import Assets, process
from filters.engine.errors import PipelineInvalid
from filters.engine.operations.frame import Frame, nine_patch
from tests.engine.pictures import cutout, encoded, photo, same

IMAGE = photo(size=(200, 100))


def checkered(cut: int = 4) -> Image.Image:
    """Nine patches of a color each; the middle is loud."""
    picture = Image.new("RGB", (3 * cut, 3 * cut))
    colors = ["red", "lime", "blue", "yellow", "magenta", "cyan", "white", "gray", "navy"]
    for number, color in enumerate(colors):
        picture.paste(color, (number % 3 * cut, number // 3 * cut, number % 3 * cut + cut, number // 3 * cut + cut))
    return picture


def test_around_it_is_pillows_expand() -> None:
    assert same(Frame(width=10.0, color="navy", around=True).apply(IMAGE), ImageOps.expand(IMAGE, 10, "navy"))


def test_on_the_edges_the_middle_stays() -> None:
    result = Frame(width=10.0, color="#ffffff").apply(IMAGE)
    assert result.size == IMAGE.size
    assert same(result.crop((10, 10, 190, 90)), IMAGE.crop((10, 10, 190, 90)))
    assert result.getpixel((9, 50)) == result.getpixel((190, 50)) == result.getpixel((100, 90)) == (255, 255, 255)


def test_a_translucent_frame_around_leaves_transparency() -> None:
    result = Frame(color="#ff000080", around=True, width=10.0).apply(IMAGE)
    assert result.getpixel((0, 0)) == (255, 0, 0, 128)
    assert result.getpixel((100, 50))[3] == 255  # type: ignore[index]


def test_a_plain_frame_needs_no_second_picture() -> None:
    assert Frame().needs() == ()
    assert len(Frame(style="picture").needs()) == 1


def test_corners_keep_their_shape_and_sides_are_stretched() -> None:
    frame = nine_patch(checkered(), (100, 60), 10, 4)
    corners = [(0, 0), (90, 0), (0, 50), (90, 50)]
    assert [frame.getpixel((x + 5, y + 5))[:3] for x, y in corners] == [  # type: ignore[index]
        (255, 0, 0), (0, 0, 255), (255, 255, 255), (0, 0, 128),
    ]  # fmt: skip
    assert {frame.getpixel((x, 5)) for x in range(10, 90)} == {(0, 255, 0, 255)}
    assert {frame.getpixel((95, y)) for y in range(10, 50)} == {(0, 255, 255, 255)}
    assert frame.crop((10, 10, 90, 50)).getbbox() is None


@pytest.mark.parametrize("around", [False, True])
def test_a_frame_of_a_picture_hides_none_of_the_middle(around: bool) -> None:
    assets = Assets(pictures={"frame": encoded(checkered(), "PNG")})
    result = Frame(style="picture", picture="frame", width=10.0, around=around).apply(IMAGE, assets)
    inner = (10, 10, 210, 110) if around else (10, 10, 190, 90)
    expected = IMAGE if around else IMAGE.crop((10, 10, 190, 90))
    assert same(result.crop(inner).convert("RGB"), expected)


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 7), (3, 300)])
@pytest.mark.parametrize("source", [(1, 1), (2, 5), (90, 3)])
def test_small_ones_work(size: tuple[int, int], source: tuple[int, int]) -> None:
    assets = Assets(overlay=encoded(cutout(size=(40, 30)).resize(source), "PNG"))
    for parameters in ({"width": 50.0}, {"width": 1.0, "around": True}):
        step = Frame(style="picture", slice=50.0, **parameters)  # type: ignore[arg-type]
        assert step.apply(photo(size=size), assets).size == step.output_size(size)


def test_no_width_is_no_frame() -> None:
    assert same(Frame(width=0.0).apply(IMAGE), IMAGE)


def test_a_missing_picture_is_named() -> None:
    steps: list[dict[str, Any]] = [{"op": "frame", "style": "picture", "picture": "nothing"}]
    with pytest.raises(PipelineInvalid, match="there is no picture"):
        process(encoded(IMAGE, "PNG"), steps)
