"""Looks as steps: stored ones by name, small ones written out, against Pillow's own filter."""

from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFilter

from filters.engine import Pipeline, process
from filters.engine.assets import Assets
from filters.engine.errors import PipelineInvalid
from filters.engine.operations.look import Color3dLut, Look
from tests.engine.cubes import cube_text, curve_text, hald, lattice, unchanged, warm
from tests.engine.pictures import PHOTOS, cutout, encoded, furthest, opened, photo, same, values

WARM = Assets(looks={"warm": cube_text(17, warm)})
Numbers = tuple[float, ...]


def table(size: int, formula: Any = warm) -> Numbers:
    return tuple(channel for point in lattice(size) for channel in formula(*point))


def oracle(image: Image.Image, size: int) -> Image.Image:
    return image.convert("RGB").filter(ImageFilter.Color3DLUT(size, list(table(size))))


@pytest.mark.parametrize("name", PHOTOS)
def test_a_stored_look_is_pillows(name: str) -> None:
    image = photo(name)
    assert furthest(Look(look="warm").apply(image, WARM), oracle(image, 17)) <= 1


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("size", [2, 3, 9])
def test_a_written_cube_is_pillows(name: str, size: int) -> None:
    image = photo(name)
    assert furthest(Color3dLut(table=table(size), size=size).apply(image), oracle(image, size)) <= 1


@pytest.mark.parametrize("strength", [0.0, 0.25, 1.0])
def test_strength_mixes_it_with_the_picture(strength: float) -> None:
    mixed = values(oracle(photo(), 9)) * strength + values(photo()) * (1 - strength)
    step = Color3dLut(table=table(9), strength=strength)
    assert np.abs(values(step.apply(photo())) - mixed).max() <= 1.5


@pytest.mark.parametrize("data", [cube_text(33), curve_text(64), encoded(hald(8), "PNG")], ids=["3D", "1D", "Hald"])
def test_an_even_look_changes_nothing(data: bytes) -> None:
    made = Look(look="even").apply(photo(), Assets(looks={"even": data}))
    assert furthest(made, photo()) <= 1


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_the_alpha_stays_and_gray_may_become_colored(mode: str) -> None:
    image = cutout(mode)
    made = Look(look="warm").apply(image, WARM)
    assert made.mode == "RGBA"
    assert made.getchannel("A").tobytes() == image.getchannel("A").tobytes()


def test_it_names_the_nearest_look() -> None:
    with pytest.raises(PipelineInvalid) as refusal:
        process_with([{"op": "invert"}, {"op": "look", "look": "wram"}], WARM)
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("pipeline[1].look", "parameter_invalid")
    assert problem.detail.endswith('there is no look "wram". Did you mean warm?')


def test_a_look_that_cannot_be_read_is_an_error_of_its_step() -> None:
    with pytest.raises(PipelineInvalid) as refusal:
        process_with([{"op": "look", "look": "bad"}], Assets(looks={"bad": b"LUT_3D_SIZE 2\n0 0\n"}))
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("pipeline[0].look", "parameter_invalid")
    assert "cannot be read. Line 2: " in problem.detail


def test_another_file_under_the_same_name_is_another_result() -> None:
    steps = [{"op": "look", "look": "warm"}]
    once, again = process_with(steps, WARM), process_with(steps, Assets(looks={"warm": cube_text(2, unchanged)}))
    assert once.etag == process_with(steps, WARM).etag != again.etag
    assert same(opened(again.data), photo())


def process_with(steps: list[dict[str, Any]], assets: Assets) -> Any:
    return process(encoded(photo(), "PNG"), steps, assets=assets)


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"table": [0.0] * 25}, "table", "a cube of 2 points to a side has 24 numbers; the table has 25"),
    ({"table": [0.0] * 24, "size": 3}, "table", "a cube of 3 points to a side has 81 numbers; the table has 24"),
    ({"table": [0.0] * 81, "size": 2}, "table", "a cube of 2 points to a side has 24 numbers; the table has 81"),
    ({"table": [0.0] * 23}, "table", "a list of 24 to 2187 numbers from -2 to 2"),
    ({"table": [0.0] * 2188}, "table", "a list of 24 to 2187 numbers"),
    ({"table": [0.0] * 23 + [2.5]}, "table", "numbers from -2 to 2"),
    ({"table": [0.0] * 23 + [float("nan")]}, "table", "numbers from -2 to 2"),
    ({"table": [0.0] * 23 + ["1"]}, "table", "numbers from -2 to 2"),
    ({"table": [0.0] * 24, "size": 10}, "size", "from 2 to 9"),
    ({"table": [0.0] * 24, "strength": 1.5}, "strength", "from 0 to 1"),
    ({}, "table", "needs table"),
]


@pytest.mark.parametrize(("raw", "field", "sentence"), WRONG)
def test_it_refuses_a_table_that_is_no_cube(raw: dict[str, Any], field: str, sentence: str) -> None:
    with pytest.raises(PipelineInvalid) as refusal:
        Pipeline.parse([{"op": "color_3d_lut", **raw}])
    (problem,) = refusal.value.problems
    assert problem.field == f"pipeline[0].{field}"
    assert sentence in problem.detail


def test_the_schema_marks_the_look() -> None:
    assert Look.model_json_schema()["properties"]["look"]["x-asset"] == "look"
