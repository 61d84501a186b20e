"""What a flood is judged by."""

import pytest

from benchmarks.arrivals import Arrival
from benchmarks.findings import Finding, Probes, findings, goodput, table_of
from benchmarks.tables import MB

HEALTHY = Probes([0.01] * 20, [500 * MB] * 20)


def arrival(
    due: float, status: int = 200, took: float = 0.1, *, client: str = "a", retry_after: int | None = None
) -> Arrival:
    return Arrival(
        client=client, due=due, sent=due, answered=due + took, ended=due + took, status=status, retry_after=retry_after
    )


def flood(good: int, refused: int, *, took: float = 0.1, refused_in: float = 0.01, status: int = 503) -> list[Arrival]:
    """Within ten seconds."""
    served = [arrival(9.5 * number / good, took=took) for number in range(good)]
    return [
        *served,
        *(arrival(number / refused, status, refused_in, retry_after=2) for number in range(refused)),
        arrival(10, 200),
    ]


def found(arrivals: list[Arrival], probes: Probes = HEALTHY) -> dict[str, Finding]:
    alone = [arrival(number, took=0.1) for number in range(10)]
    lines = findings(alone, 10.0, arrivals, probes, queue_s=2.0, cores=(1.5, 1.6))
    return {line.what.partition(",")[0]: line for line in lines}


def missed(arrivals: list[Arrival], probes: Probes = HEALTHY) -> list[str]:
    return [what for what, line in found(arrivals, probes).items() if line.met is False]


def test_goodput_is_pictures_a_second() -> None:
    assert goodput([arrival(0), arrival(1), arrival(2, 503), arrival(3.9)]) == pytest.approx(3 / 4)
    assert goodput([arrival(0, 503)]) == 0


def test_a_good_server_misses_nothing() -> None:
    lines = found(flood(100, 300))
    assert [line.what for line in lines.values() if line.met is False] == []
    assert sum(line.met is True for line in lines.values()) == 6
    assert lines["answers"].measured == "101 x 200, 300 x 503"
    assert lines["Retry-After"].measured == "2 s, 2 s"


@pytest.mark.parametrize(
    ("arrivals", "probes", "what"),
    [
        (flood(84, 300), HEALTHY, "pictures"),
        (flood(100, 300, status=500), HEALTHY, "answers"),
        (flood(100, 300, took=2.4), HEALTHY, "accepted"),
        (flood(100, 300, refused_in=0.06), HEALTHY, "503"),
        (flood(100, 300), Probes([0.01] * 19 + [0.2], [MB] * 20), "healthz"),
        (flood(100, 300), Probes([0.01], [500 * MB] * 10 + [600 * MB] * 10), "memory of all processes"),
    ],
    ids=["goodput", "other answers", "slow pictures", "slow refusals", "health", "memory"],
)
def test_each_bar_can_be_missed(arrivals: list[Arrival], probes: Probes, what: str) -> None:
    assert what in missed(arrivals, probes)


def test_memory_that_is_filled_at_first_is_no_growth() -> None:
    assert missed(flood(100, 300), Probes([0.01], [100 * MB] * 5 + [500 * MB] * 15)) == []


def test_the_table_tells_what_was_missed() -> None:
    lines = [Finding("a", "1"), Finding("b", "2", "at least 3", False), Finding("c", "4", "at most 5", True)]
    text = table_of(iter(lines))
    assert "| b   |        2 | at least 3 | **missed** |" in text
    assert "|  at most 5 |        met |" in text
