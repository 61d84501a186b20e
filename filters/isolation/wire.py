"""Results and errors as plain values, and back again where nothing that comes is taken for granted."""

import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from filters.engine.errors import EngineError, Problem
from filters.engine.formats import FORMATS
from filters.engine.render import Rendition
from filters.engine.work import Facts

Plain = dict[str, Any]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,64}$")]
MORE = ("line", "retry_after")  # what single errors hold beside their sentence


class MessageInvalid(ValueError):
    """What came is no result and no error."""


class Message(BaseModel):
    """What goes from a pixel worker to the web process."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class RenditionMessage(Message):
    """A `Rendition`."""

    data: bytes
    format: Literal[tuple(FORMATS)]  # type: ignore[valid-type]
    size: tuple[int, int]
    frames: int = Field(ge=1)
    timings: tuple[tuple[Name, float], ...]
    notes: tuple[Name, ...]
    rules: tuple[tuple[Name, ...], ...]
    etag: str = Field(pattern=r"^[0-9a-f]{32}$")
    quality: int | None


class ErrorMessage(Message):
    """An `EngineError`."""

    name: str
    code: Name
    detail: str
    problems: tuple[tuple[str, str, str], ...]
    more: dict[str, int | None]


class FactsMessage(Message):
    """What inspecting or explaining tells, as JSON."""

    facts: str


FACTS: TypeAdapter[Facts] = TypeAdapter(Facts)


def pack(result: "Rendition | Facts") -> Plain:
    """The result as plain values."""
    if not isinstance(result, Rendition):
        return {"facts": json.dumps(result)}
    values = {name: getattr(result, name) for name in RenditionMessage.model_fields}
    return values | {"data": bytes(result.data), "format": result.format.name}


def unpack(plain: Plain) -> "Rendition | Facts":
    """The result. Raises `MessageInvalid`."""
    try:
        if "facts" in plain:
            return FACTS.validate_json(FactsMessage.model_validate(plain).facts)
        message = RenditionMessage.model_validate(plain)
    except (ValidationError, ValueError) as error:
        raise MessageInvalid("no result") from error
    values = {name: getattr(message, name) for name in RenditionMessage.model_fields}
    return Rendition(**values | {"format": FORMATS[message.format]})


def pack_error(error: EngineError) -> Plain:
    """The error as plain values."""
    return {
        "name": type(error).__name__,
        "code": error.code,
        "detail": error.detail,
        "problems": tuple((one.field, one.code, one.detail) for one in error.problems),
        "more": {name: value for name, value in vars(error).items() if name in MORE},
    }


def unpack_error(plain: Plain) -> EngineError:
    """The error. Raises `MessageInvalid`."""
    try:
        message = ErrorMessage.model_validate(plain)
        kind = {one.__name__: one for one in _tree(EngineError)}[message.name]
    except (ValidationError, KeyError) as error:
        raise MessageInvalid("no error") from error
    made = kind.__new__(kind, message.detail)  # each class has arguments of its own; their outcome is what came
    made.args = (message.detail,)
    made.detail, made.code = message.detail, message.code
    made.problems = tuple(Problem(*one) for one in message.problems)
    vars(made).update({name: value for name, value in message.more.items() if name in MORE})
    return made


def _tree(kind: type[EngineError]) -> Iterator[type[EngineError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _tree(below)
