"""No more of a file is decoded than its result needs."""

import io
from typing import Any

import numpy as np
import pytest
import simplejpeg
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from skimage.metrics import structural_similarity

from tests.engine.pictures import PHOTOS, encoded, furthest, photo
from tests.engine.plan.compared import both_ways, planned, rules_of

WIDTH, HEIGHT = 451, 300
JPEG = encoded(photo(), "JPEG", quality=90)
REDUCED = "reduced_decode"


def turned_file(orientation: int, *, size: tuple[int, int] = (61, 40), format: str = "PNG") -> bytes:
    """A file whose EXIF orientation is left to apply."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    photo(size=size).save(buffer, format, exif=exif)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("step", "scale"),
    [
        ({"op": "resize", "width": 226}, 1),
        ({"op": "resize", "width": 225}, 2),
        ({"op": "resize", "width": 112}, 4),
        ({"op": "resize", "width": 56}, 8),
        ({"op": "resize", "width": 10}, 8),
        ({"op": "thumbnail", "width": 100, "height": 100}, 4),
        ({"op": "fit", "width": 75, "height": 75}, 4),
        ({"op": "pad", "width": 500, "height": 70}, 4),
        ({"op": "resize", "width": 50, "height": 300, "fit": "stretch"}, 1),
        ({"op": "resize", "width": 50, "resample": "nearest"}, 1),
        ({"op": "resize", "width": 50, "resample": "box"}, 1),
        ({"op": "resize", "width": 50, "linear": True}, 1),
        ({"op": "reduce", "factor": 4}, 1),
    ],
    ids=str,
)
def test_a_jpeg_is_decoded_no_smaller_than_its_result(step: dict[str, Any], scale: int) -> None:
    plan = planned(JPEG, [step])
    assert plan.decoding.scale == scale
    assert (REDUCED in rules_of(JPEG, [step])) == (scale > 1)
    assert plan.decoded_size == (-(-WIDTH // scale), -(-HEIGHT // scale))


def test_what_is_cut_away_does_not_shine_through() -> None:
    half = Image.new("RGB", (800, 600), "white")
    half.paste("black", (403, 0, 800, 600))
    cut = {"op": "crop", "left": 403, "width": 397, "height": 600}
    data, steps = encoded(half, "JPEG", quality=95), [cut, {"op": "resize", "width": 49}]
    assert planned(data, steps).decoding.scale == 1
    assert furthest(*both_ways(data, steps)) == 0


@pytest.mark.parametrize(("sampling", "scale"), [("4:4:4", 4), ("4:2:0", 4), ("4:2:2", 1), ("4:1:1", 1)])
def test_no_color_is_given_away(sampling: str, scale: int) -> None:
    image = photo(size=(448, 300))
    data = encoded(image, "JPEG", quality=90, subsampling=sampling)
    if sampling == "4:1:1":
        data = simplejpeg.encode_jpeg(np.asarray(image), 90, "RGB", "411")
    assert planned(data, [{"op": "resize", "width": 112}]).decoding.scale == scale


@pytest.mark.parametrize(("width", "scale"), [(200, 1), (112, 2), (56, 4), (28, 8), (10, 8)])
def test_a_jpeg_2000_is_decoded_at_twice_its_result_at_least(width: int, scale: int) -> None:
    data = encoded(photo(size=(448, 304)), "JPEG2000", irreversible=True)
    steps = [{"op": "resize", "width": width}]
    assert planned(data, steps).decoding.scale == scale
    one, other = (np.asarray(image).astype(float) for image in both_ways(data, steps))
    assert np.abs(one - other).mean() < 7


@pytest.mark.parametrize("format", ["PNG", "WEBP", "TIFF"])
def test_other_formats_are_decoded_whole(format: str) -> None:
    assert planned(encoded(photo(), format), [{"op": "resize", "width": 20}]).decoding.scale == 1


RESIZES = st.fixed_dictionaries(
    {
        "op": st.just("resize"),
        "width": st.integers(20, 220),
        "height": st.integers(20, 150),
        "fit": st.sampled_from(["contain", "cover", "stretch", "pad", "outside"]),
        "resample": st.sampled_from(["lanczos", "bicubic", "bilinear"]),
    }
)


@pytest.mark.parametrize("name", PHOTOS)
@given(step=RESIZES)
def test_a_reduced_photo_looks_the_same(name: str, step: dict[str, Any]) -> None:
    data = encoded(photo(name, (WIDTH, HEIGHT)), "JPEG", quality=90)
    one, other = (np.asarray(image).astype(float) for image in both_ways(data, [step]))
    assert one.shape == other.shape
    assert np.abs(one - other).mean() < 3
    axis = 2 if one.ndim == 3 else None
    assert structural_similarity(one, other, data_range=255, channel_axis=axis) > 0.97  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize(
    "step",
    [
        {"op": "resize", "width": 20},
        {"op": "resize", "width": 16, "height": 12, "fit": "cover", "position": "top_left"},
        {"op": "resize", "width": 24, "height": 10, "fit": "pad", "position": "left"},
        {"op": "crop", "left": 3, "top": 5, "width": 20, "height": 30},
    ],
    ids=str,
)
def test_a_picture_is_brought_upright_when_it_is_small(orientation: int, step: dict[str, Any]) -> None:
    data = turned_file(orientation)
    assert rules_of(data, [step]) == {"turned_small"}
    assert not planned(data, [step]).decoding.upright
    assert furthest(*both_ways(data, [step])) <= 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_jpeg_is_reduced_too(orientation: int) -> None:
    data = turned_file(orientation, size=(450, 300), format="JPEG")
    plan = planned(data, [{"op": "resize", "width": 50}])
    assert plan.decoding.scale == (8 if orientation < 5 else 4)
    one, other = both_ways(data, [{"op": "resize", "width": 50}])
    assert one.size == other.size == ((50, 33) if orientation < 5 else (50, 75))
    assert np.abs(np.asarray(one).astype(int) - np.asarray(other)).mean() < 3
