"""Which errors are the database's fault, and what the client is told."""

import pytest
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError

from filters.services.outage import is_outage, outage


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError, DatabaseError])
def test_a_lost_database_is_an_outage(kind: type[Exception]) -> None:
    assert is_outage(kind("database disk image is malformed"))


@pytest.mark.parametrize("kind", [ProgrammingError, IntegrityError, DataError, ValueError])
def test_a_fault_of_ours_is_none(kind: type[Exception]) -> None:
    assert not is_outage(kind("no such column"))


def test_the_client_is_told_when_to_come_again_and_the_log_what_it_was(caplog: pytest.LogCaptureFixture) -> None:
    refusal = outage(OperationalError("unable to open database file /secret/db.sqlite3"))
    assert (refusal.code, refusal.retry_after) == ("busy", 10)
    assert "secret" not in refusal.detail
    assert "/secret/db.sqlite3" in caplog.text
