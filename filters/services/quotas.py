"""How much a client may ask for in a minute: requests, and megapixels.

Minutes are those of the clock. A counter stands in the cache `quotas` and is moved by one atomic step, so that exactly
as much passes as is allowed, however many threads and processes ask at one time; all of them count together where
the cache is Redis. Where the cache does not answer, everyone passes: a lost cache must not stop the service.
"""

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Lock
from time import monotonic, time

from django.core.cache import caches

from filters import conf
from filters.engine.errors import ImageTooLarge, Throttled
from filters.engine.limits import MEGA, megapixels
from filters.services.access import Caller

logger = logging.getLogger(__name__)

CACHE = "quotas"
WINDOW_S = 60
KEPT_S = 2 * WINDOW_S  # of a counter: clocks of machines differ
OUTAGE_S = 5.0  # for how long a cache that failed is not asked again


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """What one client may have of one thing in a minute."""

    client: str
    thing: str
    limit: int

    def take(self, amount: int = 1) -> int:
        """Take it and return 0, or take nothing and return after how many seconds there is more.

        What is given back, a negative amount, is always taken.
        """
        now = time()
        window, passed = divmod(now, WINDOW_S)
        name = f"{self.thing}:{self.client}:{int(window)}"
        used = _cache.add(name, amount)
        if amount <= 0 or used <= self.limit:
            return 0
        _cache.add(name, -amount)
        return max(1, math.ceil(WINDOW_S - passed))


class Counters:
    """Numbers in the cache that many processes add to. Without a cache every number is 0."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ask_again = 0.0
        self._is_gone = False

    def add(self, name: str, amount: int) -> int:
        """The number after the addition."""
        if monotonic() < self._ask_again:
            return 0
        try:
            number = self._add(name, amount)
        except Exception:  # each cache has errors of its own, and none may stop a request
            self._lost()
            return 0
        if self._is_gone:
            self._found()
        return number

    def _add(self, name: str, amount: int) -> int:
        cache = caches[CACHE]
        try:
            return int(cache.incr(name, amount))
        except ValueError:  # the first of this minute, or another that came first meanwhile
            return amount if cache.add(name, amount, KEPT_S) else int(cache.incr(name, amount))

    def _lost(self) -> None:
        with self._lock:
            self._ask_again = monotonic() + OUTAGE_S
            if not self._is_gone:
                self._is_gone = True
                logger.exception("The cache does not answer. Until it does, no quota and no rate is counted.")

    def _found(self) -> None:
        with self._lock:
            if self._is_gone:
                self._is_gone = False
                logger.warning("The cache answers again. Quotas and rates are counted.")


_cache = Counters()


def request_take(*, caller: Caller) -> None:
    """Count a request of this caller. Raises `Throttled` over the rate of the key, or of strangers."""
    rate = _limit(caller, caller.key.rate if caller.key else None, conf.anonymous_rate())
    wait = Quota(client=caller.name, thing="requests", limit=rate).take() if rate else 0
    if wait:
        noun = "request" if rate == 1 else "requests"
        raise Throttled(
            f"{_whose(caller)} allows {rate} {noun} a minute. Try again in {wait} s.{_advice(caller)}", retry_after=wait
        )


def pixel_charge(*, caller: Caller) -> Callable[[int], None] | None:
    """What takes a job's pixels from the caller's quota; None where there is no quota."""
    quota = _limit(caller, caller.key.megapixels if caller.key else None, conf.anonymous_megapixels())
    return partial(_charge, caller, quota) if quota else None


def _charge(caller: Caller, quota: int, pixels: int) -> None:
    """Take the pixels. Raises `Throttled`, and `ImageTooLarge` for what no minute has room for."""
    if pixels > quota * MEGA:
        raise ImageTooLarge(
            f"This costs {megapixels(pixels)} megapixels. {_whose(caller)} allows {quota} in a minute, so that it can "
            f"never be done. Send a smaller picture.{_advice(caller)}"
        )
    wait = Quota(client=caller.name, thing="pixels", limit=quota * MEGA).take(pixels)
    if wait:
        raise Throttled(
            f"{_whose(caller)} allows {quota} megapixels a minute. This costs {megapixels(pixels)}, and so much is not "
            f"left. Try again in {wait} s.{_advice(caller)}",
            retry_after=wait,
        )


def _limit(caller: Caller, of_key: int | None, of_strangers: int) -> int:
    """A key has its own limit, a login none; 0 is none."""
    if caller.key is not None:
        return of_key or 0
    return 0 if caller.is_known or not caller.address else of_strangers


def _whose(caller: Caller) -> str:
    return "This API key" if caller.key else "Without an API key or a login, this service"


def _advice(caller: Caller) -> str:
    return "" if caller.key else " An API key may allow more."
