"""What holds for every table, matrix and gradient in the catalog."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine import OPERATIONS
from filters.engine.kernels.points import Gradient, Matrix, run_points
from filters.engine.kernels.tables import reduced
from filters.engine.kernels.vision import to_array
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
    entries = step.point_table()
    assert same(step.apply(photo()), photo().point(list(entries) * (3 * 256 // len(entries))))


@pytest.mark.parametrize("operation", MATRICES)
@given(data=st.data())
def test_the_matrix_is_all_there_is(operation: type[MatrixOperation], data: st.DataObject) -> None:
    step = data.draw(steps(operation))
    assert isinstance(step, MatrixOperation)
    assert len(step.color_matrix()) in (4, 12)
    image = photo(size=(20, 10))
    assert (to_array(step.apply(image)) == run_points(to_array(image), [Matrix(step.color_matrix())])).all()


@pytest.mark.parametrize("operation", GRADIENTS)
@given(data=st.data())
def test_the_gradient_is_all_there_is(operation: type[GradientOperation], data: st.DataObject) -> None:
    step = data.draw(steps(operation))
    assert isinstance(step, GradientOperation)
    assert len(step.gradient_table()) == 768
    image = photo(size=(20, 10))
    expected = run_points(to_array(image), [Gradient(reduced(step.gradient_table()))])
    assert (to_array(step.apply(image)) == expected).all()


@pytest.mark.parametrize("operation", PIXELS)
@given(data=st.data())
def test_a_color_does_not_depend_on_its_place(operation: type[PixelOperation], data: st.DataObject) -> None:
    step = data.draw(steps(operation))
    assert isinstance(step, PixelOperation)
    pixels = np.asarray(photo(size=(20, 10)))
    assert (step.colors(pixels)[::-1, ::-1] == step.colors(pixels[::-1, ::-1].copy())).all()
