"""Turns: fair between clients by pixels, first come, first served within one, and nobody is overtaken for ever."""

from collections import Counter
from dataclasses import dataclass
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.services.turns import LEAST_PIXELS, Turns

MEGA = 1_000_000


@dataclass(frozen=True)
class Job:
    client: str
    pixels: int = MEGA
    front: bool = False
    name: int = 0


def waiting(*jobs: Job, now: float = 0) -> Turns[Job]:
    turns: Turns[Job] = Turns()
    for job in jobs:
        turns.join(job, now)
    return turns


def served(turns: Turns[Job], count: int | None = None, *, now: float = 0, patience: float = inf) -> list[Job]:
    order: list[Job] = []
    while (job := turns.next(now, patience)) and len(order) != count:
        turns.take(job, now)
        order.append(job)
    return order


def test_nobody_goes_next_where_nobody_waits() -> None:
    turns = waiting()
    assert turns.next(0, inf) is None
    assert len(turns) == 0
    assert turns.displaced_by("ann") is None


def test_one_client_is_served_in_the_order_of_its_coming() -> None:
    jobs = [Job("ann", pixels, name=name) for name, pixels in enumerate((9 * MEGA, MEGA, 64 * MEGA, 1))]
    assert served(waiting(*jobs)) == jobs


def test_clients_with_equal_jobs_are_served_in_turn() -> None:
    turns = waiting(*[Job("ann", name=name) for name in range(4)], Job("bob"), Job("cat"))
    assert "".join(job.client[0] for job in served(turns)) == "abcaaa"


def test_a_newcomer_waits_for_one_job_of_who_was_there_before() -> None:
    turns = waiting(*[Job("ann", name=name) for name in range(8)])
    served(turns, 3)
    turns.join(Job("bob"), 0)
    assert [job.client for job in served(turns, 2)] == ["ann", "bob"]


@pytest.mark.parametrize(("heavy", "light"), [(24 * MEGA, MEGA), (64 * MEGA, 2 * MEGA), (3 * MEGA, 2 * MEGA)])
def test_heavy_jobs_get_as_many_pixels_as_light_ones_and_no_more(heavy: int, light: int) -> None:
    turns: Turns[Job] = Turns()
    got: Counter[str] = Counter()
    for name in range(2):
        turns.join(Job("heavy", heavy, name=name), 0)
        turns.join(Job("light", light, name=name), 0)
    for name in range(2, 1000):
        [job] = served(turns, 1)
        got[job.client] += job.pixels
        turns.join(Job(job.client, job.pixels, name=name), 0)
    assert abs(got["heavy"] - got["light"]) <= heavy + light


def test_a_client_that_returns_after_each_answer_gets_no_more_than_one_that_stays() -> None:
    turns = waiting(*[Job("light", name=name) for name in range(100)], Job("heavy", 10 * MEGA))
    before = [job.client for job in served(turns, 10)]
    turns.join(Job("heavy", 10 * MEGA, name=1), 0)
    after = [job.client for job in served(turns, 11)]
    assert before == ["light"] * 9 + ["heavy"]
    assert after == ["light"] * 10 + ["heavy"]


def test_jobs_without_pixels_cost_their_way_there_and_back() -> None:
    turns = waiting(*[Job("tiny", 0, name=name) for name in range(100)], Job("ann", 4 * LEAST_PIXELS))
    assert [job.client for job in served(turns, 6)].index("ann") == 3


def test_who_had_no_turn_for_long_goes_next_however_heavy_its_job_is() -> None:
    turns = waiting(*[Job("light", name=name) for name in range(100)], Job("heavy", 256 * MEGA))
    served(turns, 1, now=1, patience=2)
    assert served(turns, 1, now=2, patience=2)[0].client == "light"
    assert served(turns, 1, now=2.1, patience=2)[0].client == "heavy"


def test_a_long_line_is_no_reason_to_go_before_others() -> None:
    turns = waiting(*[Job("ann", name=name) for name in range(9)])
    served(turns, 1, now=10, patience=2)
    turns.join(Job("bob"), 10)
    assert [job.client for job in served(turns, 3, now=11, patience=2)] == ["ann", "bob", "ann"]


@given(weights=st.lists(st.integers(0, 256 * MEGA), min_size=1, max_size=12), patience=st.integers(0, 20))
def test_no_client_is_starved(weights: list[int], patience: int) -> None:
    """All clients always have a job that waits, and a second passes with each turn."""
    turns = waiting(*[Job(str(client), pixels, name=name) for client, pixels in enumerate(weights) for name in (0, 1)])
    last = dict.fromkeys(map(str, range(len(weights))), 0)
    for now in range(1, 100):
        [job] = served(turns, 1, now=now, patience=patience)
        last[job.client] = now
        assert now - min(last.values()) <= patience + len(weights)
        turns.join(Job(job.client, job.pixels, name=now + 1), now)


def test_who_comes_back_goes_before_its_clients_others_in_the_order_of_coming_back() -> None:
    turns = waiting(Job("ann", name=0), Job("ann", name=1))
    turns.join(Job("ann", front=True, name=2), 0)
    turns.join(Job("ann", front=True, name=3), 0)
    assert [job.name for job in served(turns)] == [2, 3, 0, 1]


def test_who_leaves_is_not_served() -> None:
    first, second = Job("ann", name=0), Job("ann", name=1)
    turns = waiting(first, second)
    turns.leave(first)
    assert len(turns) == turns.length("ann") == 1
    assert served(turns) == [second]
    assert list(turns) == []


def test_who_does_not_wait_cannot_leave() -> None:
    with pytest.raises(KeyError):
        waiting().leave(Job("ann"))
    with pytest.raises(ValueError, match="not in"):
        waiting(Job("ann")).leave(Job("ann", name=1))


@pytest.mark.parametrize(
    ("client", "ahead"),
    [("ann", 4 + 1 + 2), ("bob", 1 + 2 + 2), ("cat", 2 + 3 + 1), ("dan", 3)],
)
def test_it_knows_how_many_go_before(client: str, ahead: int) -> None:
    turns = waiting(*[Job("ann", name=name) for name in range(4)], Job("bob"), Job("cat"), Job("cat", name=1))
    assert turns.ahead(client) == ahead


@pytest.mark.parametrize(
    ("lengths", "client", "displaced"),
    [
        ({"ann": 4}, "bob", "ann"),
        ({"ann": 4}, "ann", None),
        ({"ann": 4, "bob": 1}, "bob", None),
        ({"ann": 2}, "bob", "ann"),
        ({"ann": 1, "bob": 1}, "cat", None),
        ({"ann": 2, "bob": 3}, "cat", "bob"),
    ],
    ids=lambda value: str(value).replace(" ", ""),
)
def test_the_newest_job_of_who_has_most_makes_room(lengths: dict[str, int], client: str, displaced: str | None) -> None:
    turns = waiting(*[Job(owner, name=name) for owner, length in lengths.items() for name in range(length)])
    found = turns.displaced_by(client)
    assert found == (Job(displaced, name=lengths[displaced] - 1) if displaced else None)


def test_who_was_admitted_before_makes_no_room() -> None:
    first = Job("ann", front=True)
    turns = waiting(first, Job("ann", front=True, name=1))
    assert turns.displaced_by("bob") is None
    turns.join(Job("cat"), 0)
    turns.join(Job("cat", name=1), 0)
    turns.join(Job("ann", front=True, name=2), 0)
    assert turns.displaced_by("bob") == Job("cat", name=1)
