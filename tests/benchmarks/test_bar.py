"""Where a run stands beside the bar."""

import pytest

from benchmarks.bar import verdicts
from tests.benchmarks.rows import row

OURS = row("imgsvc", cpu=100, rate=20)


@pytest.mark.parametrize(
    ("peer", "cpu", "rate", "met"),
    [
        ("snippet", 300, 6, True),
        ("snippet", 299, 6, False),
        ("snippet", 300, 7, False),
        ("thumbor", 200, 10, True),
        ("thumbor", 199, 10, False),
        ("sharp", 100, 20, True),
        ("sharp", 99, 20, False),
        ("sharp", 100, 21, False),
    ],
)
def test_a_peer_is_met_by_cpu_and_by_rate(peer: str, cpu: float, rate: float, met: bool) -> None:
    (verdict,) = verdicts([OURS, row(peer, cpu=cpu, rate=rate)])
    assert (verdict.cpu, verdict.rate, verdict.met) == (cpu / 100, 20 / rate, met)


@pytest.mark.parametrize(("cpu", "met"), [(62.5, True), (62, False)])
def test_a_floor_is_met_by_cpu_alone(cpu: float, met: bool) -> None:
    (verdict,) = verdicts([OURS, row("floor", cpu=cpu, rate=1000)])
    assert (verdict.cpu, verdict.rate, verdict.met) == (100 / cpu, None, met)


def test_nothing_is_said_of_peers_without_a_bar_or_an_answer() -> None:
    assert verdicts([OURS, row("ipx", cpu=1, rate=1000), row("sharp", cpu=0, rate=0, requests=0)]) == []


def test_nothing_is_said_where_imgsvc_did_not_answer() -> None:
    assert verdicts([row("imgsvc", cpu=0, rate=0, requests=0), row("sharp", cpu=100, rate=20)]) == []


def test_operations_are_compared_with_themselves() -> None:
    rows = [OURS, row("snippet", cpu=100, rate=20, operation="re-encode")]
    assert verdicts(rows) == []
