"""What holds for every table, matrix and gradient in the catalog."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine import OPERATIONS
from filters.engine.kernels.tables import apply_gradient, apply_matrix, apply_table
from filters.engine.operations.point import GradientOperation, MatrixOperation, PixelOperation, PointOperation
from tests.engine.pictures import photo, same
from tests.engine.strategies import sample, steps

POINTS = [operation for operation in OPERATIONS.values() if issubclass(operation, PointOperation)]
MATRICES = [operation for operation in OPERATIONS.values() if issubclass(operation, MatrixOperation)]
GRADIENTS = [operation for operation in OPERATIONS.values() if issubclass(operation, GradientOperation)]
PIXELS = [operation for operation in OPERATIONS.values() if issubclass(operation, PixelOperation)]


@pytest.mark.parametrize("base", [PointOperation, MatrixOperation, GradientOperation, PixelOperation])
def test_an_operation_without_its_method_says_so(base: type[PointOperation]) -> None:
    with pytest.raises(TypeError, match="declares no"):
        base().transform(photo(size=(3, 2)))


@pytest.mark.parametrize("operation", POINTS)
@given(data=st.data())
def test_a_table_has_an_entry_for_each_level(operation: type[PointOperation], data: st.DataObject) -> None:
    step = data.draw(steps(operation))
    assert isinstance(step, PointOperation)
    assert len(step.point_table()) in (256, 768)


@pytest.mark.parametrize("operation", POINTS)
def test_the_table_is_all_there_is(operation: type[PointOperation]) -> None:
    step = sample(operation)
    assert isinstance(step, PointOperation)
    assert same(step.apply(photo()), apply_table(photo(), step.point_table()))


@pytest.mark.parametrize("operation", MATRICES)
@given(data=st.data())
def test_the_matrix_is_all_there_is(operation: type[MatrixOperation], data: st.DataObject) -> None:
    step = data.draw(steps(operation))
    assert isinstance(step, MatrixOperation)
    assert len(step.color_matrix()) in (4, 12)
    image = photo(size=(20, 10))
    assert same(step.apply(image), apply_matrix(image, step.color_matrix()))


@pytest.mark.parametrize("operation", GRADIENTS)
@given(data=st.data())
def test_the_gradient_is_all_there_is(operation: type[GradientOperation], data: st.DataObject) -> None:
    step = data.draw(steps(operation))
    assert isinstance(step, GradientOperation)
    assert len(step.gradient_table()) == 768
    image = photo(size=(20, 10))
    assert same(step.apply(image), apply_gradient(image, step.gradient_table()))


@pytest.mark.parametrize("operation", PIXELS)
@given(data=st.data())
def test_a_color_does_not_depend_on_its_place(operation: type[PixelOperation], data: st.DataObject) -> None:
    step = data.draw(steps(operation))
    assert isinstance(step, PixelOperation)
    pixels = np.asarray(photo(size=(20, 10)))
    assert (step.colors(pixels)[::-1, ::-1] == step.colors(pixels[::-1, ::-1].copy())).all()
