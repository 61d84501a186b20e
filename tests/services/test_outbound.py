"""Turns to ask other servers: so many for all, so many for each."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from filters.engine.errors import Busy
from filters.services.outbound import Outbound, Turn


def test_all_together_have_no_more_turns_than_there_are() -> None:
    few = Outbound(most=3, each=2)
    turns = [few.take("a"), few.take("a"), few.take("b")]
    with pytest.raises(Busy, match="As many other servers"):
        few.take("c")
    turns.pop().end()
    few.take("c")
    assert len(few) == 3


def test_each_has_no_more_than_a_few() -> None:
    few = Outbound(most=9, each=2)
    turns = [few.take("a"), few.take("a")]
    with pytest.raises(Busy, match="2 requests of yours wait for other servers") as busy:
        few.take("a")
    assert busy.value.retry_after == 5
    few.take("b")
    turns.pop().end()
    few.take("a")


def test_nobody_in_particular_is_many() -> None:
    few = Outbound(most=9, each=2)
    for _ in range(9):
        few.take("")
    with pytest.raises(Busy):
        few.take("")


def test_a_turn_ends_once() -> None:
    few = Outbound(most=2, each=2)
    first, second = few.take("a"), few.take("a")
    first.end()
    first.end()
    assert len(few) == 1
    second.end()
    assert len(few) == 0


def test_threads_that_ask_at_one_time_get_exactly_the_turns_that_there_are() -> None:
    few = Outbound(most=10, each=3)

    def take(client: str) -> Turn | None:
        try:
            return few.take(client)
        except Busy:
            return None

    with ThreadPoolExecutor(16) as threads:
        taken = [turn for turn in threads.map(take, ["a", "b", "c", "d", "e"] * 40) if turn]
        assert len(taken) == len(few) == 10
        list(threads.map(Turn.end, taken * 3))
    assert len(few) == 0
