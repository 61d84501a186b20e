"""A picture over a picture: place, size, turn, and one that is larger than what it lies on."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from filters.engine import Assets, process
from filters.engine.errors import PipelineInvalid
from filters.engine.operations.watermark_image import WatermarkImage
from tests.engine.pictures import animation, cutout, encoded, frames_of, photo, picture, same, values

RED = Image.new("RGB", (40, 20), "red")
BLACK = Image.new("RGB", (400, 200))
SOLID: dict[str, Any] = {"opacity": 1.0, "margin": 0.0}


def stored(image: Image.Image) -> Assets:
    return Assets(pictures={"logo": encoded(image, "PNG")}, overlay=encoded(image, "PNG"))


def marked(image: Image.Image, mark: Image.Image, **parameters: Any) -> Image.Image:
    return WatermarkImage(**SOLID | parameters).apply(image, stored(mark))


def test_without_a_name_it_is_the_requests_second_picture() -> None:
    assets = Assets(pictures={"logo": encoded(RED, "PNG")}, overlay=encoded(cutout(), "PNG"))
    assert same(WatermarkImage().apply(BLACK, assets), WatermarkImage().apply(BLACK, stored(cutout())))
    assert not same(WatermarkImage(picture="logo").apply(BLACK, assets), WatermarkImage().apply(BLACK, assets))


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_at_its_own_size_it_is_alpha_composite(mode: str) -> None:
    image, mark = picture("RGBA", (60, 50), seed=1), picture(mode, (20, 30), seed=2)
    expected = image.copy()
    expected.alpha_composite(mark.convert("RGBA"), (40, 20))
    assert same(marked(image, mark, scale=100.0, scale_of="itself"), expected)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"scale": 25.0}, (300, 150, 400, 200)),
        ({"scale": 50.0, "scale_of": "height", "position": "top_left"}, (0, 0, 200, 100)),
        ({"scale": 100.0, "scale_of": "itself", "position": "center"}, (180, 90, 220, 110)),
        ({"scale": 50.0, "scale_of": "itself", "position": "top", "margin": 5.0}, (190, 10, 210, 20)),
        ({"scale": 10.0, "position": "left", "offset_x": -10, "offset_y": 5}, (0, 95, 30, 115)),
        ({"scale": 1000.0, "scale_of": "itself"}, (0, 0, 400, 200)),
        ({"scale": 1000.0, "margin": 10.0, "position": "right"}, (60, 20, 380, 180)),
    ],
)
def test_it_lies_where_and_is_as_large_as_asked(parameters: dict[str, Any], expected: tuple[int, ...]) -> None:
    assert marked(BLACK, RED, **parameters).getbbox() == expected


@given(width=st.integers(1, 900), height=st.integers(1, 900), angle=st.sampled_from([0.0, 30.0, -90.0, 200.5]))
def test_one_that_is_larger_than_the_picture_is_shrunk_to_fit(width: int, height: int, angle: float) -> None:
    mark = Image.new("L", (width, height), 255)
    result = marked(Image.new("L", (200, 100)), mark, scale=1000.0, angle=angle, margin=10.0, position="center")
    left, top, right, bottom = result.getbbox() or (0, 0, 0, 0)
    assert left >= 8 and top >= 8 and right <= 192 and bottom <= 92


def test_its_shape_stays() -> None:
    left, top, right, bottom = marked(BLACK, RED, scale=33.0).getbbox() or (0, 0, 0, 0)
    assert (right - left) / (bottom - top) == pytest.approx(2, abs=0.05)


def test_tiles_without_a_gap_are_seamless() -> None:
    mark = photo(size=(40, 20))
    result = marked(BLACK, mark, scale=10.0, tile=True, gap=0.0, position="top_left")
    for x in range(0, 400, 40):
        for y in range(0, 200, 20):
            assert same(result.crop((x, y, x + 40, y + 20)), mark)


def test_a_gap_is_a_share_of_the_shorter_side() -> None:
    result = values(marked(BLACK, RED, scale=10.0, tile=True, gap=10.0, position="top_left"))[..., 0]
    assert (result[:20, :40] == 255).all() and not result[:, 40:60].any() and not result[20:40].any()
    assert (result[40:60, 60:100] == 255).all()


def test_a_turned_picture_has_soft_edges() -> None:
    levels = {int(level) for level in values(marked(BLACK, RED, angle=20.0, position="center"))[..., 0].flat}
    assert len(levels) > 20


def test_a_blend_mode_mixes_with_what_is_below() -> None:
    result = marked(photo(size=(400, 200)), RED, mode="multiply", scale=100.0)
    assert same(result.getchannel("R"), photo(size=(400, 200)).getchannel("R"))
    assert result.getchannel("G").getextrema() == (0, 0)


def test_a_colored_mark_makes_a_gray_picture_colored() -> None:
    assert marked(Image.new("L", (60, 40)), RED).mode == "RGB"
    assert marked(Image.new("L", (60, 40)), RED.convert("L")).mode == "L"


def test_it_lies_on_every_frame() -> None:
    result = process(
        animation("GIF"), [WatermarkImage(opacity=1.0)], format="png", assets=stored(Image.new("L", (9, 9)))
    )
    assert [frame.getpixel((21, 14)) for frame in frames_of(result.data)] == [(0, 0, 0, 255)] * 3


def test_without_a_second_picture_the_error_says_how_to_send_one() -> None:
    with pytest.raises(PipelineInvalid) as caught:
        process(encoded(BLACK, "PNG"), [WatermarkImage()])
    (problem,) = caught.value.problems
    assert problem.field == "pipeline[0].picture"
    assert "overlay" in problem.detail


@pytest.mark.parametrize("data", [b"text", encoded(BLACK, "PNG")[:60]], ids=["text", "cut short"])
@pytest.mark.parametrize("name", [None, "logo"])
def test_one_that_cannot_be_read_is_named(data: bytes, name: str | None) -> None:
    with pytest.raises(PipelineInvalid) as caught:
        process(
            encoded(BLACK, "PNG"), [WatermarkImage(picture=name)], assets=Assets(pictures={"logo": data}, overlay=data)
        )
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == ("pipeline[0].picture", "parameter_invalid")
    assert "cannot be read" in problem.detail
