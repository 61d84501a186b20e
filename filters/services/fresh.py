"""What a query found, kept until it may have changed: the hot path asks the database nothing.

A change that is made in this server is seen at the next request, in all of its workers (`filters.models.changes`).
One that is made elsewhere, by a management command or another machine, is seen within `conf.preset_cache_s` seconds.
While the database does not answer, what is known goes on to be used.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from django.db import Error, transaction

from filters import conf
from filters.models.changes import mark
from filters.services.outage import RETRY_AFTER_S, is_outage, outage

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Held(Generic[T]):
    """A value, the mark before it was read, and when it is to be read again, on the monotonic clock."""

    value: T
    mark: bytes
    until: float


class Fresh(Generic[T]):
    """A value that is read from the database again when it may have changed.

    A reader gets what it kept before and may still be right, or None, such as to take from it what did not change.
    """

    def __init__(self, read: Callable[[T | None], T]) -> None:
        self._read = read
        self._held: Held[T] | None = None

    def get(self) -> T:
        """The value. Within a transaction it is read each time and not kept: nobody else may see it yet, or ever.

        Raises `Busy` where the database does not answer and never did.
        """
        if transaction.get_connection().in_atomic_block:
            return self._read(None)
        held, now = self._held, mark()  # the mark before the query: what changes meanwhile is read again
        known = held if held is not None and held.mark == now else None
        if known is not None and monotonic() < known.until:
            return known.value
        try:
            value = self._read(known.value if known else None)
        except Error as error:
            return self._last_known(held, now, error)
        self._held = Held(value, now, monotonic() + conf.preset_cache_s())
        return value

    def _last_known(self, held: Held[T] | None, now: bytes, error: Error) -> T:
        """What was held; it is not asked for again for a while, because each time may take long."""
        if not is_outage(error):
            raise error
        refusal = outage(error)
        if held is None:
            raise refusal from error
        self._held = Held(held.value, now, monotonic() + RETRY_AFTER_S)
        return held.value
