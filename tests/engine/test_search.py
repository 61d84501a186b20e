"""Bisection finds the turn from good to bad, and a good guess finds it in a few tries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine.search import search

SPAN = range(1, 101)


def found(turn: int, *, highest: bool, guess: int | None = None, span: range = SPAN) -> tuple[int | None, list[int]]:
    """What is found where numbers up to (or from) `turn` are good, and what was tried."""
    tried: list[int] = []

    def attempt(number: int) -> int:
        tried.append(number)
        return number

    best = search(span, attempt, lambda one: one <= turn if highest else one >= turn, highest=highest, guess=guess)
    return best, tried


@given(st.integers(-5, 110), st.booleans(), st.none() | st.integers(1, 100))
def test_it_is_what_trying_everything_finds(turn: int, highest: bool, guess: int | None) -> None:
    good = [number for number in SPAN if (number <= turn if highest else number >= turn)]
    best, tried = found(turn, highest=highest, guess=guess)
    assert best == ((max if highest else min)(good) if good else None)
    assert set(tried) <= set(SPAN)
    assert len(tried) == len(set(tried))


@pytest.mark.parametrize("turn", SPAN)
@pytest.mark.parametrize("highest", [True, False])
def test_a_hundred_numbers_take_seven_tries(turn: int, highest: bool) -> None:
    assert len(found(turn, highest=highest)[1]) <= 7


@pytest.mark.parametrize("highest", [True, False])
@pytest.mark.parametrize(("away", "most"), [(0, 2), (1, 4), (2, 4), (5, 6)])
def test_a_good_guess_takes_fewer(highest: bool, away: int, most: int) -> None:
    for guess in (50 - away, 50 + away):
        assert len(found(50, highest=highest, guess=guess)[1]) <= most


@given(st.lists(st.booleans(), min_size=20, max_size=20), st.none() | st.integers(0, 19))
def test_what_is_found_is_good_even_where_results_jump(results: list[bool], guess: int | None) -> None:
    best = search(range(20), lambda number: number, lambda number: results[number], highest=True, guess=guess)
    assert best is None or results[best]


def test_an_empty_span_has_nothing() -> None:
    assert search(range(5, 5), lambda number: number, bool, highest=True) is None
