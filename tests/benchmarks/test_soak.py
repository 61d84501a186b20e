"""What a soak is blamed for."""

from benchmarks.census import PIXEL_WORKER, WEB, Census, Process
from benchmarks.soak import Played, Sample, judge
from benchmarks.traffic import BUSY, Outcome

MB = 1_000_000
RIGHT = Played(Outcome("process", 200, (200,)), 0.1)


def samples(*, growth: int = 0, gathered: int = 0) -> list[Sample]:
    """Half an hour, with so many bytes and descriptors more at each look at the web process."""
    return [
        Sample(
            5.0 * n, Census((Process(1, WEB, 100 * MB + growth * n, 30 + gathered * n), Process(2, PIXEL_WORKER, 1, 1)))
        )
        for n in range(360)
    ]


def test_a_steady_server_with_right_answers_is_blamed_for_nothing() -> None:
    busy = Played(Outcome("process", BUSY, (200,)), 0.1)
    assert not list(judge(samples(), [RIGHT, busy]))


def test_a_wrong_answer_is_named() -> None:
    wrong = Played(Outcome("inspect", 500, (200,)), 0.1)
    assert list(judge(samples(), [RIGHT, wrong, wrong])) == ["inspect was answered with 500, 2 times."]


def test_memory_that_grows_is_named() -> None:
    assert [line.partition(":")[0] for line in judge(samples(growth=MB), [RIGHT])] == [
        "The memory of all processes grows",
        "The memory of the web process grows",
    ]


def test_descriptors_that_gather_are_named() -> None:
    [line] = judge(samples(gathered=1), [RIGHT])
    assert line.startswith("Descriptors gather")
