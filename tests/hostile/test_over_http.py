"""A real server answers every generated file with a picture or a documented refusal, and then the next good request."""

from pathlib import Path

import pytest

from tests.fixtures.servers import running_server
from tests.hostile.asking import Asked
from tests.hostile.files import FILES, HELD, Hostile
from tests.hostile.files.jpegs import progressive
from tests.hostile.judge import MOST_GROWN


def named(hostile: Hostile) -> str:
    return hostile.name


@pytest.mark.parametrize("hostile", FILES, ids=named)
def test_it_costs_no_more_than_its_own_request(hostile: Hostile, asked: Asked) -> None:
    answers = list(asked.answers(hostile.make()))
    complaints = [complaint for answer in answers for complaint in answer.complaints(statuses=hostile.statuses)]
    assert not complaints, "\n".join(complaints)
    assert asked.still_works()


@pytest.mark.parametrize("hostile", HELD, ids=named)
def test_the_largest_that_is_allowed_leaves_no_memory_behind(hostile: Hostile, asked: Asked) -> None:
    assert asked.still_works()
    before = asked.resident()
    answer = asked.answer("inspect", hostile.make())
    assert answer.status == 200, answer.code
    assert asked.resident() - before < MOST_GROWN
    assert asked.still_works()


def test_what_takes_too_long_in_one_call_of_a_decoder_is_stopped_there(tmp_path: Path) -> None:
    """As many scans as are allowed, of the largest picture: seconds in which Python is not asked."""
    settings = {"WEB_CONCURRENCY": "1", "IMGSVC_PIXEL_WORKERS": "1", "IMGSVC_DEADLINE_S": "0.2"}
    with running_server(tmp_path, **settings) as server:
        asked = Asked(server)
        answer = asked.answer("inspect", progressive(90, width=8000, height=8000))
        assert (answer.status, answer.code) == (504, "deadline_exceeded")
        assert asked.still_works()
