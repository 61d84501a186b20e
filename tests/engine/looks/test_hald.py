"""Hald images: an even one changes nothing, others say the same as the cube they were made from."""

import numpy as np
import pytest
from PIL import Image

from filters.engine.errors import LookInvalid
from filters.engine.looks.hald import read_hald
from filters.engine.looks.lut import Lut, Table
from tests.engine.cubes import hald, lattice, warm
from tests.engine.pictures import encoded, furthest, photo, same


@pytest.mark.parametrize("level", [2, 3, 4, 8])
def test_an_even_one_changes_nothing(level: int) -> None:
    lut = read_hald(encoded(hald(level), "PNG"))
    assert lut.size == level**2
    assert furthest(lut.apply(photo()), photo()) <= 1


@pytest.mark.parametrize("level", [4, 8])
def test_it_is_the_cube_it_was_made_from(level: int) -> None:
    size = level**2
    points = np.array([warm(*point) for point in lattice(size)], np.float32).reshape(size, size, size, 3)
    oracle = Lut(cube=Table(points)).apply(photo())
    assert furthest(read_hald(encoded(hald(level, warm), "PNG")).apply(photo()), oracle) <= 1


@pytest.mark.parametrize(("format", "options"), [("TIFF", {}), ("BMP", {}), ("WEBP", {"lossless": True})])
def test_it_comes_in_every_format_that_loses_nothing(format: str, options: dict[str, bool]) -> None:
    once, again = read_hald(encoded(hald(4, warm), "PNG")), read_hald(encoded(hald(4, warm), format, **options))
    assert same(once.apply(photo()), again.apply(photo()))


def test_a_level_above_8_is_reduced_to_64_points() -> None:
    lut = read_hald(encoded(hald(9, warm), "PNG"))
    assert lut.size == 64
    assert furthest(lut.apply(photo()), read_hald(encoded(hald(8, warm), "PNG")).apply(photo())) <= 2


def test_transparency_and_profiles_are_ignored() -> None:
    opaque = hald(4, warm)
    clear = opaque.convert("RGBA")
    clear.putalpha(0)
    data = encoded(clear, "PNG", icc_profile=b"no profile at all")
    assert same(read_hald(data).apply(photo()), read_hald(encoded(opaque, "PNG")).apply(photo()))


@pytest.mark.parametrize("size", [(1, 1), (7, 7), (8, 27), (65, 65), (512, 511), (729, 730), (1, 16)], ids=str)
def test_it_refuses_another_size_and_names_the_right_ones(size: tuple[int, int]) -> None:
    with pytest.raises(LookInvalid) as refusal:
        read_hald(encoded(Image.new("RGB", size), "PNG"))
    assert f"The picture is {size[0]} x {size[1]}, which is no Hald image" in refusal.value.detail
    assert "8 x 8, 27 x 27, 64 x 64" in refusal.value.detail
    assert refusal.value.detail.endswith("1331 x 1331 or 1728 x 1728.")


REFUSED = {
    "a JPEG": encoded(hald(4), "JPEG"),
    "a damaged PNG": encoded(hald(8, warm), "PNG")[:4000],
    "no picture": b"hello",
    "nothing": b"",
    "too many pixels": encoded(Image.new("1", (2197, 2197)), "PNG"),
    "an animation": encoded(hald(2), "PNG", save_all=True, append_images=[hald(2, warm)]),
    "too many bytes": encoded(hald(2), "PNG") + bytes(20 * 1024 * 1024),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_refuses_with_a_named_error(name: str) -> None:
    with pytest.raises(LookInvalid) as refusal:
        read_hald(REFUSED[name])
    assert refusal.value.code == "parameter_invalid"
    assert refusal.value.problems[0].field == "file"
