"""Presets out of the database as lines, and lines into it: one preset a line, each right or wrong by itself."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import IntegrityError, transaction
from rest_framework.exceptions import APIException, ErrorDetail, ParseError, PermissionDenied, ValidationError

from filters.api.errors import problem_details
from filters.api.permissions import PRESETS
from filters.api.presets import PresetSerializer, save_new
from filters.engine.errors import EngineError, Problem, UploadTooLarge
from filters.models import Preset, PresetQuerySet
from filters.models.presets import SLUG_TAKEN
from filters.services.access import Caller
from filters.services.presets import preset_rows
from filters.streams.lines import Line, lines_of

ROWS = 100  # read from the database at once
LONGEST = 256 * 1024
"""Bytes of a line: a pipeline of all the steps that are allowed takes a tenth."""
MOST_LINES = 10_000
MOST_BYTES = 64 * 1024 * 1024
MOST_ERRORS = 10
"""Told of one line: answers wait in memory for clients that do not read yet."""
ON_CONFLICT = ("error", "skip", "replace")

Result = dict[str, Any]
Reject = APIException | EngineError


def preset_lines(rows: PresetQuerySet) -> Iterator[dict[str, Any]]:
    """What a POST takes of each preset, read from the database while it is sent."""
    serializer = PresetSerializer()
    written = [name for name, field in serializer.fields.items() if not field.read_only]
    for preset in rows.iterator(chunk_size=ROWS):
        values = serializer.to_representation(preset)
        yield {name: values[name] for name in written}


class PresetImport:
    """Presets from the lines of a body, each added, replaced or refused as a POST or PUT of it would be.

    Iterating over it does it. Raises `UploadTooLarge` after `MOST_LINES`, and what reading the body raises.
    """

    def __init__(self, body: Iterable[bytes], *, caller: Caller, on_conflict: str) -> None:
        self._body = body
        self._caller = caller
        self._on_conflict: Callable[[Preset, Any], str] = getattr(self, f"_{on_conflict}")

    def __iter__(self) -> Iterator[Result]:
        """What became of each line that is not empty."""
        for line in lines_of(self._body, longest=LONGEST):
            if line.number > MOST_LINES:
                detail = f"At most {MOST_LINES} lines are imported at once; those before are done."
                raise UploadTooLarge(detail, field="")
            if line.data is None or line.data.strip():
                yield self._result(line)

    def _result(self, line: Line) -> Result:
        value: Any = None
        try:
            value = _value(line)
            with transaction.atomic():
                status = self._store(value)
        except (APIException, EngineError) as error:
            return {"line": line.number, "slug": _slug(value), "status": "error", "errors": _errors(error)}
        except IntegrityError:  # another request took the slug meanwhile
            return {"line": line.number, "slug": _slug(value), "status": "error", "errors": _errors(_taken())}
        return {"line": line.number, "slug": _slug(value), "status": status, "errors": []}

    def _store(self, value: Any) -> str:
        slug = _slug(value)
        existing = None if slug is None else Preset.objects.filter(slug=slug).first()
        if existing is not None:
            return self._on_conflict(existing, value)
        serializer = PresetSerializer(data=value)
        serializer.is_valid(raise_exception=True)
        save_new(serializer, caller=self._caller)
        return "created"

    def _error(self, existing: Preset, value: Any) -> str:
        raise _taken()

    def _skip(self, existing: Preset, value: Any) -> str:
        return "skipped"

    def _replace(self, existing: Preset, value: Any) -> str:
        if not preset_rows(caller=self._caller).filter(pk=existing.pk).exists():
            raise _taken()  # as far as the caller may know
        if not self._caller.may("change", existing, scope=PRESETS):
            raise PermissionDenied("This preset is not yours: only its owner and staff may change it.")
        serializer = PresetSerializer(existing, data=value)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return "replaced"


def _value(line: Line) -> Any:
    """The JSON of a line. Raises `ParseError` and `UploadTooLarge`."""
    if line.data is None:
        raise UploadTooLarge(f"The line is longer than {LONGEST} bytes.", field="")
    try:
        return json.loads(line.data.decode(), parse_constant=_refuse)
    except RecursionError:
        raise ParseError("The line is nested too deeply.") from None
    except ValueError as error:
        raise ParseError(f"The line is not JSON in UTF-8: {_said(error)}.") from None


def _said(error: ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not"
    return str(error)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no number of JSON")


def _slug(value: Any) -> str | None:
    """The slug that the line names, if it could be one."""
    slug = value.get("slug") if isinstance(value, dict) else None
    return slug if isinstance(slug, str) and len(slug) <= 50 and slug.isascii() and slug.isprintable() else None


def _taken() -> ValidationError:
    return ValidationError({"slug": [ErrorDetail(str(SLUG_TAKEN), "unique")]})


def _errors(error: Reject) -> list[dict[str, str]]:
    details = problem_details(error)
    assert details is not None
    problems = details.errors or [Problem("", details.code, details.detail)]
    return [{"field": one.field, "code": one.code, "detail": one.detail} for one in problems[:MOST_ERRORS]]
