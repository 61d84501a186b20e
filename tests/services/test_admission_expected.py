"""Jobs whose uploads are being read: no more are expected than there are places, and nobody waits for a slow one."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import Context, copy_context

import pytest

from filters.engine.errors import Busy
from filters.services.admission import EXPECTED_S
from tests.services.desk import Desk, counts


@pytest.fixture
def desk() -> Desk:
    """One runs, two may wait."""
    desk = Desk(slots=1, queue_length=2)
    desk.enter("ann")
    return desk


@contextmanager
def expected(desk: Desk, *clients: str) -> Iterator[None]:
    with ExitStack() as stack:
        for client in clients:
            stack.enter_context(desk.admission.expect(client))
        yield


def is_full(desk: Desk, client: str = "ann") -> bool:
    try:
        with desk.admission.expect(client):
            return False
    except Busy:
        return True


def test_as_many_are_expected_as_may_wait(desk: Desk) -> None:
    with expected(desk, "ann"):
        assert not is_full(desk)
        with expected(desk, "ann"):
            assert is_full(desk)
            with pytest.raises(Busy, match="no more than 2 may wait"):
                Context().run(desk.admission.refuse_if_full, "ann")
        assert not is_full(desk)
    assert counts(desk)[1] == 0


def test_who_came_is_expected_no_longer(desk: Desk) -> None:
    with expected(desk, "ann"):
        desk.enter("ann")
        assert counts(desk)[1] == 1
        assert not is_full(desk)
        desk.enter("ann")
        assert is_full(desk)


def test_only_the_job_of_the_same_context_is_the_one_that_was_expected(desk: Desk) -> None:
    elsewhere = copy_context()
    with expected(desk, "ann"):
        elsewhere.run(desk.enter, "ann")
        assert is_full(desk)


def test_a_slow_upload_takes_nobodys_place(desk: Desk) -> None:
    with expected(desk, "ann", "ann"):
        assert is_full(desk)
        desk.now += EXPECTED_S
        assert is_full(desk)
        desk.now += 0.01
        assert not is_full(desk)


def test_a_free_slot_is_kept_for_nobody() -> None:
    desk = Desk(slots=1, queue_length=2)
    with expected(desk, *["ann"] * 9):
        assert not is_full(desk)


def test_a_newcomer_is_let_through_where_another_is_expected_with_more(desk: Desk) -> None:
    with expected(desk, "ann", "ann"):
        assert not is_full(desk, "bob")
        with expected(desk, "bob"):
            assert is_full(desk, "bob")


def test_who_fails_to_come_is_forgotten(desk: Desk) -> None:
    with pytest.raises(RuntimeError), expected(desk, "ann", "ann"):
        raise RuntimeError
    assert not is_full(desk)


def test_who_is_expected_is_not_looked_at_again(desk: Desk) -> None:
    with expected(desk, "ann", "ann"):
        desk.admission.refuse_if_full("ann")
        assert is_full(desk)
