"""When the database does not answer: it is locked, full, damaged or out of reach."""

import logging

from django.db import DatabaseError, Error, InterfaceError, InternalError, OperationalError

from filters.engine.errors import Busy

RETRY_AFTER_S = 10

logger = logging.getLogger(__name__)


def is_outage(error: BaseException) -> bool:
    """Whether an error is the database's fault; a query that is wrong is ours."""
    return isinstance(error, OperationalError | InterfaceError | InternalError) or type(error) in (DatabaseError, Error)


def outage(error: BaseException) -> Busy:
    """What to tell the client; the error itself goes to the log."""
    logger.error("The database does not answer.", exc_info=error)
    detail = f"What this needs is stored in a database that does not answer now. Try again in {RETRY_AFTER_S} s."
    return Busy(detail, retry_after=RETRY_AFTER_S)
