"""Reading a request: which fields it has, and whether they are the ones that the call takes."""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from pydantic import TypeAdapter, ValidationError
from rest_framework.request import Request

from filters.api.errors import RequestInvalid
from filters.engine.errors import EngineError, Problem
from filters.engine.problems import did_you_mean, shown
from filters.services.access import Caller
from filters.services.errors import RequestMalformed
from filters.services.sources import Source, source_fetched, source_stored
from filters.uploads.memory import require_upload_within_limit

T = TypeVar("T")
FLAG = TypeAdapter(bool)
CSRF = "csrfmiddlewaretoken"
JSON = "application/json"
HOW_TO_SEND = (
    "Send the picture as the form field image (curl -F image=@cat.jpg) "
    "or as the raw body (Content-Type: image/jpeg or application/octet-stream), "
    "or name where it is: file, the id of a stored file, or url."
)
ELSEWHERE = ("file", "url", "generate")
"""Fields that stand in place of `image`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What a request holds: the picture and its name, a second picture, the other fields as text, and what is wrong.

    Everything that is wrong is collected, so that a client sees all of it at once.
    """

    data: bytes = b""
    overlay: bytes | None = None
    upload_name: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def get(self, name: str) -> str:
        """A field's text; empty where it was not sent."""
        return self.texts.get(name, "")

    def source(self, caller: Caller) -> Source:
        """The picture, from wherever it is: called once all else is right. Raises what the source does."""
        if file := self.get("file").strip():
            return source_stored(file=file, caller=caller)
        if url := self.get("url").strip():
            return source_fetched(url=url, caller=caller)
        return Source(data=self.data, name=self.upload_name)

    def read(self, reader: Callable[[], T]) -> T | None:
        """What the reader returns, or None with its problems collected."""
        try:
            return reader()
        except EngineError as error:
            self.problems.extend(error.problems or [Problem("", error.code, error.detail)])
        return None

    def check(self) -> None:
        """Raise all that is wrong: `RequestInvalid`."""
        if self.problems:
            raise RequestInvalid(self.problems)


def read_fields(request: Request, known: Collection[str]) -> Fields:
    """The request's fields, out of its query string and its form together, and its picture.

    Raises `UploadTooLarge` before the body is read, or as soon as it grows too large.
    """
    require_upload_within_limit(request)
    texts, files = _given_texts(request), request.FILES
    require_upload_within_limit(request)
    images, overlays = files.getlist("image"), files.getlist("overlay")
    elsewhere = [name for name in ELSEWHERE if name in known and (texts.get(name) or files.getlist(name))]
    image_text = texts.pop("image", None)
    problems = [
        *(_one_source(bool(images or image_text), elsewhere) if elsewhere else _image_problems(images, image_text))
    ]
    if "overlay" in known:
        problems += _overlay_problems(overlays, texts.pop("overlay", None))
    for name, parts in files.lists():
        if name in ("pipeline", "generate") and name in known:
            texts.setdefault(name, []).extend(_text(part) for part in parts)
        elif name != "image" and not (name == "overlay" and name in known):
            problems.append(unknown_field(name, known) if name not in known else _not_text(name))
    problems += [unknown_field(name, known) for name in texts if name not in known]
    problems += [_twice(name, values) for name, values in texts.items() if len(values) > 1]
    upload = images[0] if images else None
    return Fields(
        data=upload.file.getvalue() if upload else b"",
        overlay=overlays[0].file.getvalue() if overlays else None,
        upload_name=upload.name or "" if upload else "",
        texts={name: values[0] for name, values in texts.items() if values and name in known},
        problems=problems,
    )


def read_flag(fields: Fields, name: str) -> bool:
    """A field that is true or false; false where it was not sent. Raises `RequestInvalid`."""
    text = fields.get(name).strip()
    try:
        return bool(text) and FLAG.validate_python(text)
    except ValidationError:
        detail = f"{name} must be true or false; got {shown(text)}."
        raise RequestInvalid([Problem(name, "parameter_invalid", detail)]) from None


def _given_texts(request: Request) -> dict[str, list[str]]:
    """The different values of each field; blank ones count as not given, repeated equal ones as one."""
    given: dict[str, list[str]] = {}
    for source in (request.query_params, request.POST):
        for name, values in source.lists():
            given.setdefault(name, []).extend(str(value) for value in values)
    if (request.content_type or "").partition(";")[0].strip().lower() == JSON:
        for name, value in _json_object(request).items():
            given.setdefault(name, []).append(value)
    given.pop(CSRF, None)
    return {name: [*dict.fromkeys(value for value in values if value.strip())] for name, values in given.items()}


def _json_object(request: Request) -> dict[str, str]:
    """The members of the body: texts as they are, all else as its JSON. Raises `RequestInvalid` where it has none."""
    value = request.data
    if not isinstance(value, dict):
        detail = f'The body must be a JSON object such as {{"file": "...", "pipeline": []}}; got {shown(value)}.'
        raise RequestMalformed(detail)
    return {
        str(name): one if isinstance(one, str) else json.dumps(one) for name, one in value.items() if one is not None
    }


def _image_problems(images: "list[UploadedFile[Any]]", text: list[str] | None) -> Iterator[Problem]:
    if len(images) > 1:
        yield Problem("image", "parameter_invalid", f"{len(images)} pictures were sent; this call takes one.")
    elif images and text:
        yield Problem("image", "parameter_invalid", "image was sent both as a file and as text.")
    elif not images:
        was_text = "The field image holds text, not a file." if text else "There is no picture in the request."
        yield Problem("image", "image_missing", f"{was_text} {HOW_TO_SEND}")


def _one_source(sent: bool, elsewhere: list[str]) -> Iterator[Problem]:
    named = [*(["image"] if sent else []), *elsewhere]
    if len(named) > 1:
        both = "both" if len(named) == 2 else "all"
        detail = (
            f"{', '.join(named[:-1])} and {named[-1]} were {both} sent; a request has one of them: "
            "a picture, where it is, or what to make."
        )
        yield Problem(named[-1], "parameter_invalid", detail)


def _overlay_problems(overlays: "list[UploadedFile[Any]]", text: list[str] | None) -> Iterator[Problem]:
    if len(overlays) > 1:
        yield Problem("overlay", "parameter_invalid", f"{len(overlays)} overlays were sent; a request has one.")
    if text:
        yield Problem("overlay", "parameter_invalid", "overlay holds text, not a file. curl -F overlay=@logo.png")


def unknown_field(name: str, known: Collection[str]) -> Problem:
    """What is wrong with a field that the call does not know."""
    hint = did_you_mean(name, list(known))
    detail = f"There is no field {shown(name)} here.{hint} This call takes: {', '.join(known)}."
    return Problem(name[:80], "parameter_invalid", detail)


def _not_text(name: str) -> Problem:
    return Problem(name, "parameter_invalid", f"{name} must be text; a file was sent.")


def _twice(name: str, values: list[str]) -> Problem:
    ways = " and ".join(shown(value) for value in values[:2])
    return Problem(name[:80], "parameter_invalid", f"{shown(name)} was given more than once: {ways}. Send one value.")


def _text(part: "UploadedFile[Any]") -> str:
    """A file that was sent in place of text, such as pipeline=@look.json."""
    raw = part.read()
    return str(raw.decode(json.detect_encoding(raw), "replace"))
