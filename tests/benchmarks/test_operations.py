"""The operations of the benchmark, as imgsvc and Pillow are asked for them."""

import io

import pytest
from PIL import Image

from benchmarks import pillow
from benchmarks.operations import OPERATIONS, Operation
from filters.engine import process


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_imgsvc_and_pillow_are_asked_for_the_same(operation: Operation, cat_jpeg: bytes) -> None:
    target = operation.target or "jpeg"
    ours = Image.open(io.BytesIO(process(cat_jpeg, operation.steps, format=target, quality=pillow.QUALITY).data))
    theirs = Image.open(pillow.process(cat_jpeg, operation.name, target))
    assert (ours.size, ours.mode, ours.format) == (theirs.size, theirs.mode, theirs.format)


def test_pillow_knows_exactly_these_operations() -> None:
    assert list(pillow.OPERATIONS) == [operation.name for operation in OPERATIONS]
