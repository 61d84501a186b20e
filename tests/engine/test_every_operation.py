"""What holds for every operation there is, and for every one to come."""

import importlib
import json
import pkgutil
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from PIL import Image
from pydantic import BaseModel

from filters.engine import OPERATIONS, Limits, Operation, Pipeline, operations, process
from filters.engine.decode import open_source
from filters.engine.modes import ALPHA, WORKING, Alpha, to_working
from filters.engine.operations.alpha import RemoveAlpha
from tests.engine.pictures import MODES, SIZES, animation, cutout, frames_of, opened, picture, same, visible
from tests.engine.stored import ASSETS
from tests.engine.strategies import as_text, fitting_steps, sample, steps

every_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)


def test_the_folder_and_the_registry_hold_the_same_operations() -> None:
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.iter_modules(operations.__path__, "filters.engine.operations.")
    ]
    declared = {
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, Operation)
        and "op" in vars(thing)
        and hasattr(thing, "family")  # what only plans are made of stands under no heading
    }
    assert declared == set(OPERATIONS.values())


@every_operation
def test_it_has_a_name_a_family_and_a_description(operation: type[Operation]) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", operation.op)
    assert operation.family
    assert operation.summary().endswith(".")
    assert len(operation.summary()) <= 100


@every_operation
def test_every_parameter_says_what_it_is_and_where_it_ends(operation: type[Operation]) -> None:
    for parameter in operation.parameters():
        assert parameter.description.endswith("."), parameter.name
        assert not hasattr(BaseModel, parameter.name)
        if parameter.kind in ("number", "integer"):
            assert None not in (parameter.minimum, parameter.maximum, parameter.step), parameter.name
        if parameter.kind in ("list", "text"):
            assert parameter.most, parameter.name


@every_operation
def test_its_defaults_are_valid_and_described_by_a_valid_schema(operation: type[Operation]) -> None:
    schema = operation.model_json_schema()
    Draft202012Validator.check_schema(schema)
    step = sample(operation).to_step()
    assert step.pop("op") == operation.op
    Draft202012Validator(schema).validate(step)
    assert not Draft202012Validator(schema).is_valid(step | {"nothing_like_this": 1})


@every_operation
def test_its_canonical_text_reads_back(operation: type[Operation]) -> None:
    pipeline = Pipeline((sample(operation),))
    assert Pipeline.parse(pipeline.canonical()) == pipeline


@every_operation
def test_text_and_json_mean_the_same(operation: type[Operation]) -> None:
    step = sample(operation).to_step()
    del step["op"]
    text = {name: as_text(value) for name, value in step.items() if value is not None}
    assert operation.from_text(text) == operation.parse(step)


@every_operation
@pytest.mark.parametrize("mode", MODES)
def test_it_takes_every_mode_and_size(operation: type[Operation], mode: str) -> None:
    for size in SIZES:
        check_one(operation, mode, size)


def check_one(operation: type[Operation], mode: str, size: tuple[int, int]) -> None:
    image, step = picture(mode, size), sample(operation)
    before = image.tobytes(), dict(image.info)
    result = step.apply(image, ASSETS)
    assert result.mode in WORKING
    assert result.size == step.output_size(size) or not step.exact_size
    assert (image.tobytes(), image.info) == before
    assert same(step.apply(picture(mode, size), ASSETS), result)
    assert same(step.apply(to_working(image), ASSETS), result)


@every_operation
@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_it_runs_over_every_frame(operation: type[Operation], format: str) -> None:
    step = sample(operation)
    data = animation(format, lossless=True) if format == "WEBP" else animation(format)
    result = process(data, [step], format="png", assets=ASSETS)
    assert len(frames_of(data)) == 3
    assert result.frames == len(frames_of(result.data))
    if result.frames > 1:
        assert played(result.data) == played(data) == 600
    else:  # a writer keeps one of equal neighbors
        assert len({visible(step.apply(frame, ASSETS)) for frame in frames_of(data)}) == 1
    assert opened(result.data).size == result.size
    assert result.size == step.output_size((24, 16)) or not step.exact_size


def played(data: bytes) -> float:
    """How long an animation runs, in milliseconds."""
    return sum(frame.duration for frame in open_source(data, Limits()).frames())


@every_operation
@pytest.mark.parametrize("mode", ALPHA)
def test_it_keeps_the_alpha_unless_it_moves_pixels(operation: type[Operation], mode: str) -> None:
    image = cutout(mode)
    result = sample(operation).apply(image, ASSETS)
    if operation.alpha in (Alpha.KEEP, Alpha.BLEED):
        assert result.getchannel("A").tobytes() == image.getchannel("A").tobytes()
    else:
        assert (result.mode in ALPHA) == (operation is not RemoveAlpha)


@every_operation
@pytest.mark.parametrize("mode", ALPHA)
@given(data=st.data())
def test_hidden_colors_never_show(operation: type[Operation], mode: str, data: st.DataObject) -> None:
    image = cutout(mode)
    step = data.draw(fitting_steps(operation, image.size))
    assert visible(step.apply(recolored_where_hidden(image), ASSETS)) == visible(step.apply(image, ASSETS))


def recolored_where_hidden(image: Image.Image) -> Image.Image:
    """The same picture to a viewer; under full transparency stands a loud color."""
    pixels = np.asarray(image).copy()
    hidden = pixels[..., -1] == 0
    pixels[hidden] = 255 - pixels[hidden]
    pixels[hidden, -1] = 0
    return Image.fromarray(pixels, image.mode) if image.mode == "RGBA" else Image.fromarray(pixels)


@every_operation
def test_an_opaque_alpha_changes_nothing(operation: type[Operation]) -> None:
    image, step = picture("RGB", (21, 17)), sample(operation)
    opaque = image.convert("RGBA")
    assert step.apply(opaque, ASSETS).convert("RGB").tobytes() == step.apply(image, ASSETS).convert("RGB").tobytes()


@every_operation
@given(data=st.data())
def test_nothing_beyond_its_reach_matters(operation: type[Operation], data: st.DataObject) -> None:
    step = data.draw(steps(operation))
    if step.alpha not in (Alpha.BLEED, Alpha.PREMULTIPLY):
        return
    image = picture("L", (60, 5))
    image.putpixel((0, 2), 0)
    changed = image.copy()
    changed.putpixel((0, 2), 255)
    differences = np.asarray(step.apply(image, ASSETS)) != np.asarray(step.apply(changed, ASSETS))
    assert not differences[:, step.reach + 1 :].any()


@every_operation
def test_its_step_is_plain_json(operation: type[Operation]) -> None:
    step = sample(operation).to_step()
    assert json.loads(json.dumps(step)) == step
