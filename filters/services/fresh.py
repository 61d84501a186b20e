"""What a query found, kept until it may have changed: the hot path asks the database nothing.

A change that is made in this server is seen at the next request, in all of its workers (`filters.models.changes`).
One that is made elsewhere, by a management command or another machine, is seen within `conf.preset_cache_s` seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from django.db import transaction

from filters import conf
from filters.models.changes import mark

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
        """The value. Within a transaction it is read each time and not kept: nobody else may see it yet, or ever."""
        if transaction.get_connection().in_atomic_block:
            return self._read(None)
        held, now = self._held, mark()  # the mark before the query: what changes meanwhile is read again
        known = held if held is not None and held.mark == now else None
        if known is not None and monotonic() < known.until:
            return known.value
        value = self._read(known.value if known else None)
        self._held = Held(value, now, monotonic() + conf.preset_cache_s())
        return value
