"""Tables of a run, in Markdown that reads as well in a terminal."""

from collections.abc import Iterable, Sequence

from benchmarks.bar import Verdict
from benchmarks.figures import Row, ratio

MB = 1_000_000
LEAST = 3  # characters: Markdown wants two dashes and a colon
HEAD = ("service", "requests", "req/s", "p50 ms", "p99 ms", "CPU ms", "peak MB", "answer kB", "SSIM", "CPU / imgsvc")


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Aligned Markdown: the first column to the left, the others to the right."""
    cells = [list(head), *(list(line) for line in lines)]
    widths = [max(LEAST, *map(len, column)) for column in zip(*cells, strict=True)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    rows = [
        [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
        for line in cells
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in [rows[0], rule, *rows[1:]])


def operation_table(rows: Sequence[Row]) -> str:
    """One operation on one photo: a line for each service."""
    ours = next((row.cpu for row in rows if row.peer == "imgsvc"), 0.0)
    return table(HEAD, (_line(row, ours) for row in rows))


def verdict_table(verdicts: Sequence[Verdict]) -> str:
    """Each comparison with the bar."""
    head = ("photo, operation", "against", "CPU", "req/s", "bar", "")
    return table(head, (_verdict(verdict) for verdict in verdicts))


def _line(row: Row, ours: float) -> tuple[str, ...]:
    if not row.requests:
        return (row.peer, "0", *[""] * 6, " ".join(row.complaint.split())[:60], "")
    flag = f" ({row.complaint})" if row.complaint else ""
    return (
        row.peer,
        str(row.requests),
        f"{row.rate:.1f}",
        f"{row.p50:.0f}",
        f"{row.p99:.0f}",
        f"{row.cpu:.1f}",
        f"{row.peak / MB:.0f}" if row.peak else "",
        f"{row.size / 1000:.0f}" if row.size else "",
        f"{row.ssim:.3f}{flag}" if row.size else "",
        f"{ratio(row.cpu, ours):.2f}" if ours else "",
    )


def _verdict(verdict: Verdict) -> tuple[str, ...]:
    most = verdict.rate is None
    return (
        f"{verdict.photo}, {verdict.operation}",
        verdict.peer,
        f"{verdict.cpu:.2f}",
        "" if verdict.rate is None else f"{verdict.rate:.2f}",
        f"{'at most' if most else 'at least'} {verdict.bar:.1f}",
        "met" if verdict.met else "**missed**",
    )
