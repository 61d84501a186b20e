"""Telling every worker of the server that presets or assets have changed.

The mark stands in memory that all processes share which were forked after this module was loaded: gunicorn's workers.
"""

import mmap
import os
from typing import Any, TypeVar

from django.db import models, transaction

ModelT = TypeVar("ModelT", bound=models.Model)
MARK_BYTES = 8

_shared = mmap.mmap(-1, MARK_BYTES)


def mark() -> bytes:
    """Another value after each change."""
    return _shared[:MARK_BYTES]


def announce() -> None:
    """Say that something changed. The mark is random: two that count up at one time could count once."""
    _shared[:MARK_BYTES] = os.urandom(MARK_BYTES)


def announce_once_committed(using: str) -> None:
    """Say so when the transaction is committed, which outside of one is now; never where it is rolled back."""
    transaction.on_commit(announce, using=using)


class AnnouncingQuerySet(models.QuerySet[ModelT]):
    """Announces what sends no signals: changes of many rows in one statement."""

    def update(self, **values: Any) -> int:
        """Change all of them."""
        changed = super().update(**values)
        announce_once_committed(self.db)
        return changed

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[ModelT]:
        """Store all of them."""
        made = super().bulk_create(*args, **kwargs)
        announce_once_committed(self.db)
        return made
