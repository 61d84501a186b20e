"""Rates and quotas: exactly as much passes as is allowed, whoever asks at one time."""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches

from filters.engine.errors import ImageTooLarge, Throttled
from filters.models import ApiKey
from filters.services import quotas
from filters.services.access import Caller
from filters.services.quotas import Counters, Quota, pixel_charge, request_take
from tests.fixtures.redis import Redis
from tests.fixtures.servers import ROOT, project_environ

MEGA = 1_000_000
NOON = 1_800_000_000.0  # a full minute


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """`clock[0]` is the time; nothing is counted yet, and the cache is there."""
    now = [NOON]
    caches["quotas"].clear()
    monkeypatch.setattr(quotas, "time", lambda: now[0])
    monkeypatch.setattr(quotas, "_cache", Counters())
    yield now
    caches["quotas"].clear()


def with_key(**limits: Any) -> Caller:
    return Caller(key=ApiKey(prefix="abcdefgh", **limits), address="192.0.2.1")


def quota(limit: int) -> Quota:
    return Quota(client="key:abcdefgh", thing="requests", limit=limit)


def test_as_much_passes_as_is_allowed() -> None:
    assert [quota(3).take() for _ in range(5)] == [0, 0, 0, 60, 60]


@pytest.mark.parametrize(("passed", "wait"), [(0.0, 60), (0.5, 60), (1.0, 59), (59.0, 1), (59.9, 1)])
def test_the_wait_is_what_is_left_of_the_minute_in_whole_seconds(clock: list[float], passed: float, wait: int) -> None:
    clock[0] += passed
    quota(1).take()
    assert quota(1).take() == wait
    clock[0] += wait
    assert quota(1).take() == 0


def test_clients_and_things_count_apart() -> None:
    assert Quota(client="a", thing="requests", limit=1).take() == 0
    assert Quota(client="b", thing="requests", limit=1).take() == 0
    assert Quota(client="a", thing="pixels", limit=1).take() == 0


def test_what_is_refused_takes_nothing() -> None:
    assert quota(10).take(8) == 0
    assert quota(10).take(5) > 0
    assert quota(10).take(2) == 0
    assert quota(10).take(1) > 0


def test_what_is_given_back_is_taken_while_another_asks_for_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    quota = Quota(client="key:cat", thing="pixels", limit=10)
    assert quota.take(8) == 0
    add = Counters.add
    added = []

    def with_another(self: Counters, name: str, amount: int) -> int:
        added.append(amount)
        return add(self, name, amount) + 100

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Counters, "add", with_another)
        assert quota.take(-8) == 0
    assert added == [-8]
    assert quota.take(10) == 0


def test_a_clock_that_jumps_back_counts_on_in_the_minute_before(clock: list[float]) -> None:
    assert quota(1).take() == 0
    clock[0] += 3600
    assert quota(1).take() == 0
    clock[0] -= 3600
    assert quota(1).take() == 60


def test_threads_at_one_time_get_exactly_as_much() -> None:
    with ThreadPoolExecutor(32) as pool:
        waits = list(pool.map(lambda _: quota(50).take(), range(400)))
    assert waits.count(0) == 50


def test_a_key_has_its_rate() -> None:
    caller = with_key(rate=2)
    request_take(caller=caller)
    request_take(caller=caller)
    with pytest.raises(Throttled, match=r"This API key allows 2 requests a minute\. Try again in 60 s\.") as error:
        request_take(caller=caller)
    assert error.value.retry_after == 60


def test_strangers_have_theirs_by_address(settings: Any) -> None:
    settings.IMGSVC_ANONYMOUS_RATE = 1
    request_take(caller=Caller(address="192.0.2.1"))
    request_take(caller=Caller(address="192.0.2.2"))
    with pytest.raises(Throttled, match=r"this service allows 1 request a minute.* An API key may allow more\."):
        request_take(caller=Caller(address="192.0.2.1"))


@pytest.mark.parametrize("caller", [with_key(), Caller(user=object(), address="x")], ids=["key", "login"])  # type: ignore[arg-type]
def test_the_limits_of_strangers_are_not_those_of_keys_and_logins(settings: Any, caller: Caller) -> None:
    settings.IMGSVC_ANONYMOUS_RATE = settings.IMGSVC_ANONYMOUS_MEGAPIXELS = 1
    for _ in range(3):
        request_take(caller=caller)
    assert pixel_charge(caller=caller) is None


def test_without_limits_nothing_is_counted(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "_cache", None)
    request_take(caller=with_key())
    request_take(caller=Caller(address="192.0.2.1"))
    assert pixel_charge(caller=with_key()) is pixel_charge(caller=Caller(address="192.0.2.1")) is None


def test_a_key_has_its_megapixels() -> None:
    charge = pixel_charge(caller=with_key(megapixels=10))
    assert charge is not None
    charge(6 * MEGA)
    with pytest.raises(Throttled, match=r"allows 10 megapixels a minute\. This costs 6, and so much is not left"):
        charge(6 * MEGA)
    charge(4 * MEGA)


def test_what_no_minute_has_room_for_is_too_large_and_costs_nothing() -> None:
    charge = pixel_charge(caller=with_key(megapixels=10))
    assert charge is not None
    with pytest.raises(ImageTooLarge, match=r"costs 10\.1 megapixels\..* allows 10 in a minute"):
        charge(10 * MEGA + 100_000)
    charge(10 * MEGA)


TAKER = """
import django; django.setup()
import json, sys
from filters.services import quotas
quotas.time = lambda: 1_800_000_000.0
quota = quotas.Quota(client="key:abcdefgh", thing="requests", limit=100)
sys.stdin.readline()
print(json.dumps([quota.take() for _ in range(60)].count(0)))
"""


def test_processes_at_one_time_get_exactly_as_much_over_redis(redis_server: Redis, tmp_path: Path) -> None:
    environ = project_environ(tmp_path, CACHE_URL=redis_server.url) | {"DJANGO_SETTINGS_MODULE": "imgsvc.settings"}
    takers = [
        subprocess.Popen(
            [sys.executable, "-c", TAKER],
            cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(4)
    ]  # fmt: skip
    for taker in takers:  # once all of them wait, they go at one time
        assert taker.stdin
        taker.stdin.write("go\n")
        taker.stdin.flush()
    passed = [json.loads(taker.communicate(timeout=60)[0]) for taker in takers]
    assert sum(passed) == 100


@pytest.fixture
def over_redis(redis_server: Redis, settings: Any) -> Redis:
    """The cache of quotas is a Redis."""
    redis_settings = settings.CACHES["quotas"] | {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": redis_server.url,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
    settings.CACHES = settings.CACHES | {"quotas": redis_settings}
    return redis_server


def test_it_is_exact_over_redis(over_redis: Redis) -> None:
    assert [quota(2).take() for _ in range(3)] == [0, 0, 60]


def test_without_the_cache_everyone_passes_and_the_log_says_so_once(
    over_redis: Redis, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    later = [0.0]
    monkeypatch.setattr(quotas, "monotonic", lambda: later[0])
    assert [quota(1).take(), quota(1).take()] == [0, 60]
    over_redis.stop()
    for _ in range(10):
        later[0] += quotas.OUTAGE_S
        assert quota(1).take() == 0
    over_redis.start()
    later[0] += quotas.OUTAGE_S
    assert [quota(1).take(), quota(1).take()] == [0, 60]
    said = [record.message for record in caplog.records if record.name == quotas.__name__]
    assert said == [
        "The cache does not answer. Until it does, no quota and no rate is counted.",
        "The cache answers again. Quotas and rates are counted.",
    ]


def test_a_lost_cache_is_not_asked_again_at_once(over_redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    over_redis.stop()
    asked: list[str] = []
    add = Counters._add

    def spy(self: Counters, name: str, amount: int) -> int:
        asked.append(name)
        return add(self, name, amount)

    monkeypatch.setattr(Counters, "_add", spy)
    for _ in range(5):
        assert quota(1).take() == 0
    assert len(asked) == 1
