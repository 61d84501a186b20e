"""Rows as a run makes them."""

from dataclasses import replace

from benchmarks.figures import Row

ROW = Row(
    photo="6.jpg",
    operation="gaussian(2)",
    peer="imgsvc",
    requests=10,
    rate=20.0,
    p50=90.0,
    p99=120.0,
    cpu=100.0,
    peak=300_000_000,
    size=500_000,
    ssim=0.99,
    complaint="",
)


def row(peer: str, *, cpu: float, rate: float, operation: str = "gaussian(2)", requests: int = 10) -> Row:
    """A row that differs in what is compared."""
    return replace(ROW, peer=peer, cpu=cpu, rate=rate, operation=operation, requests=requests)
