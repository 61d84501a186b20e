"""The page of errors, from the engine's tree and the API's table of statuses."""

from collections.abc import Iterator

from filters.codes import KINDS, NAMED_IN_PATH
from filters.engine.errors import EngineError
from filters.remote import errors as remote_errors
from filters.services import errors as service_errors
from imgsvc.pages import markdown

MODULES = (remote_errors, service_errors)
"""Where classes of the tree stand beside the engine's own: imported, they are found."""

INTRODUCTION = """An error answer of the API is `application/problem+json` (RFC 9457). `code` is stable and meant
for programs, `detail` is a sentence for people, and each entry of `errors` names the field that is wrong:

```json
{
  "type": "urn:imgsvc:error:parameter_invalid",
  "title": "A parameter is not valid",
  "status": 400,
  "detail": "radius of gaussian_blur must be a number from 0 to 250 px; got -1.",
  "code": "parameter_invalid",
  "errors": [
    {
      "field": "pipeline[1].radius",
      "code": "parameter_invalid",
      "detail": "radius of gaussian_blur must be a number from 0 to 250 px; got -1."
    }
  ]
}
```

A field counts the steps of the request from `pipeline[0]`, and those of a preset from `preset[0]`. `busy` and
`throttled` come with `Retry-After`."""

WHEN = {
    "pipeline_invalid": "The pipeline is not a list of steps, is too long, or its text is not JSON.",
    "operation_unknown": "A step names an operation that does not exist; the nearest known name is suggested.",
    "parameter_invalid": "A parameter or field is missing, unknown, of the wrong type or out of range.",
    "preset_unknown": "No preset has this name, or it is switched off; the nearest known name is suggested.",
    "parse_error": "The request's body is malformed or was cut short.",
    "authentication_failed": "The API key is unknown, revoked or expired, or its owner is switched off.",
    "not_authenticated": "The call needs an API key or a login; `WWW-Authenticate` names the scheme.",
    "permission_denied": "The API key lacks a scope, which the error names, or the login does not allow this call.",
    "not_found": "There is nothing at this address.",
    "method_not_allowed": "The address does not take this method; `Allow` names those it takes.",
    "upload_too_slow": "The upload took more than 10 s and came at less than 1 KB/s, stood still, or took 5 minutes.",
    "range_not_satisfiable": "The first byte that `Range` asks for is behind the end; `Content-Range` tells the size.",
    "unsupported_media_type": "The body is no form and no image, is compressed, or not of a type this call takes.",
    "throttled": "A minute's rate or megapixels are used up; try again after as many seconds as `Retry-After` says.",
    "busy": "All capacity is taken, and nothing was decoded; try again after as many seconds as `Retry-After` says.",
    "internal_error": "A fault of the service; the details are in its log, never in the answer.",
}


def page() -> str:
    """One row a code, by status."""
    rows = [[_status(code), markdown.code(code), kind.title, meaning(code)] for code, kind in KINDS.items()]
    return markdown.page("Errors", INTRODUCTION, markdown.table(["status", "code", "title", "when"], rows))


def meaning(code: str) -> str:
    """When an error of this code comes: said here, or by the one class that has it."""
    return WHEN.get(code) or next(_summary(kind) for kind in _tree(EngineError) if kind.code == code)


def _status(code: str) -> str:
    in_path = ", or 404 where the address names it" if code in NAMED_IN_PATH else ""
    return f"{KINDS[code].status}{in_path}"


def _tree(root: type[EngineError]) -> Iterator[type[EngineError]]:
    for kind in root.__subclasses__():
        yield kind
        yield from _tree(kind)


def _summary(kind: type[EngineError]) -> str:
    return (kind.__doc__ or "").strip().split("\n")[0]
