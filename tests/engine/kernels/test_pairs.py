"""Tables of two values against NumPy's own indexing."""

import numpy as np
import pytest

from filters.engine.kernels.pairs import looked_up_wide, looked_up_with

RANDOM = np.random.default_rng(4)
SHAPES = [(1, 1), (1, 9), (9, 1), (7, 13), (7, 13, 3), (1, 1, 3), (64, 200, 3)]
TYPES = ["uint8", "int16", "float32"]


def noise(shape: tuple[int, ...], high: int = 256) -> np.ndarray:
    return RANDOM.integers(0, high, shape, np.uint8 if high == 256 else np.uint16)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_it_finds_the_entry_of_both(shape: tuple[int, ...], kind: str) -> None:
    entries = noise((256, 256)).astype(kind)
    values, others = noise(shape), noise(shape)
    made = looked_up_with(values, others, entries)
    assert made.dtype == kind
    assert (made == entries[others, values]).all()


def test_one_second_value_does_for_all_channels() -> None:
    entries, values, others = noise((256, 256)), noise((7, 13, 3)), noise((7, 13))
    assert (looked_up_with(values, others, entries) == entries[others[..., np.newaxis], values]).all()


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_it_finds_the_entry_of_a_wide_number(shape: tuple[int, ...], kind: str) -> None:
    entries, numbers = noise((65536,)).astype(kind), noise(shape, 65536)
    made = looked_up_wide(numbers, entries)
    assert made.dtype == kind
    assert (made == entries[numbers]).all()
