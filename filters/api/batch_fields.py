"""What a request to `batch/` holds beside its pictures: in the query string, in the form before them, or as JSON."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from django.conf import settings
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from rest_framework import serializers
from rest_framework.exceptions import UnsupportedMediaType

from filters.api.fields import CSRF, Fields, unknown_field
from filters.api.orders import Order, image_types, pipeline_field, preset_field, read_order
from filters.api.output_fields import OutputSerializer
from filters.api.serializers import StepsSerializer, field_names
from filters.engine.errors import NotAcceptable, Problem
from filters.engine.problems import shown
from filters.services.access import Caller
from filters.services.batch_sources import IMAGE, ZIP
from filters.services.errors import RequestMalformed
from filters.uploads.body import RequestBody
from filters.uploads.parts import Part, Parts

Answer = Literal["zip", "multipart", "ndjson", "events"]
Kept = Literal["inline", "file", "none"]
TYPES: dict[str, Answer] = {
    "application/zip": "zip",
    "multipart/mixed": "multipart",
    "application/x-ndjson": "ndjson",
    "text/event-stream": "events",
}
"""Media types of answers; the first is what is sent to whoever takes anything."""
ORDERS = ("input", "completed")
FORM, JSON, URLENCODED, ARCHIVE = (
    "multipart/form-data", "application/json", "application/x-www-form-urlencoded", "application/zip",
)  # fmt: skip
LISTED = "file"
NONE = (
    "There is no picture in the request. Send some as form fields image after all other fields "
    "(curl -F image=@a.jpg -F image=@b.jpg), an archive as zip, or the ids of stored files as file."
)


class BatchSerializer(StepsSerializer, OutputSerializer):
    """Pictures, what is to be done with each, and how the results are sent. Pictures come after all other fields."""

    order = serializers.ChoiceField(
        choices=ORDERS,
        default="input",
        initial="input",
        help_text="Results in the order of the pictures, or each as soon as it is there.",
    )
    answer = serializers.ChoiceField(
        choices=get_args(Answer),
        required=False,
        help_text="The kind of answer, for clients that cannot say it by Accept.",
    )
    result = serializers.ChoiceField(
        choices=get_args(Kept),
        required=False,
        help_text="For ndjson and events: the results' bytes as Base64 (ndjson's default), as stored files whose ids "
        "are told, or not at all (the default of events).",
    )
    file = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        initial=cast(Any, ""),  # the text of a box
        style={"base_template": "input.html", "input_type": "text"},
        help_text="Ids of stored pictures, or of stored archives.",
    )
    image = serializers.ListField(
        child=serializers.FileField(),
        required=False,
        style={"base_template": "files.html", "accept": "image/*"},
        help_text="The pictures; their bytes decide what they are.",
    )
    zip = serializers.FileField(
        required=False, help_text="A ZIP archive of pictures.", style={"accept": ".zip,application/zip"}
    )

    def get_fields(self) -> dict[str, Any]:
        """With the files last, as they have to be sent. Results come back: many are not sent on."""
        found = super().get_fields()
        del found["destination"]
        last = {name: found.pop(name) for name in (LISTED, IMAGE, ZIP) if name in found}
        return {**found, **last}


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOrder:
    """What is asked for; `parts` and `archive` are what still has to be read."""

    order: Order
    in_order: bool
    answer: Answer
    kept: Kept
    files: tuple[str, ...]
    parts: Iterable[Part]
    archive: RequestBody | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request, read as far as its first picture: fields, and what comes after them."""

    texts: MultiValueDict[str, str]
    parts: Iterable[Part] = ()
    archive: RequestBody | None = None
    has_pictures: bool = False


def read_batch(sent: Sent, *, caller: Caller, accept: str | None, preferred: str | None) -> BatchOrder:
    """The order, or `RequestInvalid` with everything that is wrong.

    `preferred` is which of `TYPES` the Accept header likes best. Raises `NotAcceptable` where it takes none.
    """
    fields, files = _fields(sent.texts)
    if not files and not sent.has_pictures:
        fields.problems.append(Problem(IMAGE, "image_missing", NONE))
    for name, allowed in (("order", ORDERS), ("answer", get_args(Answer)), ("result", get_args(Kept))):
        if fields.get(name) and fields.get(name) not in allowed:
            detail = f"{name} must be one of {', '.join(allowed)}; got {shown(fields.get(name))}."
            fields.problems.append(Problem(name, "parameter_invalid", detail))
    answer = cast(Answer, fields.get("answer")) or TYPES.get(preferred or "")
    result = fields.get("result")
    if result not in ("", "inline") and answer in ("zip", "multipart"):
        detail = f"result must be inline where the answer is {answer}; ask for ndjson or events to get less."
        fields.problems.append(Problem("result", "parameter_invalid", detail))
    order = read_order(fields, caller=caller, accept=image_types(accept), pipeline=pipeline_field, preset=preset_field)
    if answer is None:
        raise NotAcceptable(f"A batch is answered as {', '.join(TYPES)}: name one of them in Accept.")
    return BatchOrder(
        order=order,
        in_order=fields.get("order") != "completed",
        answer=answer,
        kept=cast(Kept, result or ("none" if answer == "events" else "inline")),
        files=files,
        parts=sent.parts,
        archive=sent.archive,
    )


def read_sent(query: QueryDict, body: RequestBody, content_type: str, parts: Parts | None) -> Sent:
    """The fields of the query string and of the body, and what follows. Raises `RequestMalformed`,
    `UnsupportedMediaType`, `UploadTooLarge`, `UploadIncomplete`."""
    texts: MultiValueDict[str, str] = MultiValueDict({name: list(values) for name, values in query.lists()})
    kind = content_type.partition(";")[0].strip().lower()
    if parts is not None:
        first = _read_form(parts, texts)
        rest = _chained(first, parts)
        return Sent(texts=texts, parts=rest, has_pictures=first is not None)
    if kind == ARCHIVE:
        return Sent(texts=texts, archive=body, has_pictures=True)
    if body.length == 0:
        return Sent(texts=texts)
    if kind == JSON:
        _add(texts, _members(_whole(body)))
    elif kind == URLENCODED:
        _add(texts, QueryDict(_whole(body)))
    else:
        allowed = ", ".join((FORM, JSON, URLENCODED, ARCHIVE))
        raise UnsupportedMediaType(kind, f"This call reads {allowed}; got {shown(kind, quote=False) or 'no type'}.")
    return Sent(texts=texts)


def _read_form(parts: Parts, texts: "MultiValueDict[str, str]") -> Part | None:
    """Add the fields before the first picture, and return that. A pipeline may come as a file, too; where nothing was
    chosen, browsers send a file without a name."""
    _add(texts, parts.read_texts())
    left = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    for part in parts:
        if part.filename and part.name != "pipeline":
            return part
        if part.filename != "":
            value = part.whole(left)
            left -= len(value)
            texts.appendlist(part.name, value.decode("utf-8", "replace"))
    return None


def _chained(first: Part | None, parts: Parts) -> Iterator[Part]:
    if first is not None:
        yield first
        yield from parts


def _whole(body: RequestBody) -> bytes:
    """A short body. Raises `RequestMalformed` for a long one."""
    most, found = settings.DATA_UPLOAD_MAX_MEMORY_SIZE, bytearray()
    for data in body:
        found += data
        if len(found) > most:
            raise RequestMalformed(f"Fields have at most {most} bytes. Send pictures as {FORM}.")
    return bytes(found)


def _add(texts: "MultiValueDict[str, str]", more: "MultiValueDict[str, str]") -> None:
    for name, values in more.lists():
        texts.setlistdefault(name).extend(values)


def _members(data: bytes) -> "MultiValueDict[str, str]":
    """The members of a JSON object: texts as they are, lists of files as several, all else as its JSON."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise RequestMalformed("The body is no JSON.") from error
    if not isinstance(value, dict):
        raise RequestMalformed(f'The body must be a JSON object such as {{"file": ["..."]}}; got {shown(value)}.')
    return MultiValueDict(
        {
            str(name): [_text(item) for item in (one if name == LISTED and isinstance(one, list) else [one])]
            for name, one in value.items()
            if one is not None
        }
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _fields(texts: "MultiValueDict[str, str]") -> tuple[Fields, tuple[str, ...]]:
    """The fields of which there is one, and the files."""
    known = field_names(BatchSerializer)
    given = {name: [*dict.fromkeys(one for one in values if one.strip())] for name, values in texts.lists()}
    given.pop(CSRF, None)
    listed = [one.strip() for values in texts.getlist(LISTED) for one in values.split(",")]
    given.pop(LISTED, None)
    problems = [unknown_field(name, known) for name in given if name not in known]
    problems += [_not_a_file(name) for name in (IMAGE, ZIP) if given.pop(name, None)]
    problems += [_twice(name, values) for name, values in given.items() if len(values) > 1]
    ones = {name: values[0] for name, values in given.items() if values and name in known}
    return Fields(texts=ones, problems=problems), tuple(filter(None, listed))


def _not_a_file(name: str) -> Problem:
    return Problem(name, "parameter_invalid", f"The field {name} holds text, not a file.")


def _twice(name: str, values: list[str]) -> Problem:
    ways = " and ".join(shown(value) for value in values[:2])
    return Problem(name[:80], "parameter_invalid", f"{shown(name)} was given more than once: {ways}. Send one value.")
