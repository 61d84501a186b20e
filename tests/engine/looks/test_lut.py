"""Tables over pictures, against Pillow's own trilinear filter and SciPy's interpolation."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter
from scipy.interpolate import RegularGridInterpolator

from filters.engine.looks.lut import BLACK, WHITE, Lut, Table, identity, resampled
from tests.engine.cubes import lattice, unchanged, warm
from tests.engine.pictures import furthest, photo, picture, same, values

WIDER = (2.0, 2.0, 2.0)


def cube(size: int, formula: Any = warm, **domain: Any) -> Table:
    points = [formula(*point) for point in lattice(size)]
    return Table(np.array(points, np.float32).reshape(size, size, size, 3), **domain)


def curves(size: int, formula: Any = warm, **domain: Any) -> Table:
    steps = np.linspace(0, 1, size)
    return Table(np.array([formula(step, step, step) for step in steps], np.float32), **domain)


def by_scipy(image: Image.Image, table: Table) -> np.ndarray:
    """Trilinear in double precision."""
    grid = [np.linspace(low, high, table.size) for low, high in zip(table.low[::-1], table.high[::-1], strict=True)]
    interpolate = RegularGridInterpolator(grid, table.points.astype(np.float64))
    places = np.asarray(image)[..., ::-1] / 255
    return np.asarray(np.rint(interpolate(places.clip(table.low[::-1], table.high[::-1])).clip(0, 1) * 255))


@pytest.mark.parametrize("size", [2, 3, 9, 17, 33, 65])
def test_a_cube_is_pillows(size: int) -> None:
    table = [channel for point in lattice(size) for channel in warm(*point)]
    oracle = photo().filter(ImageFilter.Color3DLUT(size, table))
    assert furthest(Lut(cube=cube(size)).apply(photo()), oracle) <= 1


@pytest.mark.parametrize("size", [2, 5, 33])
@pytest.mark.parametrize("formula", [warm, unchanged])
def test_the_way_for_every_cube_is_pillows_too(size: int, formula: Any) -> None:
    """An even curve before the cube takes the way without Pillow."""
    lut = Lut(curves=curves(2, unchanged), cube=cube(size, formula))
    table = [channel for point in lattice(size) for channel in formula(*point)]
    assert furthest(lut.apply(photo()), photo().filter(ImageFilter.Color3DLUT(size, table))) <= 1


@pytest.mark.parametrize(
    "domain",
    [
        {"high": WIDER},
        {"low": (-1.0, -0.5, 0.0), "high": (1.5, 1.0, 2.0)},
        {"low": (0.2, 0.3, 0.1), "high": (0.8, 0.7, 0.5)},
    ],
    ids=str,
)
def test_a_domain_is_minded(domain: dict[str, Any]) -> None:
    table = cube(9, **domain)
    ours = values(Lut(cube=table).apply(photo()))
    assert np.abs(ours - by_scipy(photo(), table)).max() <= 1


def test_values_that_pillow_cannot_hold_are_interpolated_as_they_are() -> None:
    table = cube(3, lambda red, green, blue: (red * 30 - 10, green * 8, blue - 5))
    ours = values(Lut(cube=table).apply(photo()))
    assert np.abs(ours - by_scipy(photo(), table)).max() <= 1


@pytest.mark.parametrize("size", [2, 5, 256, 1024, 65536])
def test_curves_are_numpys(size: int) -> None:
    lut = Lut(curves=curves(size))
    steps = np.linspace(0, 1, size)
    points = np.array([warm(step, step, step) for step in steps])
    oracle = np.stack(
        [np.interp(np.asarray(photo())[..., channel] / 255, steps, points[:, channel]) for channel in range(3)], axis=-1
    )
    assert np.abs(values(lut.apply(photo())) - np.rint(oracle * 255)).max() <= 1


def test_curves_over_a_domain_hold_their_ends() -> None:
    lut = Lut(curves=curves(2, unchanged, low=(0.25,) * 3, high=(0.75,) * 3))
    ramp = Image.linear_gradient("L").transpose(Image.Transpose.ROTATE_90)
    out = values(lut.apply(ramp))[0]
    assert [out[0], out[63], out[128], out[192], out[255]] == [0, 0, 129, 255, 255]


def test_curves_come_before_the_cube() -> None:
    inverted = curves(2, lambda red, green, blue: (1 - red, 1 - green, 1 - blue))
    both = Lut(curves=inverted, cube=cube(9)).apply(photo())
    apart = Lut(cube=cube(9)).apply(Lut(curves=inverted).apply(photo()))
    assert furthest(both, apart) <= 1


@pytest.mark.parametrize(
    "lut",
    [
        Lut(curves=curves(2, unchanged)),
        Lut(curves=curves(1024, unchanged)),
        Lut(cube=cube(2, unchanged)),
        Lut(cube=cube(33, unchanged)),
        Lut(curves=curves(16, unchanged), cube=cube(17, unchanged)),
    ],
    ids=["curve 2", "curve 1024", "cube 2", "cube 33", "both"],
)
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_an_even_look_changes_nothing(lut: Lut, mode: str) -> None:
    image = photo().convert(mode)
    assert same(lut.apply(image).convert(mode), image)


LOOKS = {
    "curves": Lut(curves=curves(16)),
    "cube": Lut(cube=cube(9)),
    "both": Lut(curves=curves(16), cube=cube(9)),
    "wide": Lut(cube=cube(9, high=WIDER)),
}


@pytest.mark.parametrize("name", LOOKS)
@given(strength=st.floats(0, 1))
def test_strength_mixes_the_look_with_the_picture(name: str, strength: float) -> None:
    image = photo(size=(40, 30))
    whole = values(LOOKS[name].apply(image))
    mixed = whole * strength + values(image) * (1 - strength)
    assert np.abs(values(LOOKS[name].apply(image, strength)) - mixed).max() <= 1.5


@pytest.mark.parametrize("name", LOOKS)
def test_no_strength_is_no_change(name: str) -> None:
    assert same(LOOKS[name].apply(photo(), 0.0), photo())


def test_gray_stays_gray_where_all_channels_are_treated_alike() -> None:
    gray = photo().convert("L")
    alike = Lut(curves=curves(16, lambda red, green, blue: (red**2, green**2, blue**2)))
    assert alike.apply(gray).mode == "L"
    assert same(alike.apply(gray).convert("RGB"), alike.apply(gray.convert("RGB")))
    assert LOOKS["curves"].apply(gray).mode == "RGB"
    assert same(LOOKS["cube"].apply(gray), LOOKS["cube"].apply(gray.convert("RGB")))


@pytest.mark.parametrize("size", [(1, 1), (3, 1), (70_000, 1)], ids=str)
@pytest.mark.parametrize("name", LOOKS)
def test_it_takes_every_size(name: str, size: tuple[int, int]) -> None:
    image = picture("RGB", size)
    result = LOOKS[name].apply(image)
    assert (result.mode, result.size) == ("RGB", size)
    assert result.getpixel((0, 0)) == LOOKS[name].apply(image.crop((0, 0, 1, 1))).getpixel((0, 0))


def test_it_leaves_its_input_alone() -> None:
    image = photo()
    for lut in LOOKS.values():
        lut.apply(image, 0.5)
    assert same(image, photo())


def test_an_identity_is_even() -> None:
    assert np.allclose(identity(5).reshape(-1, 3), lattice(5))


@pytest.mark.parametrize(("size", "smaller"), [(9, 5), (5, 9), (65, 64), (3, 3)])
def test_resampling_keeps_the_look(size: int, smaller: int) -> None:
    made = resampled(cube(size).points, smaller)
    assert made.shape == (smaller, smaller, smaller, 3)
    once, again = Lut(cube=cube(size)).apply(photo()), Lut(cube=Table(made)).apply(photo())
    assert furthest(once, again) <= 6
    assert np.allclose(resampled(identity(size), smaller), identity(smaller), atol=1e-6)


def test_a_look_tells_its_size() -> None:
    assert [look.size for look in LOOKS.values()] == [16, 9, 9, 9]
    assert Lut().size == 0
    assert Table(identity(2)).low == BLACK and Table(identity(2)).high == WHITE
