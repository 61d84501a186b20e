"""Chains of tables, matrices and gradients: all at once is the same as one by one."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from filters.engine.kernels.points import IDENTITY, Colors, Gradient, Matrix, Point, Table, run_points, simplified
from filters.engine.kernels.rows import BLOCK
from filters.engine.kernels.tables import SAME, reduced
from filters.engine.kernels.vision import Pixels, to_array
from tests.engine.pictures import PHOTOS, SIZES, photo, picture
from tests.engine.strategies import tables

NEGATIVE = SAME[::-1]
SEPIA = Matrix((0.393, 0.769, 0.189, 0, 0.349, 0.686, 0.168, 0, 0.272, 0.534, 0.131, 0))
GRAY_MIX = Matrix((0.6, 0.3, 0.1, 0))
WEIGHTS = st.floats(-2, 2)


def _turned(pixels: Pixels) -> Pixels:
    return np.roll(pixels, 1, axis=-1)


ANY_POINT: st.SearchStrategy[Point] = st.one_of(
    tables().map(lambda entries: Table(reduced(entries))),
    tables().map(lambda entries: Gradient(reduced(entries))),
    st.lists(WEIGHTS, min_size=12, max_size=12).map(lambda numbers: Matrix(tuple(numbers))),
    st.lists(WEIGHTS, min_size=4, max_size=4).map(lambda numbers: Matrix(tuple(numbers))),
    st.just(Colors(_turned)),
)
CHAINS = st.lists(ANY_POINT, max_size=6)
PICTURES = {
    "color": picture("RGB", (80, 50)),
    "gray": picture("L", (80, 50)),
    **{f"{mode} {size}": picture(mode, size) for mode in ("L", "RGB") for size in SIZES},
}


def one_by_one(pixels: Pixels, chain: Sequence[Point]) -> Pixels:
    for point in chain:
        pixels = run_points(pixels, [point])
    return pixels


def equal(one: Pixels, other: Pixels) -> bool:
    return one.dtype == other.dtype == np.uint8 and one.shape == other.shape and bool((one == other).all())


@pytest.mark.parametrize("image", PICTURES.values(), ids=PICTURES)
@given(chain=CHAINS)
def test_a_chain_is_its_steps_one_by_one(image: Image.Image, chain: list[Point]) -> None:
    pixels = to_array(image)
    assert equal(run_points(pixels, chain), one_by_one(pixels, chain))


@given(CHAINS)
def test_a_simplified_chain_does_the_same(chain: list[Point]) -> None:
    pixels = to_array(picture("L"))
    assert equal(run_points(pixels, simplified(chain)), one_by_one(pixels, chain))
    assert len(simplified(chain)) <= len(chain)


@pytest.mark.parametrize("name", PHOTOS)
def test_strips_make_a_picture(name: str) -> None:
    image = photo(name).resize((1000, BLOCK // 1000 * 2 + 100))
    chain: list[Point] = [Table(NEGATIVE), SEPIA, Colors(_turned), Table(SAME * 2 + NEGATIVE)]
    assert equal(run_points(to_array(image), chain), one_by_one(to_array(image), chain))


def test_eight_tables_become_one() -> None:
    assert len(simplified([Table(NEGATIVE)] * 9)) == 1
    assert simplified([Table(NEGATIVE)] * 8) == ()


@pytest.mark.parametrize("point", [Table(SAME), IDENTITY], ids=["table", "matrix"])
def test_what_does_nothing_gives_the_same_array(point: Point) -> None:
    pixels = to_array(photo())
    assert run_points(pixels, [point]) is pixels
    assert run_points(pixels, []) is pixels


def test_a_matrix_takes_gray_as_a_color() -> None:
    gray = photo("camera.png")
    expected = run_points(to_array(gray.convert("RGB")), [SEPIA])
    assert equal(run_points(to_array(gray), [SEPIA]), expected)


@pytest.mark.parametrize("point", [GRAY_MIX, Colors(_turned), Gradient(NEGATIVE), Table(NEGATIVE)])
def test_gray_stays_gray_where_it_can(point: Point) -> None:
    assert run_points(to_array(photo("camera.png")), [point]).ndim == 2


@pytest.mark.parametrize("point", [GRAY_MIX, Gradient(NEGATIVE)])
def test_brightness_makes_gray(point: Point) -> None:
    assert run_points(to_array(photo()), [point, Table(NEGATIVE)]).ndim == 2


@pytest.mark.parametrize("name", PHOTOS)
def test_a_smooth_gradient_is_pillows_within_a_level(name: str) -> None:
    gray = photo(name).convert("L")
    expected = to_array(ImageOps.colorize(gray, "navy", "gold"))
    assert np.abs(run_points(to_array(photo(name)), [_gold()]).astype(int) - expected).max() <= 1


def _gold() -> Gradient:
    ramp = Image.frombytes("L", (256, 1), SAME)
    return Gradient(b"".join(band.tobytes() for band in ImageOps.colorize(ramp, "navy", "gold").split()))


@given(tables(channels=1))
def test_a_steep_gradient_is_exact(entries: bytes) -> None:
    steep = Gradient(entries[:255] + bytes([(entries[254] + 9) % 256]))
    expected = photo().convert("L").point(list(steep.entries))
    assert equal(run_points(to_array(photo()), [steep]), to_array(expected))
