"""What a flood comes to, beside what it should."""

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.arrivals import Arrival
from benchmarks.figures import milliseconds, percentile
from benchmarks.tables import MB, table

OK, BUSY = 200, 503
LEAST_GOODPUT = 0.85
MOST_TIMES_P99 = 3
MOST_REFUSAL_S = 0.05
MOST_HEALTH_S = 0.1
MOST_GROWTH = 0.1
SETTLED = 0.25
"""The first part of the samples of memory is left out: processes fill what they keep."""


@dataclass(frozen=True, slots=True)
class Probes:
    """What was seen beside the flood: seconds until `healthz` answered, and the resident bytes of all processes."""

    health: list[float]
    memory: list[int]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table; `met` is None where there is no bar."""

    what: str
    measured: str
    bar: str = ""
    met: bool | None = None


def goodput(arrivals: Sequence[Arrival]) -> float:
    """Pictures a second, from the first request to the last answer."""
    done = [arrival for arrival in arrivals if arrival.status == OK]
    return len(done) / (max(arrival.ended for arrival in arrivals) - arrivals[0].sent) if done else 0.0


def findings(
    alone: Sequence[Arrival],
    peak: float,
    arrivals: Sequence[Arrival],
    probes: Probes,
    *,
    queue_s: float,
    cores: tuple[float, float],
) -> Iterator[Finding]:
    """All lines. `alone` is one client by itself, `peak` in pictures a second, `cores` what the server kept busy before
    and in the flood: where others work on the machine, a part of a rate is theirs.
    """
    first = [arrival for arrival in arrivals if not arrival.is_retry]
    yield from _pictures(alone, peak, arrivals, first, queue_s)
    yield from _refusals(first)
    yield from _retries(arrivals)
    yield from _beside(probes)
    sent_late = percentile([arrival.sent - arrival.due for arrival in first], 0.99)
    yield Finding("cores that the server kept busy, before and in the flood", f"{cores[0]:.2f}, {cores[1]:.2f}")
    yield Finding("requests left late by (p99)", f"{milliseconds(sent_late):.0f} ms")


def table_of(found: Iterator[Finding]) -> str:
    """In Markdown."""
    words = {True: "met", False: "**missed**", None: ""}
    return table(("", "measured", "bar", ""), [(line.what, line.measured, line.bar, words[line.met]) for line in found])


def _pictures(
    alone: Sequence[Arrival], peak: float, arrivals: Sequence[Arrival], first: Sequence[Arrival], queue_s: float
) -> Iterator[Finding]:
    unloaded = percentile(_latencies(alone, OK), 0.99)
    done = _latencies(arrivals, OK)
    rate = _rate(arrivals, first)
    bound = MOST_TIMES_P99 * unloaded + queue_s
    yield Finding("alone, p50 and p99", _two(_latencies(alone, OK)))
    yield Finding("peak", f"{peak:.1f}/s")
    yield Finding("arrivals", f"{len(first) / max(arrival.due for arrival in first):.1f}/s")
    yield _at_least("pictures, as a part of the peak", f"{rate:.1f}/s, {rate / peak:.0%}", rate / peak, LEAST_GOODPUT)
    yield Finding("answers", _counted(arrivals), "200 and 503", {a.status for a in arrivals} <= {OK, BUSY})
    yield _at_most("accepted, p50 and p99", _two(done), percentile(done, 0.99), bound)
    by_client = Counter(arrival.client for arrival in arrivals if arrival.status == OK)
    sent = Counter(arrival.client for arrival in first)
    shares = [f"{by_client[client] / sum(by_client.values()):.0%}" for client in sorted(sent)]
    parts = [f"{sent[client] / len(first):.0%}" for client in sorted(sent)]
    yield Finding(f"of the pictures, to clients with {', '.join(parts)} of the arrivals", ", ".join(shares))


def _refusals(first: Sequence[Arrival]) -> Iterator[Finding]:
    refused = _latencies(first, BUSY)
    if refused:
        yield _at_most("503, p50 and p99", _two(refused), percentile(refused, 0.99), MOST_REFUSAL_S)
        slow = sum(latency > MOST_REFUSAL_S for latency in refused) / len(refused)
        yield Finding("slowest 503, and how many took longer than 50 ms", f"{_ms(max(refused))}, {slow:.2%}")


def _retries(arrivals: Sequence[Arrival]) -> Iterator[Finding]:
    asked = [arrival.retry_after for arrival in arrivals if arrival.retry_after is not None]
    if asked:
        yield Finding("Retry-After, median and most", f"{statistics.median(asked):g} s, {max(asked)} s")
    retries = [arrival for arrival in arrivals if arrival.is_retry]
    if retries:
        done = sum(arrival.status == OK for arrival in retries) / len(retries)
        others = [arrival for arrival in arrivals if not arrival.is_retry]
        first = sum(arrival.status == OK for arrival in others) / len(others)
        yield Finding("accepted of those that came again, and of all", f"{done:.0%}, {first:.0%}")


def _beside(probes: Probes) -> Iterator[Finding]:
    slowest = max(probes.health)
    yield _at_most(
        f"healthz, p99 and slowest of {len(probes.health)}", _two(probes.health, 0.99, 1), slowest, MOST_HEALTH_S
    )
    settled = probes.memory[int(len(probes.memory) * SETTLED) :]
    half = len(settled) // 2
    before, after = (statistics.mean(part) for part in (settled[: half + 1], settled[half:]))
    grown = after / before - 1
    measured = f"{before / MB:.0f} MB, then {after / MB:.0f} MB"
    yield _at_most(
        "memory of all processes, first and second half", measured, grown, MOST_GROWTH, f"{MOST_GROWTH:+.0%}"
    )


def _rate(arrivals: Sequence[Arrival], first: Sequence[Arrival]) -> float:
    """Pictures a second while requests arrived."""
    seconds = max(arrival.due for arrival in first)
    return sum(arrival.status == OK and arrival.ended <= seconds for arrival in arrivals) / seconds


def _latencies(arrivals: Sequence[Arrival], status: int) -> list[float]:
    """Seconds from when a request was sent until its answer began."""
    return [arrival.answered - arrival.sent for arrival in arrivals if arrival.status == status]


def _counted(arrivals: Sequence[Arrival]) -> str:
    counts = sorted(Counter(arrival.status for arrival in arrivals).items())
    return ", ".join(f"{count} x {status or 'none'}" for status, count in counts)


def _two(values: Sequence[float], first: float = 0.5, second: float = 0.99) -> str:
    return f"{_ms(percentile(values, first))}, {_ms(percentile(values, second))}"


def _ms(seconds: float) -> str:
    return f"{milliseconds(seconds):.0f} ms"


def _at_least(what: str, measured: str, value: float, bar: float) -> Finding:
    return Finding(what, measured, f"at least {bar:.0%}", value >= bar)


def _at_most(what: str, measured: str, value: float, bar: float, shown: str = "") -> Finding:
    return Finding(what, measured, f"at most {shown or _ms(bar)}", value <= bar)
