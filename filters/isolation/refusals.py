"""Files that made a pixel worker crash are refused unseen for a while: one of them must not do it again and again."""

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from time import monotonic

from filters.engine.errors import ImageUnreadable

MOST = 10_000  # files that are remembered; the oldest are forgotten first

logger = logging.getLogger(__name__)


class Refusals:
    """Remembers the SHA-256 of files. `seconds` tells for how long, `clock` is monotonic."""

    def __init__(self, seconds: Callable[[], float], clock: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._until: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._until)

    def check(self, data: bytes) -> None:
        """Raise `ImageUnreadable` for a file that is refused; nothing is hashed while none is."""
        if not self._until or not data:
            return
        digest = hashlib.sha256(data).hexdigest()
        with self._lock:
            until = self._until.get(digest)
            left = 0.0 if until is None else until - self._clock()
            if until is not None and left <= 0:
                del self._until[digest]
        if left > 0:
            raise _unreadable(left)

    def add(self, data: bytes, *, why: str) -> ImageUnreadable:
        """Refuse the file from now on; the error to answer with."""
        digest, seconds = hashlib.sha256(data).hexdigest(), self._seconds()
        logger.error("A pixel worker crashed (%s) over a file of %d bytes, SHA-256 %s.", why, len(data), digest)
        if not data or not seconds:
            return _unreadable(0)
        with self._lock:
            self._until[digest] = self._clock() + seconds
            self._until.move_to_end(digest)
            while len(self._until) > MOST:
                self._until.popitem(last=False)
        return _unreadable(seconds)


def _unreadable(seconds: float) -> ImageUnreadable:
    refused = f" It is refused for {max(1, round(seconds))} s." if seconds else ""
    return ImageUnreadable(f"The work on this picture broke off, as damaged and hostile files make it.{refused}")
