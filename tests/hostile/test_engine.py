"""No generated file does more than cost its own request: the engine refuses it or reads it, quickly and in little room.

The engine runs in a process of its own: an endless loop or a crash in a codec is a failed test, not the end of all.
"""

from pathlib import Path

import pytest

from tests.hostile.files import FILES, HELD, Hostile
from tests.hostile.files.cut import GOOD, changes, cuts
from tests.hostile.judge import ALLOWED, WAYS, Judge, file_of

JOB_MEMORY = 2048 * 1024 * 1024  # the default of IMGSVC_JOB_MEMORY_MB


def named(hostile: Hostile) -> str:
    return hostile.name


@pytest.mark.parametrize("hostile", FILES, ids=named)
def test_it_is_read_or_refused_at_little_cost(hostile: Hostile, judge: Judge, tmp_path: Path) -> None:
    with file_of(hostile.make(), tmp_path) as path:
        verdicts = list(judge.verdicts(path))
    complaints = [complaint for verdict in verdicts for complaint in verdict.complaints(statuses=hostile.statuses)]
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("hostile", HELD, ids=named)
def test_the_largest_that_is_allowed_fits_the_memory_of_a_job(hostile: Hostile, judge: Judge, tmp_path: Path) -> None:
    with file_of(hostile.make(), tmp_path) as path:
        verdict = judge.verdict("filter", path)
    assert verdict.status == 200, verdict.detail
    assert verdict.grown < JOB_MEMORY


@pytest.mark.parametrize("kind", GOOD)
def test_a_file_that_ends_too_early_is_read_or_refused(kind: str, judge: Judge, tmp_path: Path) -> None:
    wrong = []
    for data in cuts(GOOD[kind]()):
        with file_of(data, tmp_path) as path:
            found = [complaint for verdict in judge.verdicts(path) for complaint in verdict.complaints()]
        wrong += [f"{len(data)} bytes: {complaint}" for complaint in found]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", GOOD)
def test_a_file_of_changed_numbers_is_read_or_refused(kind: str, judge: Judge, tmp_path: Path) -> None:
    wrong = []
    for number, data in enumerate(changes(GOOD[kind]())):
        with file_of(data, tmp_path) as path:
            verdict = judge.verdict(WAYS[number % len(WAYS)], path)
        wrong += [f"change {number}: {complaint}" for complaint in verdict.complaints(statuses=ALLOWED)]
    assert not wrong, "\n".join(wrong)
