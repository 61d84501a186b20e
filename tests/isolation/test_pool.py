"""The pool gives what the engine gives, and turns everything that can happen to a worker into an answer."""

import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from filters.engine.errors import Busy, DeadlineExceeded, FormatUnsupported, ImageTooLarge, ImageUnreadable
from filters.engine.limits import Deadline, Limits
from filters.engine.output import Output
from filters.engine.pipeline import Pipeline
from filters.engine.work import Explain, Inspect, Process
from filters.isolation import pool as module
from filters.isolation.pool import MEBI, PixelWorkers, WorkerFault
from filters.isolation.refusals import Refusals
from filters.isolation.slot import NoWorker, Slot
from tests.isolation.conftest import TERMS

BLUR = Pipeline.parse([{"op": "gaussian_blur", "radius": 2}])
SLOW = Pipeline.parse([{"op": "median_filter", "size": 9}] * 30)
NEVER = Deadline()


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have every slot do something else than the work: a call in the worker, or an error on the way."""
    call = Slot.call

    def answer(instead: Callable[..., Any] | BaseException, *arguments: Any) -> None:
        def replaced(self: Slot, *work: Any, seconds: float) -> Any:
            if isinstance(instead, BaseException):
                raise instead
            return call(self, instead, *arguments, seconds=seconds)

        monkeypatch.setattr(Slot, "call", replaced)

    return answer


def test_it_gives_the_picture_that_the_engine_gives(pool: PixelWorkers, cat_jpeg: bytes) -> None:
    work = Process(data=cat_jpeg, pipeline=BLUR, output=Output(format="png"))
    here, there = work.open(), pool.run(work)
    expected = here.run(NEVER)
    assert there.cost == here.cost
    assert there.result is not None
    assert (there.result.data, there.result.etag, there.result.notes) == (expected.data, expected.etag, expected.notes)


def test_it_tells_what_the_engine_tells(pool: PixelWorkers, cat_jpeg: bytes) -> None:
    explain, inspect = Explain(data=cat_jpeg, pipeline=BLUR), Inspect(data=cat_jpeg)
    assert pool.run(explain).result == explain.open().run(NEVER)
    assert pool.run(inspect).result == inspect.open().run(NEVER)


def test_it_raises_what_the_engine_raises(pool: PixelWorkers) -> None:
    with pytest.raises(FormatUnsupported) as refusal:
        pool.run(Process(data=b"hello"))
    assert refusal.value.problems[0].field == "image"


def test_work_that_costs_more_than_granted_is_only_priced(pool: PixelWorkers, cat_jpeg: bytes) -> None:
    work = Process(data=cat_jpeg, pipeline=BLUR)
    cost = work.open().cost
    assert pool.run(work, grant=cost - 1) == module.Priced(cost, None)
    assert pool.run(work, grant=cost).result is not None


def test_as_many_works_as_workers_run_at_one_time(pool: PixelWorkers, cat_jpeg: bytes) -> None:
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda _: pool.run(Process(data=cat_jpeg, pipeline=BLUR)), range(16)))
    assert len({priced.result.data for priced in results if priced.result}) == 1


def test_work_inside_one_step_is_stopped_at_the_deadline(
    pool: PixelWorkers, photo: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GRACE_S", -0.9)  # it is killed before it could look at its clock
    data = photo(size=(3000, 3000))
    with pytest.raises(DeadlineExceeded, match=r"after 1 seconds"):
        pool.run(Process(data=data, pipeline=SLOW, limits=Limits(deadline_s=1)))
    assert pool.events["stopped"] == 1
    assert pool.run(Process(data=data, pipeline=BLUR)).result


def test_a_crash_is_that_files_fault_and_it_is_refused(
    pool: PixelWorkers, cat_jpeg: bytes, answered: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Process(data=cat_jpeg)
    answered(os.abort)
    with pytest.raises(ImageUnreadable, match="refused for 60 s"):
        pool.run(work)
    monkeypatch.undo()
    with pytest.raises(ImageUnreadable):
        pool.run(work)
    assert pool.run(Process(data=cat_jpeg + b"x")).result
    assert pool.events["crashed"] == 1


@pytest.mark.parametrize("answer", [b"bytes", b""], ids=["bytes", "nothing"])
def test_an_answer_that_no_worker_gives_costs_its_worker(
    pool: PixelWorkers, cat_jpeg: bytes, answered: Callable[..., None], monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    answered(bytes, answer)
    with pytest.raises(ImageUnreadable):
        pool.run(Process(data=cat_jpeg))
    assert pool.events["distrusted"] == 1
    monkeypatch.undo()
    assert pool.run(Process(data=cat_jpeg + b"x")).result


@pytest.mark.parametrize(
    ("answer", "error", "sentence"),
    [
        ({"no_memory": True}, ImageTooLarge, "more memory than the 1024 MiB allowed"),
        ({"fault": "Traceback:\n\x1b[31mline"}, WorkerFault, "see the log"),
    ],
    ids=["no memory", "a fault of ours"],
)
def test_what_went_wrong_in_a_worker_is_told(
    pool: PixelWorkers,
    cat_jpeg: bytes,
    answered: Callable[..., None],
    answer: Any,
    error: type[Exception],
    sentence: str,
) -> None:
    answered(dict, answer)
    with pytest.raises(error, match=sentence):
        pool.run(Process(data=cat_jpeg))


def test_a_fault_of_ours_is_logged_without_control_characters(
    pool: PixelWorkers, cat_jpeg: bytes, answered: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    answered(dict, {"fault": "Traceback:\n\x1b[31mline"})
    with caplog.at_level(logging.ERROR), pytest.raises(WorkerFault):
        pool.run(Process(data=cat_jpeg))
    assert "Traceback:\n\\x1b[31mline" in caplog.text


def test_without_a_worker_it_is_busy(pool: PixelWorkers, cat_jpeg: bytes, answered: Callable[..., None]) -> None:
    answered(NoWorker("none"))
    with pytest.raises(Busy, match="Try again in 1 s"):
        pool.run(Process(data=cat_jpeg))


def test_memory_beyond_the_limit_is_refused_and_the_next_picture_works(photo: Callable[..., bytes]) -> None:
    data = photo("PNG", mode="RGBA")
    workers = PixelWorkers(1, replace(TERMS, memory_bytes=128 * MEBI), Refusals(lambda: 60))
    large = Pipeline.parse(
        [{"op": "resize", "width": 7000, "height": 7000, "fit": "stretch", "upscale": True}, {"op": "invert"}]
    )
    try:
        with pytest.raises(ImageTooLarge, match="more memory than the 128 MiB allowed"):
            workers.run(Process(data=data, pipeline=large, output=Output(format="png")))
        assert workers.run(Process(data=data, pipeline=BLUR)).result
    finally:
        workers.stop()


def test_it_tells_what_its_workers_are_kept_from(pool: PixelWorkers) -> None:
    found = pool.protections()
    assert {"seccomp", "landlock", "memory_limit"} <= found.keys()
    assert all(state.split(":")[0] in ("on", "off") for state in found.values())
