"""The registry finds operations by name and groups them."""

import pytest

from filters.engine import OPERATIONS
from filters.engine.errors import PipelineInvalid
from filters.engine.operation import Operation
from filters.engine.operations.blur import Blur, GaussianBlur
from filters.engine.registry import Registry

ISSUE = (
    "gaussian_blur box_blur blur contour detail edge_enhance edge_enhance_more emboss find_edges sharpen smooth "
    "smooth_more unsharp_mask brightness contrast color sharpness grayscale invert posterize solarize autocontrast "
    "equalize sepia resize crop rotate flip mirror"
)


def test_it_holds_the_first_catalog() -> None:
    assert set(ISSUE.split()) <= set(OPERATIONS)


def test_it_finds_by_name() -> None:
    assert OPERATIONS.find("gaussian_blur") is GaussianBlur
    assert OPERATIONS["blur"] is Blur


@pytest.mark.parametrize(
    ("name", "hint"),
    [("gausian_blur", "Did you mean gaussian_blur?"), ("sharpn", "Did you mean sharpen?"), ("xyzzy", '"xyzzy".')],
)
def test_it_names_the_nearest_for_an_unknown_one(name: str, hint: str) -> None:
    with pytest.raises(PipelineInvalid) as caught:
        OPERATIONS.find(name, field="pipeline[4].op")
    assert caught.value.code == "operation_unknown"
    assert caught.value.problems[0].field == "pipeline[4].op"
    assert caught.value.detail.endswith(hint)


def test_families_hold_every_operation_once() -> None:
    families = OPERATIONS.families()
    assert [operation for family in families.values() for operation in family] == list(OPERATIONS.values())
    assert families["Blur"][0] is GaussianBlur


def test_two_operations_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="two operations are called blur"):
        Registry((Blur,), (Blur,))


def test_an_operation_without_a_transform_says_so() -> None:
    class Nothing(Operation):
        op = "nothing"

    with pytest.raises(TypeError, match="Nothing declares no transform"):
        Nothing().transform(None)  # type: ignore[arg-type]
