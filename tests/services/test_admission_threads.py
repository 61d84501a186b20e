"""Admission between threads: who waits is woken, nobody is lost, and never are too many inside."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier, BoundedSemaphore, Event

import pytest

from filters.engine.errors import Busy
from filters.services.admission import Admission, Place
from tests.services.desk import MEGA, Desk, counts
from tests.services.patience import eventually

BOUND_S = 10
"""No test may take longer; none should take a tenth of it."""


def test_a_thread_waits_for_its_turn() -> None:
    desk = Desk(slots=1)
    first = desk.enter()
    with ThreadPoolExecutor(1) as pool:
        second: Future[Place] = pool.submit(admitted, desk.admission, "bob")
        eventually(lambda: counts(desk)[:2] == (1, 1))
        assert not second.done()
        desk.admission.leave(first)
        assert second.result(BOUND_S).client == "bob"
    assert counts(desk) == (0, 0, 0)


def admitted(admission: Admission, client: str) -> Place:
    with admission.admit(client=client, pixels=MEGA) as place:
        return place


def test_a_thread_that_waited_too_long_is_told() -> None:
    admission = Admission(slots=lambda: 1, capacity=lambda: 10, queue_length=lambda: 1, queue_s=lambda: 0.05)
    with (
        admission.admit(client="ann", pixels=1),
        pytest.raises(Busy, match=r"waited 0\.05 s"),
        admission.admit(client="bob", pixels=1),
    ):
        pass
    assert admission.state()["running"] == admission.state()["waiting"] == 0


def test_it_admits_exactly_as_many_threads_as_fit() -> None:
    threads = 8
    desk = Desk(slots=None, capacity=100, queue_length=0)
    start, end = Barrier(threads), Barrier(threads)

    def knock(_: int) -> bool:
        start.wait(BOUND_S)
        with ExitStack() as held:
            try:
                held.enter_context(desk.admission.admit(client="ann", pixels=25))
                return True
            except Busy:
                return False
            finally:
                end.wait(BOUND_S)

    with ThreadPoolExecutor(threads) as pool:
        assert sum(pool.map(knock, range(threads))) == 4
    assert counts(desk) == (0, 0, 0)


def test_every_thread_gets_its_turn_and_never_too_many_at_one_time() -> None:
    desk = Desk(slots=3, queue_length=100, queue_s=600)
    inside = BoundedSemaphore(3)
    ready = Event()

    def work(client: int) -> None:
        ready.wait(BOUND_S)
        for _ in range(50):
            with desk.admission.admit(client=str(client), pixels=MEGA):
                assert inside.acquire(blocking=False)
                inside.release()

    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(work, client) for client in range(8)]
        ready.set()
        for future in done:
            future.result(BOUND_S)
    assert counts(desk) == (0, 0, 0)
