"""Golden pictures: no operation changes its look unnoticed.

Each operation's example on the small cat is held to a picture that a person has looked at. Arithmetic may differ by a
little between processors and library versions, so the mean difference may be up to `TOLERANCE` of 255.

When one differs: look at both. Where the new picture is right, raise the operation's `version`, run `make golden`,
look at each changed file, and commit them with the change that made them different, saying why.
"""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from filters.engine import OPERATIONS, Operation
from filters.engine.examples import SIZE, example, example_assets
from tests.engine.pictures import photo

GOLDEN = Path(__file__).parent / "golden"
SHRUNK = 3  # the pictures are kept small; what a person would not see does not count
TOLERANCE = 1.0
UNCHANGED = {"exif_transpose", "redact_faces", "remove_alpha", "trim"}  # the cat gives them nothing to do

every_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)


def made(operation: type[Operation]) -> Image.Image:
    result = example(operation).apply(photo(size=SIZE), example_assets())
    return result.reduce(SHRUNK)


@every_operation
def test_it_looks_as_it_did(operation: type[Operation]) -> None:
    result = made(operation)
    with Image.open(GOLDEN / f"{operation.op}.png") as golden:
        assert (result.mode, result.size) == (golden.mode, golden.size)
        assert np.abs(np.asarray(result, np.int16) - np.asarray(golden, np.int16)).mean() <= TOLERANCE


@every_operation
def test_its_example_shows_something(operation: type[Operation]) -> None:
    result, cat = example(operation).apply(photo(size=SIZE), example_assets()), photo(size=SIZE)
    unchanged = result.size == cat.size and result.convert("RGBA").tobytes() == cat.convert("RGBA").tobytes()
    assert unchanged is (operation.op in UNCHANGED)


def test_no_golden_picture_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.png")} == set(OPERATIONS)
