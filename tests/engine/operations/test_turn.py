"""Rotate, flip and mirror against Pillow, and what fills the corners."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from filters.engine.errors import PipelineInvalid
from filters.engine.kernels.vision import to_array
from filters.engine.operations.turn import ExifTranspose, FixedTurn, Flip, Mirror, Rotate, Transpose, Transverse
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


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("step", [Flip(), Mirror(), Transpose(), Transverse(), ExifTranspose()], ids=lambda one: one.op)
def test_arrays_turn_as_pictures_do(step: FixedTurn, mode: str) -> None:
    image = picture(mode)
    assert np.array_equal(step.transform_pixels(to_array(image)), to_array(step.apply(image)))


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
@pytest.mark.parametrize("angle", TURNS)
def test_quarter_turns_move_pixels_and_nothing_else(angle: float, mode: str) -> None:
    image, step = picture(mode), Rotate(angle=angle)
    assert same(step.apply(image), image.transpose(TURNS[angle]))
    assert step.output_size(image.size) == step.apply(image).size


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


@pytest.mark.parametrize("name", PHOTOS)
def test_the_diagonals_are_pillows(name: str) -> None:
    image = photo(name)
    assert same(Transpose().apply(image), image.transpose(Image.Transpose.TRANSPOSE))
    assert same(Transverse().apply(image), image.transpose(Image.Transpose.TRANSVERSE))


def test_what_was_turned_on_load_is_not_turned_again() -> None:
    image = photo()
    image.getexif()[0x0112] = 6
    assert same(ExifTranspose().apply(image), photo())


@pytest.mark.parametrize("expand", [True, False])
@pytest.mark.parametrize("angle", [0.0, 90.0, 180.0, 33.3])
@pytest.mark.parametrize(
    ("center", "translate"), [((0, 0), None), (None, (30, -8)), ((10.5, 90), (0.5, 4)), ((-50, 20), None)], ids=str
)
def test_another_center_and_a_translation_are_pillows(
    center: tuple[float, float] | None, translate: tuple[float, float] | None, angle: float, expand: bool
) -> None:
    image = photo(size=(90, 60))
    raw: dict[str, Any] = {"angle": angle, "expand": expand, "background": "#808080"}
    raw |= {"center_x": center[0], "center_y": center[1]} if center else {}
    raw |= {"translate_x": translate[0], "translate_y": translate[1]} if translate else {}
    options: dict[str, Any] = {"center": center, "translate": translate, "fillcolor": "#808080"}
    oracle = image.rotate(angle, Image.Resampling.BICUBIC, expand, **options)
    assert same(Rotate.parse(raw).apply(image), oracle)


@pytest.mark.parametrize("fill", ["blur", "average", "copy", "mirror", "repeat"])
@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_filled_corners_leave_the_picture_and_its_mode(mode: str, fill: str) -> None:
    image = picture(mode, (40, 30))
    result = Rotate.parse({"angle": 20, "fill": fill}).apply(image)
    plain = Rotate(angle=20.0, background="#00000000").apply(image)
    assert result.mode == mode
    inside = np.asarray(Image.new("L", image.size, 255).rotate(20, Image.Resampling.BICUBIC, expand=True)) == 255
    assert np.array_equal(np.asarray(result.convert("RGBA"))[inside], np.asarray(plain.convert("RGBA"))[inside])
    assert result.convert("RGBA").getchannel("A").getextrema() != (0, 0)


@pytest.mark.parametrize("fill", ["copy", "mirror"])
def test_corners_go_on_where_the_picture_ends(fill: str) -> None:
    """Seamless: a soft gradient turned has no jump at the edge of the picture, where a color has."""
    image = photo(size=(200, 160)).resize((12, 10)).resize((200, 160)).convert("L")
    steps = np.abs(np.diff(values(Rotate.parse({"angle": 15, "fill": fill}).apply(image)), axis=1))
    assert steps.max() <= 3 * np.abs(np.diff(values(image), axis=1)).max()


def test_corners_of_a_very_long_picture_cannot_be_drawn_out() -> None:
    step = Rotate.parse({"angle": 1, "fill": "mirror"})
    with pytest.raises(PipelineInvalid, match="must be color, blur or average"):
        step.output_size((40_000, 2))
    assert step.model_copy(update={"fill": "blur"}).apply(picture("L", (40_000, 2))).size[0] > 39_000


centers = st.none() | st.floats(-90, 90)


@given(
    angle=st.floats(-360, 360) | st.sampled_from([0.0, 90.0, 180.0, 270.0]),
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    center_x=centers,
    translate_y=st.just(0.0) | st.floats(-50, 50),
    expand=st.booleans(),
)
def test_the_size_around_any_center_is_known_before(angle: float, size: tuple[int, int], **choices: Any) -> None:
    step = Rotate(angle=angle, **choices)
    assert step.apply(picture("L", size)).size == step.output_size(size)


@given(
    angle=st.floats(-360, 360) | st.sampled_from([1e-20, -1e-20, 1e-13, 90 + 1e-12, 179.9999999, -1e-300]),
    expand=st.booleans(),
    width=st.integers(1, 40),
    height=st.integers(1, 40),
)
def test_the_size_is_known_before(angle: float, expand: bool, width: int, height: int) -> None:
    step = Rotate(angle=angle, expand=expand)
    assert step.apply(picture("L", (width, height))).size == step.output_size((width, height))
