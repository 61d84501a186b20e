"""The search finds where a measure reaches its goal, in few tries where the measure is smooth."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine.fitting.search import search

SPAN = range(1, 101)


def found(
    measures: list[float], goal: float, *, highest: bool, first: int | None = None
) -> tuple[int | None, list[int]]:
    """What is found where `measures` are those of 1, 2, 3 ..., and what was tried."""
    tried: list[int] = []

    def attempt(number: int) -> int:
        tried.append(number)
        return number

    span = range(1, len(measures) + 1)
    best = search(span, attempt, lambda number: measures[number - 1], goal, highest=highest, first=first)
    return best, tried


@given(
    st.lists(st.floats(-5, 5), min_size=1, max_size=100),
    st.floats(-6, 6),
    st.booleans(),
    st.none() | st.integers(1, 100),
)
def test_it_is_what_trying_everything_finds(
    measures: list[float], goal: float, highest: bool, first: int | None
) -> None:
    measures.sort()
    good = [n for n, value in enumerate(measures, 1) if (value <= goal if highest else value >= goal)]
    best, tried = found(measures, goal, highest=highest, first=first)
    assert best == ((max if highest else min)(good) if good else None)
    assert len(tried) == len(set(tried)) <= 14


@pytest.mark.parametrize("goal", [0.05, 0.3, 0.5, 0.83])
@pytest.mark.parametrize("highest", [True, False])
def test_a_smooth_measure_takes_few_tries(goal: float, highest: bool) -> None:
    measures = [math.tanh(number / 60) for number in SPAN]
    assert len(found(measures, goal, highest=highest, first=80)[1]) <= 6


@given(st.lists(st.integers(0, 3), min_size=20, max_size=20), st.booleans())
def test_what_is_found_keeps_to_the_goal_even_where_measures_jump(measures: list[int], highest: bool) -> None:
    best, _tried = found([float(value) for value in measures], 1.5, highest=highest)
    assert best is None or (measures[best - 1] <= 1.5 if highest else measures[best - 1] >= 1.5)


def test_what_is_known_helps() -> None:
    tried: list[int] = []

    def attempt(number: int) -> int:
        tried.append(number)
        return number

    assert search(range(1, 100), attempt, float, 42.5, highest=True, known={100: 100.0}) == 42
    assert len(tried) <= 3


def test_an_empty_span_has_nothing() -> None:
    assert search(range(5, 5), lambda number: number, float, 1, highest=True) is None
