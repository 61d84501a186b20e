"""Streams that break off for a known reason: one line in the log, and a connection that is cut.

What the status can no longer tell, the client sees by the missing end. To a server, a broken connection is nothing
unusual; any other exception would be logged with all of its trace, as often as another server fails.
"""

import errno
import logging
from collections.abc import Iterable, Iterator
from typing import Any

from filters.engine.errors import EngineError

logger = logging.getLogger(__name__)


class Breaking:
    """The pieces of a source, which is closed with it. `what` is what the log calls it."""

    def __init__(self, given: Iterable[bytes], *, what: str) -> None:
        self._given: Any = given
        self._what = what

    def __iter__(self) -> Iterator[bytes]:
        """The pieces. Raises `ConnectionResetError` for each of the engine's errors."""
        try:
            yield from self._given
        except EngineError as error:
            logger.warning("%s broke off: %s (%s)", self._what, error.detail, error.code)
            raise ConnectionResetError(errno.ECONNRESET, f"{self._what} broke off.") from error

    def close(self) -> None:
        """Close the source."""
        self._given.close()
