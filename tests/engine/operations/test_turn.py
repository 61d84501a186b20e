"""Rotate, flip and mirror against Pillow, and what fills the corners."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from filters.engine.operations.turn import Flip, Mirror, Rotate
from tests.engine.pictures import PHOTOS, cutout, photo, picture, same, values

ANGLES = (0.5, 33.3, 45.0, -12.0, 91.0, 180.1, 359.9)
TURNS = {
    90.0: Image.Transpose.ROTATE_90, -270.0: Image.Transpose.ROTATE_90, 180.0: Image.Transpose.ROTATE_180,
    -180.0: Image.Transpose.ROTATE_180, 270.0: Image.Transpose.ROTATE_270, -90.0: Image.Transpose.ROTATE_270,
}  # fmt: skip


@pytest.mark.parametrize("name", PHOTOS)
def test_flip_and_mirror_are_pillows(name: str) -> None:
    image = photo(name)
    assert same(Flip().apply(image), ImageOps.flip(image))
    assert same(Mirror().apply(image), ImageOps.mirror(image))


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
@pytest.mark.parametrize("angle", TURNS)
def test_quarter_turns_move_pixels_and_nothing_else(angle: float, mode: str) -> None:
    image = picture(mode)
    assert same(Rotate(angle=angle).apply(image), image.transpose(TURNS[angle]))


@pytest.mark.parametrize("angle", [0.0, 360.0, -360.0])
@pytest.mark.parametrize("expand", [True, False])
def test_a_full_turn_changes_nothing(angle: float, expand: bool) -> None:
    assert same(Rotate(angle=angle, expand=expand).apply(photo()), photo())


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("expand", [True, False])
@pytest.mark.parametrize("resample", ["bicubic", "bilinear", "nearest"])
@pytest.mark.parametrize("angle", ANGLES)
def test_it_is_pillows_on_an_opaque_background(angle: float, resample: str, expand: bool, name: str) -> None:
    image = photo(name)
    step = Rotate.parse({"angle": angle, "resample": resample, "expand": expand, "background": "#808080"})
    fill = 128 if image.mode == "L" else (128, 128, 128)
    oracle = image.rotate(angle, Image.Resampling[resample.upper()], expand=expand, fillcolor=fill)
    assert same(step.apply(image), oracle)


@pytest.mark.parametrize("angle", ANGLES)
def test_corners_are_transparent_by_default(angle: float) -> None:
    image = photo(size=(60, 40))
    result = Rotate(angle=angle).apply(image)
    assert result.mode == "RGBA"
    assert same(result, image.convert("RGBA").rotate(angle, Image.Resampling.BICUBIC, expand=True))
    assert set(values(result)[..., 3].flat) == {0, 255}


@pytest.mark.parametrize(
    ("mode", "background", "made"),
    [
        ("L", "#404040", "L"),
        ("L", "#ff0000", "RGB"),
        ("L", "#40404080", "LA"),
        ("L", "#ff000080", "RGBA"),
        ("LA", "#404040", "LA"),
        ("LA", "navy", "RGBA"),
        ("RGB", "navy", "RGB"),
        ("RGB", "#00000000", "RGBA"),
        ("RGBA", "white", "RGBA"),
    ],
)
def test_corners_have_the_exact_color_asked_for(mode: str, background: str, made: str) -> None:
    result = Rotate(angle=45.0, background=background).apply(picture(mode, (20, 20)))
    assert result.mode == made
    expected = Image.new("RGBA", (1, 1), background)
    assert same(result.crop((0, 0, 1, 1)).convert("RGBA"), expected)


def test_it_makes_no_dark_fringe() -> None:
    image = Image.new("RGBA", (60, 60))
    image.paste("white", (20, 20, 40, 40))
    pixels = values(Rotate(angle=20.0).apply(image))
    assert (pixels[pixels[..., 3] > 0][:, :3] == 255).all()


def test_transparent_parts_stay_transparent_over_a_background() -> None:
    image = cutout()
    result = Rotate(angle=10.0, expand=False, background="red").apply(image)
    assert values(result)[2, 20, 3] == 0
    assert result.getpixel((39, 29)) == (255, 0, 0, 255)


@given(
    angle=st.floats(-360, 360) | st.sampled_from([1e-20, -1e-20, 1e-13, 90 + 1e-12, 179.9999999, -1e-300]),
    expand=st.booleans(),
    width=st.integers(1, 40),
    height=st.integers(1, 40),
)
def test_the_size_is_known_before(angle: float, expand: bool, width: int, height: int) -> None:
    step = Rotate(angle=angle, expand=expand)
    assert step.apply(picture("L", (width, height))).size == step.output_size((width, height))
