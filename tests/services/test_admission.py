"""Admission: who is let in, who waits, who is turned away with which words, and that places are given back."""

from collections.abc import Callable
from typing import Any

import pytest

from filters.engine.errors import Busy
from tests.services.desk import MEGA, Desk, counts


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_it_lets_jobs_in_while_there_are_slots(desk: Desk) -> None:
    with desk.admission.admit(client="ann", pixels=5) as first, desk.admission.admit(client="bob", pixels=6):
        assert counts(desk) == (2, 0, 11)
        assert first.waited_ms == 0
        desk.enter()
        assert counts(desk) == (2, 1, 11)
    assert counts(desk) == (1, 0, MEGA)


def test_it_lets_jobs_in_while_they_fit() -> None:
    desk = Desk(slots=None, capacity=100)
    for pixels in (60, 30, 10, 1):
        desk.enter(pixels=pixels)
    assert counts(desk) == (3, 1, 100)


@pytest.mark.parametrize("desk", [Desk(capacity=10), Desk(slots=0), Desk(slots=None, capacity=0)], ids=str)
def test_it_lets_any_one_job_in_alone(desk: Desk) -> None:
    with desk.admission.admit(client="ann", pixels=256 * MEGA):
        desk.enter(pixels=1)
        assert counts(desk) == (1, 1, 256 * MEGA)


def test_it_gives_the_place_back_after_an_error(desk: Desk) -> None:
    with pytest.raises(RuntimeError, match="inside"), desk.admission.admit(client="ann", pixels=60):
        raise RuntimeError("inside")
    assert counts(desk) == (0, 0, 0)


def test_it_calls_who_waits_when_a_place_is_given_back(desk: Desk) -> None:
    first, _ = desk.enter(), desk.enter()
    third = desk.enter()
    desk.now = 1.5
    desk.admission.leave(first)
    desk.admission.wait(third)
    assert third.waited_ms == 1500
    assert counts(desk) == (2, 0, 2 * MEGA)


def test_it_calls_several_when_a_heavy_job_is_done() -> None:
    desk = Desk(slots=None, capacity=100)
    heavy = desk.enter(pixels=100)
    waiting = [desk.enter(client, pixels=50) for client in ("ann", "bob", "cat")]
    desk.admission.leave(heavy)
    assert [place.called.is_set() for place in waiting] == [True, True, False]


def test_nobody_passes_the_one_whose_turn_it_is() -> None:
    desk = Desk(slots=None, capacity=100)
    first = desk.enter(pixels=50)
    heavy, light = desk.enter(pixels=80), desk.enter(pixels=1)
    assert counts(desk) == (1, 2, 50)
    desk.admission.leave(first)
    assert heavy.called.is_set()
    assert light.called.is_set()


def test_a_heavy_job_is_passed_for_half_the_longest_wait_and_no_longer() -> None:
    desk = Desk(slots=None, capacity=64 * MEGA, queue_length=100)
    running = desk.enter("light")
    heavy = desk.enter("heavy", 64 * MEGA)
    passed = 0
    while not heavy.called.is_set():
        following = desk.enter("light")
        desk.now += 1
        desk.admission.leave(running)
        running, passed = following, passed + 1
        assert passed < 10
    assert passed == desk.queue_s / 2 + 1
    assert not running.called.is_set()


def test_who_comes_back_is_let_wait_in_a_full_queue_and_goes_first() -> None:
    desk = Desk(slots=1, queue_length=1)
    first, second = desk.enter(), desk.enter()
    again = desk.enter(front=True)
    desk.admission.leave(first)
    assert again.called.is_set()
    assert not second.called.is_set()


def test_it_reads_its_limits_at_every_admission() -> None:
    desk = Desk(slots=1, queue_length=0)
    desk.enter()
    desk.refusal()
    desk.slots = 2
    desk.enter()
    desk.queue_length = 1
    desk.enter()
    assert counts(desk) == (2, 1, 2 * MEGA)


def test_it_refuses_who_would_wait_too_long() -> None:
    desk = Desk(slots=1, queue_s=3)
    desk.run_for(2)
    desk.enter()
    desk.enter()
    refusal = desk.refusal()
    assert refusal.detail == (
        "1 picture is being processed with 1 megapixels and 1 picture waits: yours would wait about 4 s, "
        "and 3 s is the longest wait. Try again in 4 s."
    )
    assert refusal.retry_after == 4


def test_a_newcomer_may_wait_where_the_next_job_of_another_would_wait_too_long() -> None:
    desk = Desk(slots=1, queue_s=5)
    desk.run_for(2)
    for _ in range(3):
        desk.enter("ann")
    assert desk.refusal("ann").retry_after == 6
    desk.enter("bob")


def test_it_refuses_when_the_queue_is_full() -> None:
    desk = Desk(queue_length=3)
    desk.run_for(1.5)
    for _ in range(5):
        desk.enter(pixels=12_300_000)
    refusal = desk.refusal()
    assert refusal.detail == (
        "2 pictures are being processed with 24.6 megapixels and 3 pictures wait: no more than 3 may wait. "
        "Try again in 3 s."
    )
    assert refusal.retry_after == 3


@pytest.mark.parametrize("desk", [Desk(queue_length=0), Desk(queue_s=0)], ids=str)
def test_it_refuses_at_once_where_nobody_may_wait(desk: Desk) -> None:
    desk.enter()
    desk.enter()
    assert desk.refusal().detail == (
        "2 pictures are being processed with 2 megapixels and 0 pictures wait: no more may run at one time, "
        "and none may wait. Try again in 1 s."
    )


def test_it_refuses_who_waited_too_long_and_calls_who_fits_instead() -> None:
    desk = Desk(slots=None, capacity=100)
    desk.enter(pixels=50)
    heavy = desk.enter(pixels=80)
    desk.now = 3
    light = desk.enter(pixels=1)
    desk.now = 8
    with pytest.raises(Busy, match=r": yours waited 8 s, which is the longest wait\. Try again in \d+ s\.$"):
        desk.admission.wait(heavy)
    assert light.called.is_set()
    desk.admission.leave(heavy)
    assert counts(desk) == (2, 0, 51)


def test_the_newest_job_of_who_has_most_makes_room_for_a_newcomer(desk: Desk) -> None:
    places = [desk.enter("ann") for _ in range(6)]
    newcomer = desk.enter("bob")
    reason = "no more than 4 may wait, and yours, which were the most, made room for another client's"
    with pytest.raises(Busy, match=reason):
        desk.admission.wait(places[-1])
    desk.admission.leave(places[-1])
    desk.admission.leave(places[0])
    desk.admission.leave(places[1])
    assert newcomer.called.is_set()
    assert counts(desk) == (2, 2, 2 * MEGA)


def test_every_client_has_a_job_in_a_full_queue(desk: Desk) -> None:
    for _ in range(6):
        desk.enter("ann")
    for newcomer in ("bob", "cat", "dan"):
        desk.enter(newcomer)
        desk.refusal(newcomer)
    desk.refusal("eve")


@pytest.mark.parametrize("client", ["ann", "bob"])
def test_a_look_before_the_upload_says_what_an_admission_would(client: str) -> None:
    desk = Desk(slots=1)
    for _ in range(6):
        look = outcome(lambda: desk.admission.refuse_if_full(client))
        assert look == outcome(lambda: desk.enter(client))
    assert outcome(lambda: desk.admission.refuse_if_full("dan")) is None


def outcome(call: Callable[[], Any]) -> str | None:
    try:
        call()
    except Busy as error:
        return error.detail
    return None


def test_a_look_before_the_upload_sees_that_all_pixels_are_taken() -> None:
    desk = Desk(slots=None, capacity=100, queue_length=0)
    desk.enter(pixels=99)
    desk.admission.refuse_if_full("ann")
    desk.enter(pixels=1)
    with pytest.raises(Busy):
        desk.admission.refuse_if_full("ann")


def test_the_mean_follows_the_jobs(desk: Desk) -> None:
    assert desk.admission.state()["mean_s"] == 0
    desk.run_for(1)
    assert desk.admission.state()["mean_s"] == 1
    desk.run_for(2)
    assert desk.admission.state()["mean_s"] == pytest.approx(1.1)


def test_retry_after_counts_jobs_that_take_longer_than_the_mean() -> None:
    desk = Desk(slots=1, queue_length=0)
    desk.run_for(0.01)
    desk.enter()
    assert desk.refusal().retry_after == 1
    desk.now += 7
    assert desk.refusal().retry_after == 7
