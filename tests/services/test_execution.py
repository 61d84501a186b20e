"""Admission: who is let in, who is turned away, and that places are given back."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier

import pytest

from filters.engine.errors import Busy
from filters.services.execution import RETRY_AFTER_S, Gate

CAPACITY = 100


@pytest.fixture
def gate() -> Gate:
    return Gate(lambda: CAPACITY)


def test_it_lets_jobs_in_while_they_fit(gate: Gate) -> None:
    with gate.admit(60), gate.admit(40):
        assert gate.inflight == CAPACITY
    assert gate.inflight == 0


def test_it_turns_a_job_away_at_once_when_full(gate: Gate) -> None:
    with gate.admit(60), pytest.raises(Busy) as refusal, gate.admit(41):
        pass
    assert refusal.value.retry_after == RETRY_AFTER_S
    assert "Try again in 1 s" in refusal.value.detail


def test_it_holds_nothing_for_a_job_it_turned_away(gate: Gate) -> None:
    with gate.admit(60):
        with pytest.raises(Busy), gate.admit(41):
            pass
        assert gate.inflight == 60
        with gate.admit(40):
            assert gate.inflight == CAPACITY


def test_it_lets_one_big_job_in_alone(gate: Gate) -> None:
    with gate.admit(10 * CAPACITY):
        assert gate.inflight == 10 * CAPACITY
        with pytest.raises(Busy), gate.admit(1):
            pass


def test_it_turns_a_big_job_away_while_a_small_one_runs(gate: Gate) -> None:
    with gate.admit(1), pytest.raises(Busy), gate.admit(10 * CAPACITY):
        pass


def test_it_gives_the_place_back_after_an_error(gate: Gate) -> None:
    with pytest.raises(RuntimeError, match="inside"), gate.admit(60):
        raise RuntimeError("inside")
    assert gate.inflight == 0


def test_it_reads_the_capacity_at_every_admission() -> None:
    capacity = [10]
    gate = Gate(lambda: capacity[0])
    with gate.admit(5):
        with pytest.raises(Busy), gate.admit(6):
            pass
        capacity[0] = 11
        with gate.admit(6):
            assert gate.inflight == 11


def test_it_says_how_many_megapixels_are_being_processed() -> None:
    gate = Gate(lambda: 0)
    expected = r"^12\.6 megapixels .* room for 0\.5 more"
    with gate.admit(12_600_000), pytest.raises(Busy, match=expected), gate.admit(500_000):
        pass


def test_it_admits_exactly_as_many_threads_as_fit(gate: Gate) -> None:
    threads = 8
    start, end = Barrier(threads), Barrier(threads)

    def knock(_: int) -> bool:
        start.wait(10)
        with ExitStack() as held:
            try:
                held.enter_context(gate.admit(25))
                return True
            except Busy:
                return False
            finally:
                end.wait(10)

    with ThreadPoolExecutor(threads) as pool:
        admitted = sum(pool.map(knock, range(threads)))
    assert admitted == CAPACITY // 25
    assert gate.inflight == 0


def test_it_counts_right_under_many_threads() -> None:
    gate = Gate(lambda: 10**9)

    def pass_through(_: int) -> None:
        for _ in range(200):
            with gate.admit(7):
                pass

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(pass_through, range(8)))
    assert gate.inflight == 0
