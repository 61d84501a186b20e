"""How many other servers are asked at one time: each takes a thread of the web process for as long as it takes."""

from collections import Counter
from threading import Lock

from filters.engine.errors import Busy

AT_ONCE = 16  # in each web process: a quarter of the threads that it has by default
AT_ONCE_EACH = 4  # of them for one client
RETRY_AFTER_S = 5


class Outbound:
    """Turns to ask other servers: there is no queue, as a turn may last an hour."""

    def __init__(self, most: int = AT_ONCE, each: int = AT_ONCE_EACH) -> None:
        self._most = most
        self._each = each
        self._taken: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, client: str) -> "Turn":
        """A turn, to be ended. Raises `Busy` where all are taken, or the client has as many as anyone may have."""
        with self._lock:
            if client and self._taken[client] >= self._each:
                raise Busy(
                    f"{self._each} requests of yours wait for other servers, which is the most at one time. "
                    f"Try again in {RETRY_AFTER_S} s.",
                    retry_after=RETRY_AFTER_S,
                )
            if self._taken.total() >= self._most:
                raise Busy(
                    f"As many other servers as may be are being asked. Try again in {RETRY_AFTER_S} s.",
                    retry_after=RETRY_AFTER_S,
                )
            self._taken[client] += 1
        return Turn(self, client)

    def give_back(self, client: str) -> None:
        """End one of the client's turns."""
        with self._lock:
            self._taken[client] -= 1
            self._taken += Counter()  # forget who has none

    def __len__(self) -> int:
        return self._taken.total()


class Turn:
    """To be ended once; ending it again does nothing."""

    def __init__(self, outbound: Outbound, client: str) -> None:
        self._outbound = outbound
        self._client = client
        self._lock = Lock()
        self._ended = False

    def end(self) -> None:
        """Let others ask."""
        with self._lock:
            ended, self._ended = self._ended, True
        if not ended:
            self._outbound.give_back(self._client)
