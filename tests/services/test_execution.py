"""Where a job runs: inline or in the pool it gives the same, is admitted, charged and timed."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from filters.engine.errors import Busy, EngineError, FormatUnsupported
from filters.engine.limits import Deadline, Limits
from filters.engine.output import Output
from filters.engine.pipeline import Pipeline
from filters.engine.render import Rendition
from filters.engine.work import Explain, Process
from filters.isolation.pool import PixelWorkers
from filters.services import execution
from filters.services.execution import admission, execute

BLUR = Pipeline.parse([{"op": "gaussian_blur", "radius": 2}])


@pytest.fixture
def pooled(settings: Any) -> Iterator[None]:
    """Jobs run in a pool of two workers."""
    settings.IMGSVC_EXECUTOR, settings.IMGSVC_PIXEL_WORKERS = "pool", 2
    yield
    execution.stop()


@pytest.fixture(params=["inline", "pool"])
def executor(request: pytest.FixtureRequest) -> str:
    """Each of the two."""
    if request.param == "pool":
        request.getfixturevalue("pooled")
    return str(request.param)


@pytest.fixture
def work(cat_jpeg: bytes) -> Process:
    return Process(data=cat_jpeg, pipeline=BLUR, output=Output(format="png"))


def test_the_result_is_the_engines(executor: str, work: Process) -> None:
    here = work.open().run(Deadline())
    there = execute(work)
    assert (there.data, there.etag, there.size, there.notes) == (here.data, here.etag, here.size, here.notes)


def test_the_first_stage_is_the_time_before_the_work(executor: str, work: Process) -> None:
    done = execute(work)
    assert [name for name, _ in done.timings] == ["queue", "decode", "gaussian_blur", "encode"]
    assert len(done.rules) == len(done.timings)
    assert all(milliseconds >= 0 for _, milliseconds in done.timings)


def test_facts_have_no_stages(executor: str, work: Process) -> None:
    facts = execute(Explain(data=work.data, pipeline=BLUR))
    assert facts["steps"][0]["op"] == "gaussian_blur"


def test_an_error_is_the_engines(executor: str) -> None:
    with pytest.raises(FormatUnsupported):
        execute(Process(data=b"hello"))
    assert admission.state()["running"] == 0


def test_the_cost_is_charged_once_and_before_the_work(executor: str, work: Process) -> None:
    charged: list[int] = []
    execute(work, charge=charged.append)
    assert charged == [work.open().cost]


def test_who_cannot_pay_is_not_served(executor: str, work: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    def charge(pixels: int) -> None:
        raise EngineError(f"{pixels} are too many.")

    with pytest.raises(EngineError, match="are too many"):
        execute(work, charge=charge)
    assert admission.state()["running"] == 0


def test_what_there_is_no_room_for_is_not_charged(
    executor: str, work: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    charged: list[int] = []

    def fill(cost: int) -> None:
        """Once the work was priced, there is no more room."""
        charged.append(cost)
        monkeypatch.setattr(admission, "admit", full)

    @contextmanager
    def full(**place: Any) -> Iterator[None]:
        raise Busy("Full.")
        yield

    with pytest.raises(Busy):
        execute(work, charge=fill)
    assert charged == [work.open().cost, -work.open().cost]


def test_a_full_service_refuses_at_once(executor: str, work: Process, in_flight: Callable[..., Any]) -> None:
    with in_flight(1000, of=1000), pytest.raises(Busy):
        execute(work)


def test_work_that_costs_more_than_its_share_is_admitted_with_its_cost(
    pooled: None, work: Process, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    grants: list[int | None] = []
    run = PixelWorkers.run

    def watched(self: PixelWorkers, work: Any, *, grant: int | None = None) -> Any:
        grants.append(grant)
        return run(self, work, grant=grant)

    monkeypatch.setattr(PixelWorkers, "run", watched)
    monkeypatch.setattr("filters.conf.max_inflight_pixels", lambda: 1000)
    assert isinstance(execute(work), Rendition)
    assert grants == [500, work.open().cost]


def test_a_stopped_pool_is_started_anew(pooled: None, work: Process) -> None:
    execute(work)
    execution.stop()
    assert execute(work).size == work.open().source.header.size


def test_inline_there_is_nothing_to_confine() -> None:
    assert execution.protections() == {}


def test_a_child_of_a_fork_does_not_stop_its_parents_pool(pooled: None, work: Process) -> None:
    execute(work)
    pid = os.fork()
    if pid == 0:
        execution.stop()
        os._exit(0)
    os.waitpid(pid, 0)
    assert execute(work).size == work.open().source.header.size


def test_the_hard_deadline_holds_inside_a_step(pooled: None, photo: Callable[..., bytes]) -> None:
    slow = Pipeline.parse([{"op": "rank_filter", "size": 11, "rank": 60}])
    work = Process(data=photo("PNG", (6000, 6000)), pipeline=slow, limits=Limits(deadline_s=0.1))
    with pytest.raises(EngineError) as refusal:
        execute(work)
    assert refusal.value.code == "deadline_exceeded"
