"""One worker: it is replaced when it dies, hangs, lies or has done its jobs, and what it was asked is answered."""

import ctypes
import inspect
import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from filters.isolation import slot as module
from filters.isolation.guard import Distrusted
from filters.isolation.slot import Crashed, Overdue, Slot, Terms
from tests.isolation import captured
from tests.isolation.conftest import TERMS

PLENTY_S = 60


def gone(pid: int) -> bool:
    """Whether no such process runs any more."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return stat.read().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):  # before it is opened, and before it is read
        return True


def wait_until(condition: Callable[[], bool]) -> None:
    """Return once it holds; fail after a minute."""
    end = time.monotonic() + PLENTY_S
    while not condition():
        assert time.monotonic() < end, "it never came true"
        os.sched_yield()


def taken_over(act: str) -> str:
    """The source of what a worker does then: it is sent whole, because a worker may not read the tests."""
    return f"{inspect.getsource(captured)}\n{act}()"


def test_it_returns_what_the_function_returns(slot: Slot) -> None:
    assert slot.call(bytes.upper, b"cat", seconds=PLENTY_S) == b"CAT"


def test_it_runs_in_another_process(slot: Slot) -> None:
    assert slot.call(os.getpid, seconds=PLENTY_S) != os.getpid()


def test_one_process_does_job_after_job(slot: Slot) -> None:
    assert len({slot.call(os.getpid, seconds=PLENTY_S) for _ in range(5)}) == 1


def test_after_its_jobs_it_is_another_process(make_slot: Callable[[Terms], Slot]) -> None:
    slot = make_slot(replace(TERMS, jobs=2))
    pids = [slot.call(os.getpid, seconds=PLENTY_S) for _ in range(6)]
    assert len(set(pids)) == 3


def test_after_its_jobs_it_is_killed_where_it_would_stay(make_slot: Callable[[Terms], Slot]) -> None:
    slot = make_slot(replace(TERMS, jobs=2))
    pid = slot.call(exec, taken_over("stay"), {}, seconds=PLENTY_S)
    assert slot.call(os.getpid, seconds=PLENTY_S) == pid
    assert slot.call(os.getpid, seconds=PLENTY_S) != pid
    wait_until(lambda: gone(pid))


@pytest.mark.parametrize(
    ("function", "arguments", "code"),
    [(os.abort, (), -signal.SIGABRT), (ctypes.string_at, (0,), -signal.SIGSEGV), (os._exit, (3,), 3)],
    ids=["abort", "segmentation fault", "exit"],
)
def test_a_crash_is_told_and_the_next_call_works(
    slot: Slot, function: Callable[..., object], arguments: tuple[int, ...], code: int
) -> None:
    with pytest.raises(Crashed) as crash:
        slot.call(function, *arguments, seconds=PLENTY_S)
    assert crash.value.code == code
    assert slot.call(bytes.upper, b"cat", seconds=PLENTY_S) == b"CAT"


def test_what_takes_too_long_is_killed(slot: Slot) -> None:
    pid = slot.call(os.getpid, seconds=PLENTY_S)
    with pytest.raises(Overdue):
        slot.call(time.sleep, 1000, seconds=0.05)
    wait_until(lambda: gone(pid))
    assert slot.call(os.getpid, seconds=PLENTY_S) != pid


def test_it_is_killed_whatever_locks_it_holds(slot: Slot) -> None:
    pid = slot.call(os.getpid, seconds=PLENTY_S)
    with pytest.raises(Overdue):
        slot.call(exec, taken_over("hold_the_locks"), {}, seconds=0.5)
    wait_until(lambda: gone(pid))


def test_a_clock_that_jumps_ends_no_job(slot: Slot, monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 10_000)
    assert slot.call(time.sleep, 0.5, seconds=PLENTY_S) is None


def test_an_idle_worker_that_was_killed_is_not_missed(slot: Slot) -> None:
    pid = slot.call(os.getpid, seconds=PLENTY_S)
    os.kill(pid, signal.SIGKILL)
    assert slot.call(bytes.upper, b"cat", seconds=PLENTY_S) == b"CAT"


def test_an_idle_worker_that_was_stopped_is_replaced(slot: Slot, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = slot.call(os.getpid, seconds=PLENTY_S)
    monkeypatch.setattr(module, "START_S", 2)
    os.kill(pid, signal.SIGSTOP)
    assert slot.call(bytes.upper, b"cat", seconds=PLENTY_S) == b"CAT"
    wait_until(lambda: gone(pid))


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_signals_that_go_to_everyone_do_not_end_it(slot: Slot, sent: int) -> None:
    pid = slot.call(os.getpid, seconds=PLENTY_S)
    os.kill(pid, sent)
    assert slot.call(os.getpid, seconds=PLENTY_S) == pid


def test_an_answer_that_is_no_plain_value_is_not_read(slot: Slot) -> None:
    with pytest.raises(Distrusted):
        slot.call(Fraction, 1, 2, seconds=PLENTY_S)
    slot.replace()
    assert slot.call(bytes.upper, b"cat", seconds=PLENTY_S) == b"CAT"


@pytest.mark.parametrize("descriptor", [1, 2], ids=["output", "errors"])
def test_it_writes_nothing_into_the_servers_log(slot: Slot, descriptor: int) -> None:
    assert slot.call(os.readlink, f"/proc/self/fd/{descriptor}", seconds=PLENTY_S) == os.devnull


def test_stopping_it_leaves_no_process(slot: Slot) -> None:
    pid = slot.call(os.getpid, seconds=PLENTY_S)
    slot.stop()
    wait_until(lambda: gone(pid))
    assert gone(pid)


def test_a_worker_sees_no_settings_and_no_secrets(slot: Slot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert slot.call(os.getenv, "IMGSVC_DATA_DIR", seconds=PLENTY_S) is None
    assert slot.call(os.getenv, "DJANGO_SETTINGS_MODULE", seconds=PLENTY_S) is None
    assert slot.call(os.getenv, "PATH", seconds=PLENTY_S) == os.environ["PATH"]
