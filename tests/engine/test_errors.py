"""The tree of errors: codes, fields, and nothing that should not be public."""

import pytest

from filters.engine import errors
from filters.engine.errors import Busy, EngineError, ImageTooLarge, OutputTooLarge, PipelineInvalid, Problem

TREE = [thing for thing in vars(errors).values() if isinstance(thing, type) and issubclass(thing, EngineError)]
CODES = {
    "PipelineInvalid": "pipeline_invalid",
    "GeneratorInvalid": "parameter_invalid",
    "ImageMissing": "image_missing",
    "FormatUnsupported": "format_unsupported",
    "ImageUnreadable": "image_unreadable",
    "UploadTooLarge": "upload_too_large",
    "ImageTooLarge": "image_too_large",
    "TooManyFrames": "too_many_frames",
    "OutputTooLarge": "output_too_large",
    "OutputInvalid": "parameter_invalid",
    "LookInvalid": "parameter_invalid",
    "FontInvalid": "parameter_invalid",
    "PictureInvalid": "parameter_invalid",
    "NotAcceptable": "not_acceptable",
    "DeadlineExceeded": "deadline_exceeded",
    "Throttled": "throttled",
    "Busy": "busy",
}


def test_every_leaf_has_its_code() -> None:
    leaves = {error.__name__: error.code for error in TREE if not set(TREE) & set(error.__subclasses__())}
    assert leaves == CODES


def test_the_tree_is_drawn_at_the_top_of_the_file() -> None:
    assert errors.__doc__ is not None
    assert all(error.__name__ in errors.__doc__ for error in TREE)
    assert all(code in errors.__doc__ for code in CODES.values())


@pytest.mark.parametrize("error", TREE, ids=lambda error: error.__name__)
def test_every_class_says_what_it_is(error: type[EngineError]) -> None:
    assert error.__doc__


def test_an_error_about_the_image_names_its_field() -> None:
    assert ImageTooLarge("Too large.").problems == (Problem("image", "image_too_large", "Too large."),)
    assert OutputTooLarge("Too large.", field="format").problems[0].field == "format"
    assert Busy("Later.", retry_after=3).problems == ()
    assert Busy("Later.", retry_after=3).retry_after == 3


def test_a_pipeline_error_has_the_code_of_its_first_problem() -> None:
    error = PipelineInvalid([Problem("a", "operation_unknown", "One."), Problem("b", "parameter_invalid", "Two.")])
    assert (error.code, error.detail) == ("operation_unknown", "One. Two.")


def test_problems_move_under_the_place_of_their_step() -> None:
    moved = PipelineInvalid([Problem("width", "parameter_invalid", "Wide.")]).under("pipeline[2]")
    assert moved.problems == (Problem("pipeline[2].width", "parameter_invalid", "Wide."),)
