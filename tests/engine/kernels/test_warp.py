"""Moving pixels along a map: exact where nothing is interpolated, and the same however the picture is cut in tiles."""

import numpy as np
import pytest
from PIL import Image, ImageChops

from filters.engine.kernels import warp
from filters.engine.kernels.vision import Pixels, cv2
from filters.engine.kernels.warp import Map, Outside, warped
from tests.engine.pictures import cutout, photo, picture, same, values

OUTSIDE: tuple[Outside, ...] = ("background", "edge", "mirror")
PADDED = {"edge": "edge", "mirror": "symmetric"}


def moved(right: float, down: float) -> Map:
    return lambda x, y: (x - right, y - down)


def waving(x: Pixels, y: Pixels) -> tuple[Pixels, Pixels]:
    return x + 9 * np.sin(y / 7), y + 11 * np.cos(x / 9)


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
@pytest.mark.parametrize("outside", OUTSIDE)
@pytest.mark.parametrize("size", [(1, 1), (1, 9), (30, 20)], ids=str)
def test_a_map_to_itself_changes_nothing(mode: str, outside: Outside, size: tuple[int, int]) -> None:
    image = picture(mode, size).point(lambda value: value | 255 if mode in ("LA", "RGBA") else value)
    made = warped(image, moved(0, 0), outside, "#808080")
    assert made.mode == mode
    assert same(made, image)


@pytest.mark.parametrize("outside", ["edge", "mirror"])
@pytest.mark.parametrize(("right", "down"), [(3, 2), (-4, 0), (29, -19), (5, 50)])
def test_whole_pixels_move_as_they_are(outside: Outside, right: int, down: int) -> None:
    image = picture("RGB", (30, 20))
    padded = np.pad(values(image), ((60, 60), (60, 60), (0, 0)), mode=PADDED[outside])  # type: ignore[call-overload]
    expected = padded[60 - down : 80 - down, 60 - right : 90 - right]
    assert np.array_equal(values(warped(image, moved(right, down), outside)), expected)


def test_the_background_lies_beyond() -> None:
    image = picture("RGB", (30, 20))
    expected = ImageChops.offset(image, 7, 4)
    expected.paste("#123456", (0, 0, 30, 4))
    expected.paste("#123456", (0, 0, 7, 20))
    assert same(warped(image, moved(7, 4), "background", "#123456"), expected)


def test_far_away_there_is_only_the_background() -> None:
    image = picture("L", (8, 8))
    for far in (100, 1e9, -1e30, float("nan"), float("inf")):
        assert same(warped(image, moved(far, 0), "background", "#404040"), Image.new("L", (8, 8), 0x40))


def test_half_a_pixel_is_half_of_each() -> None:
    image = Image.new("L", (10, 4))
    image.paste(200, (5, 0, 10, 4))
    row = values(warped(image, moved(0.5, 0)))[2]
    assert row[5] == 100
    assert abs(row[[0, 1, 8, 9]] - [0, 0, 200, 200]).max() == 0


@pytest.mark.parametrize(
    ("mode", "background", "made"),
    [("L", "#404040", "L"), ("L", "red", "RGB"), ("L", "#40404080", "LA"), ("RGB", "#00000000", "RGBA"),
     ("RGBA", "white", "RGBA"), ("LA", "navy", "RGBA")],
)  # fmt: skip
def test_the_background_has_the_exact_color_asked_for(mode: str, background: str, made: str) -> None:
    result = warped(picture(mode, (20, 20)), moved(10, 0), "background", background)
    assert result.mode == made
    assert same(result.crop((0, 0, 1, 1)).convert("RGBA"), Image.new("RGBA", (1, 1), background))


@pytest.mark.parametrize("outside", OUTSIDE)
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_tiles_leave_no_seams(outside: Outside, mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within 1: positions are rounded to a 32nd of a pixel, and a few fall on the other side."""
    image = photo(size=(150, 110)).convert(mode)
    whole = warped(image, waving, outside, "#112233")
    monkeypatch.setattr(warp, "TILE", 32)
    difference = np.abs(values(warped(image, waving, outside, "#112233")) - values(whole))
    assert (difference == 0).mean() > 0.999


def test_colors_are_opencvs() -> None:
    image = photo(size=(150, 110))
    x, y = np.meshgrid(np.arange(150) + 0.5, np.arange(110) + 0.5)
    across, down = (places.astype(np.float32) - np.float32(0.5) for places in waving(x, y))
    oracle = cv2.remap(np.asarray(image), across, down, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    assert (np.abs(values(warped(image, waving)) - oracle) == 0).mean() > 0.99


@pytest.mark.parametrize("outside", OUTSIDE)
def test_it_makes_no_dark_fringe(outside: Outside) -> None:
    image = Image.new("RGBA", (60, 60))
    image.paste("white", (20, 20, 40, 40))
    pixels = values(warped(image, waving, outside))
    assert len(set(pixels[..., 3].flat)) > 10
    assert (pixels[pixels[..., 3] > 0][:, :3] == 255).all()


def test_the_border_fades_into_the_background() -> None:
    image = Image.new("RGB", (20, 20), "white")
    pixels = values(warped(image, moved(5.25, 0), "background"))[10]
    assert set(pixels[pixels[:, 3] > 0][:, 0]) == {255}
    assert 0 < pixels[5, 3] < 255


def test_what_is_farther_than_opencv_reaches_is_fine() -> None:
    image = Image.linear_gradient("L").transpose(Image.Transpose.ROTATE_90).resize((40_000, 4))
    assert np.array_equal(values(warped(image, moved(3, 0)))[:, 3:], values(image)[:, :-3])


@pytest.mark.parametrize("background", ["#00000000", "#112233", "#80808040"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_opaque_pictures_look_as_they_do_with_alpha(
    mode: str, background: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tiles inside the picture are not mixed with the background; here there are some of each kind."""
    monkeypatch.setattr(warp, "TILE", 32)
    image = photo(size=(150, 110)).convert(mode)
    whole = image.copy()
    whole.putalpha(255)
    made = warped(image, waving, "background", background, (220, 150)).convert("RGBA")
    assert same(made, warped(whole, waving, "background", background, (220, 150)).convert("RGBA"))


def test_another_size_can_be_asked_for() -> None:
    image = picture("RGB", (30, 20))
    made = warped(image, moved(2, 1), "background", "navy", (40, 26))
    assert made.size == (40, 26)
    assert same(made.crop((2, 1, 32, 21)), image)


def test_the_picture_stays_as_it_was() -> None:
    image = cutout()
    before = image.tobytes()
    warped(image, waving)
    assert image.tobytes() == before
