"""The looks that ship: files that read back, and do what they say."""

import numpy as np
import pytest

from filters.engine.looks.bundled import BUNDLED, BundledLook, cube_file
from filters.engine.looks.cube import read_cube
from filters.engine.looks.lut import Lut, Table, identity
from tests.engine.pictures import furthest, photo, values

BY_SLUG = {bundled.slug: bundled for bundled in BUNDLED}
every_look = pytest.mark.parametrize("bundled", BUNDLED, ids=BY_SLUG)


def of(slug: str, *color: int) -> list[float]:
    """What a look makes of a color, 0..255."""
    made = BY_SLUG[slug].formula(np.array([color], np.float32) / np.float32(255))
    return [float(channel) * 255 for channel in made[0]]


def test_a_cube_that_is_written_reads_back() -> None:
    points = identity(5) ** np.float32(0.7)
    lut = read_cube(cube_file(points, "Mine"))
    assert lut.title == "Mine"
    assert lut.cube is not None
    assert np.allclose(lut.cube.points, points, atol=1e-6)


@every_look
def test_its_file_is_its_formula(bundled: BundledLook) -> None:
    fine = Lut(cube=Table(bundled.formula(identity(65))))
    assert furthest(read_cube(bundled.file()).apply(photo()), fine.apply(photo())) <= 3
    assert len(bundled.file()) < 200_000


@every_look
def test_it_changes_a_photo_without_losing_its_tones(bundled: BundledLook) -> None:
    made = values(read_cube(bundled.file()).apply(photo()))
    assert np.abs(made - values(photo())).mean() > 4
    assert np.corrcoef(made.ravel(), values(photo()).ravel())[0, 1] > 0.95


@every_look
def test_lighter_grays_stay_lighter(bundled: BundledLook) -> None:
    grays = np.linspace(0, 1, 256, dtype=np.float32)[:, np.newaxis].repeat(3, axis=1)
    assert (np.diff(bundled.formula(grays) @ np.array([0.2126, 0.7152, 0.0722])) > -1e-4).all()


def test_golden_hour_warms_lights_and_lifts_blacks() -> None:
    red, _, blue = of("golden-hour", 200, 200, 200)
    assert red - blue > 30
    assert min(of("golden-hour", 0, 0, 0)) > 8


def test_teal_and_orange_parts_shadows_from_lights() -> None:
    red, green, blue = of("teal-and-orange", 50, 50, 50)
    assert blue > green > red
    red, green, blue = of("teal-and-orange", 210, 210, 210)
    assert red > green > blue
