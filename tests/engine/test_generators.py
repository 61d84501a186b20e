"""Generators: Pillow's own pictures, the same for the same parameters, in every size and mode they say."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from PIL import Image
from pydantic import ValidationError

from filters.engine.generators import (
    GENERATORS,
    Checkerboard,
    Generator,
    LinearGradient,
    Mandelbrot,
    Noise,
    Placeholder,
    RadialGradient,
    Solid,
)
from filters.engine.parameters import rgba
from tests.engine.pictures import furthest, same, values

every_generator = pytest.mark.parametrize("generator", GENERATORS.values(), ids=GENERATORS)


@every_generator
def test_it_says_what_it_is_and_takes(generator: type[Generator]) -> None:
    assert generator.summary().endswith(".") and len(generator.summary()) <= 100
    for parameter in generator.parameters():
        assert parameter.description.endswith("."), parameter.name
        if parameter.kind in ("number", "integer"):
            assert None not in (parameter.minimum, parameter.maximum, parameter.step), parameter.name
    schema = generator.model_json_schema()
    Draft202012Validator.check_schema(schema)
    assert Draft202012Validator(schema).is_valid({"width": 3})
    assert not Draft202012Validator(schema).is_valid({"nothing_like_this": 3})


@every_generator
@pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 1), (33, 21)])
def test_it_makes_the_size_and_mode_it_says(generator: type[Generator], size: tuple[int, int]) -> None:
    made = generator(width=size[0], height=size[1])
    assert (made.make().size, made.make().mode) == (size, made.mode)


@every_generator
@given(data=st.data())
def test_every_color_comes_out_in_the_mode_it_says(generator: type[Generator], data: st.DataObject) -> None:
    names = [parameter.name for parameter in generator.parameters() if parameter.kind == "color"]
    colors = st.sampled_from(["#000", "#fff8", "#ff0000", "#00ff0000", "#0000ff80", "#00000000"])
    made = generator(width=30, height=20, **{name: data.draw(colors) for name in names})
    assert made.make().mode == made.mode


@every_generator
def test_the_same_parameters_make_the_same_pixels(generator: type[Generator]) -> None:
    assert same(generator(width=50, height=40).make(), generator(width=50, height=40).make())


def test_solid_is_one_color() -> None:
    assert Solid(width=3, height=2, color="navy").make().getcolors() == [(6, (0, 0, 128))]
    assert Solid(width=3, height=2, color="#0808").make().getcolors() == [(6, (0, 136, 0, 136))]
    assert Solid(width=3, height=2, color="#0707077f").make().getcolors() == [(6, (7, 127))]


def test_gradients_are_pillows() -> None:
    assert same(LinearGradient(width=256, height=256).make(), Image.linear_gradient("L"))
    outwards = RadialGradient(width=256, height=256, color="black", to_color="white").make()
    assert furthest(outwards, Image.radial_gradient("L")) <= 2


def test_a_checkerboard_begins_with_its_first_color() -> None:
    made = Checkerboard(width=5, height=4, cell=2, color="white", to_color="black").make()
    assert values(made).tolist() == [[255, 255, 0, 0, 255]] * 2 + [[0, 0, 255, 255, 0]] * 2


@pytest.mark.parametrize("colored", [False, True])
def test_noise_has_the_spread_it_says(colored: bool) -> None:
    made = values(Noise(width=400, height=300, sigma=20.0, colored=colored).make())
    assert made.mean() == pytest.approx(128, abs=0.5) and made.std() == pytest.approx(20, abs=0.5)
    flat = np.bincount(values(Noise(width=400, height=300, kind="uniform", colored=colored).make()).ravel())
    assert len(flat) == 256 and flat.max() < 1.5 * flat.min()


def test_another_seed_makes_other_noise() -> None:
    assert not same(Noise(width=40, height=30, seed=1).make(), Noise(width=40, height=30, seed=2).make())


def test_channels_of_colored_noise_are_on_their_own() -> None:
    red, green, _ = Noise(width=200, height=200, colored=True).make().split()
    assert abs(np.corrcoef(values(red).ravel(), values(green).ravel())[0, 1]) < 0.05


def test_the_mandelbrot_set_is_pillows() -> None:
    made = Mandelbrot(width=300, height=200, span=3.0, quality=50).make()
    assert same(made, Image.effect_mandelbrot((300, 200), (-2.0, -1.0, 1.0, 1.0), 50))


def test_a_mandelbrot_set_that_would_take_minutes_is_refused() -> None:
    with pytest.raises(ValidationError, match="quality is at most 100 for a picture of this size"):
        Mandelbrot(width=5000, height=2000, quality=1000)


def test_a_placeholder_shows_its_size() -> None:
    own = Placeholder(width=300, height=200).make()
    assert same(own, Placeholder(width=300, height=200, text="300 × 200").make())
    assert not same(own, Placeholder(width=300, height=200, text="301 × 200").make())


@pytest.mark.parametrize("size", [(300, 200), (40, 400), (2000, 30)])
def test_its_text_is_in_the_middle_and_fits(size: tuple[int, int]) -> None:
    made = Placeholder(width=size[0], height=size[1], background="black", color="white").make()
    left, top, right, bottom = made.getbbox() or (0, 0, 0, 0)
    assert abs(left - (size[0] - right)) <= 2 and abs(top - (size[1] - bottom)) <= 2
    assert left > 0 and top > 0


def test_a_blank_text_leaves_it_empty() -> None:
    assert Placeholder(width=30, height=20, text=" ", background="navy").make().getcolors() == [(600, (0, 0, 128))]


@pytest.mark.parametrize(("name", "value"), [("width", 0), ("width", 20_001), ("height", 1.5), ("color", "mauvish")])
def test_what_is_out_of_range_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        Solid(**{name: value})


def test_a_translucent_background_stays_one() -> None:
    made = Placeholder(width=60, height=40, background="#ff000080", color="#0000ff").make()
    assert made.getpixel((0, 0)) == rgba("#ff000080")
