"""From exceptions to problems."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from rest_framework import exceptions

from filters.api.errors import problem_details
from filters.codes import KINDS
from filters.engine import errors as engine
from filters.services.presets import PresetUnknown
from tests.api.shapes import assert_problem_body

PROBLEM = engine.Problem("pipeline[1].radius", "parameter_invalid", "radius must be small.")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (engine.ImageMissing("None."), 400, "image_missing"),
        (engine.PipelineInvalid([PROBLEM]), 400, "parameter_invalid"),
        (engine.OutputInvalid("No."), 400, "parameter_invalid"),
        (PresetUnknown("No."), 400, "preset_unknown"),
        (engine.NotAcceptable("No."), 406, "not_acceptable"),
        (engine.UploadTooLarge("No."), 413, "upload_too_large"),
        (engine.ImageTooLarge("No."), 413, "image_too_large"),
        (engine.TooManyFrames("No."), 413, "too_many_frames"),
        (engine.OutputTooLarge("No."), 413, "output_too_large"),
        (engine.FormatUnsupported("No."), 415, "format_unsupported"),
        (engine.ImageUnreadable("No."), 422, "image_unreadable"),
        (engine.Busy("Full."), 503, "busy"),
        (engine.DeadlineExceeded("Late."), 504, "deadline_exceeded"),
        (exceptions.ParseError(), 400, "parse_error"),
        (exceptions.AuthenticationFailed(), 401, "authentication_failed"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.PermissionDenied(), 403, "permission_denied"),
        (exceptions.PermissionDenied("No.", code="whim"), 403, "permission_denied"),
        (exceptions.NotFound(), 404, "not_found"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.NotAcceptable(), 406, "not_acceptable"),
        (exceptions.UnsupportedMediaType("text/plain"), 415, "unsupported_media_type"),
        (exceptions.Throttled(), 429, "throttled"),
        (exceptions.ValidationError({"slug": ["Taken."]}), 400, "parameter_invalid"),
        (Http404("secret"), 404, "not_found"),
        (PermissionDenied("secret"), 403, "permission_denied"),
        (SuspiciousOperation("secret"), 400, "parse_error"),
        (TooManyFieldsSent("secret"), 400, "parse_error"),
        (RequestDataTooBig("secret"), 413, "upload_too_large"),
        (MultiPartParserError("secret"), 400, "parse_error"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_every_error_has_its_status_and_code(error: Exception, status: int, code: str) -> None:
    details = problem_details(error)
    assert details
    assert_problem_body(details.body(), status, code)
    assert "secret" not in str(details.body())


def test_a_fault_of_ours_is_no_problem() -> None:
    assert problem_details(RuntimeError("bug")) is None


def test_every_error_of_the_engine_has_a_kind() -> None:
    def family(error: type[engine.EngineError]) -> set[type[engine.EngineError]]:
        return {error}.union(*(family(child) for child in error.__subclasses__()))

    abstract = {engine.EngineError, engine.SeveralProblems, engine.SourceError, engine.LimitExceeded}
    assert {error.code for error in family(engine.EngineError) - abstract} <= set(KINDS)


@pytest.mark.parametrize(
    ("error", "name", "value"),
    [
        (engine.Busy("Full.", retry_after=3), "Retry-After", "3"),
        (exceptions.Throttled(wait=2.2), "Retry-After", "3"),
    ],
)
def test_retry_after_is_told(error: Exception, name: str, value: str) -> None:
    details = problem_details(error)
    assert details and details.headers == {name: value}


@pytest.mark.parametrize(
    ("error", "path", "status"),
    [
        (PresetUnknown("No."), {"slug": "x"}, 404),
        (PresetUnknown("No."), {"name": "x"}, 400),
        (engine.PipelineInvalid([engine.Problem("op", "operation_unknown", "No.")]), {"name": "x"}, 404),
        (engine.PipelineInvalid([engine.Problem("op", "operation_unknown", "No.")]), {"slug": "x"}, 400),
    ],
)
def test_what_the_path_names_is_not_found(error: Exception, path: dict[str, Any], status: int) -> None:
    details = problem_details(error, path=path)
    assert details and details.answer_status() == status


def test_nested_errors_of_a_serializer_name_their_place() -> None:
    detail: Any = {
        "pipeline": {"[1].radius": [exceptions.ErrorDetail("No.", "pipeline_invalid")], "": ["Long."]},
        "a": {"b": ["No."]},
    }
    details = problem_details(exceptions.ValidationError(detail))
    assert details and [(error.field, error.code) for error in details.errors] == [
        ("pipeline[1].radius", "pipeline_invalid"), ("pipeline", "parameter_invalid"), ("a.b", "parameter_invalid"),
    ]  # fmt: skip
