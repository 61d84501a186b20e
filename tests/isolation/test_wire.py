"""Results and errors on their way: what is sent comes, and what nobody sends is refused."""

import json
import pickle
from collections.abc import Iterator
from typing import Any

import pytest

from filters.engine import process
from filters.engine.errors import (
    Busy,
    EngineError,
    ImageTooLarge,
    LookInvalid,
    PipelineInvalid,
    Problem,
    SeveralProblems,
)
from filters.engine.render import Rendition
from filters.isolation.wire import MessageInvalid, pack, pack_error, unpack, unpack_error

ONE = Problem("pipeline[0].radius", "parameter_invalid", "radius must be a number.")


def tree(kind: type[EngineError]) -> Iterator[type[EngineError]]:
    yield kind
    for below in kind.__subclasses__():
        if below.__module__.startswith("filters.engine"):
            yield from tree(below)


@pytest.fixture
def rendition(cat_jpeg: bytes) -> Rendition:
    return process(cat_jpeg, [{"op": "gaussian_blur", "radius": 1}], format="png")


def test_a_rendition_comes_as_it_was_sent(rendition: Rendition) -> None:
    assert unpack(pickle.loads(pickle.dumps(pack(rendition)))) == rendition


@pytest.mark.parametrize("facts", [{}, {"size": [1, 2], "name": None}, {"text": "é", "share": 0.25}])
def test_facts_come_as_they_were_sent(facts: dict[str, Any]) -> None:
    assert unpack(pack(facts)) == facts


@pytest.mark.parametrize("kind", list(tree(EngineError)), ids=lambda kind: kind.__name__)
def test_every_error_comes_as_it_was_sent(kind: Any) -> None:
    more = {"retry_after": 3} if kind.__name__ == "Throttled" else {}
    sent = kind([ONE] if issubclass(kind, SeveralProblems) else "A sentence.", **more)
    came = unpack_error(pickle.loads(pickle.dumps(pack_error(sent))))
    assert type(came) is kind
    assert (came.code, came.detail, came.problems, str(came)) == (sent.code, sent.detail, sent.problems, str(sent))


def test_what_single_errors_hold_comes_along() -> None:
    busy, look = (
        unpack_error(pack_error(Busy("Full.", retry_after=7))),
        unpack_error(pack_error(LookInvalid("No.", line=3))),
    )
    assert isinstance(busy, Busy) and busy.retry_after == 7
    assert isinstance(look, LookInvalid) and look.line == 3


def test_an_error_that_came_can_be_worked_on() -> None:
    came = unpack_error(pack_error(PipelineInvalid([ONE])))
    assert isinstance(came, PipelineInvalid)
    assert came.under("preset[1]").problems[0].field == "preset[1].pipeline[0].radius"


@pytest.mark.parametrize(
    "change",
    [
        {"format": "exe"},
        {"data": "text"},
        {"size": (1, "2")},
        {"size": (1, 2, 3)},
        {"etag": 'x"\r\nSet-Cookie: a=b'},
        {"timings": (("decode\r\n", None),)},
        {"timings": (("decode\r\nX: y", 1.0),)},
        {"rules": (("a, b;desc=x",),)},
        {"notes": ("a\nb",)},
        {"notes": 5},
        {"quality": "best"},
        {"frames": 0},
        {"more": 1},
        {"timings": (("decode", float("nan")),)},
    ],
    ids=repr,
)
def test_a_rendition_that_no_engine_makes_is_refused(rendition: Rendition, change: dict[str, Any]) -> None:
    with pytest.raises(MessageInvalid):
        unpack(pack(rendition) | change)


@pytest.mark.parametrize(
    "plain", [{}, {"facts": 1}, {"facts": "{"}, {"facts": "[1]"}, {"facts": "{}", "more": 1}], ids=repr
)
def test_facts_that_are_none_are_refused(plain: dict[str, Any]) -> None:
    with pytest.raises(MessageInvalid):
        unpack(plain)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "SystemExit"},
        {"name": "object"},
        {"code": "a b"},
        {"detail": None},
        {"problems": (("a", "b"),)},
        {"more": {"retry_after": "soon"}},
        {"status": 200},
    ],
    ids=repr,
)
def test_an_error_that_no_engine_raises_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(MessageInvalid):
        unpack_error(pack_error(ImageTooLarge("Large.")) | change)


def test_an_error_brings_no_attributes_of_its_own() -> None:
    came = unpack_error(pack_error(ImageTooLarge("Large.")) | {"more": {"status": 200, "line": 4}})
    assert not hasattr(came, "status")


def test_facts_are_sent_as_text() -> None:
    assert json.loads(pack({"a": 1})["facts"]) == {"a": 1}
