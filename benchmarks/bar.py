"""The bar of issue 4: by what factor imgsvc is to be faster than whom, and where a run stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from benchmarks.figures import Row, ratio
from benchmarks.operations import BY_NAME, Kind

FASTER = {Kind.FILTER: 3.0, Kind.TONE: 3.0, Kind.RESIZE: 2.0}
BARS: Mapping[str, Mapping[Kind, float]] = {
    "snippet": {kind: FASTER.get(kind, 1.0) for kind in Kind},
    "thumbor": dict.fromkeys(Kind, 2.0),
    "sharp": {Kind.FILTER: 1.0, Kind.TONE: 1.0, Kind.GRAYSCALE: 1.0, Kind.RESIZE: 0.9, Kind.THUMBNAIL: 0.9},
}
FLOORS = {"gaussian(2)": 1.6, "gaussian(8)": 1.6, "tone6": 1.3, "grayscale": 1.2}
FLOOR_ROWS = ("floor", "in process")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One comparison with the bar: times by CPU and by requests a second; `cpu` is ours / floor where it is a floor."""

    photo: str
    operation: str
    peer: str
    cpu: float
    rate: float | None
    bar: float
    met: bool


def verdicts(rows: Iterable[Row]) -> list[Verdict]:
    """What the bar says of every row that it speaks of."""
    found: list[Verdict] = []
    grouped: dict[tuple[str, str], dict[str, Row]] = {}
    for row in rows:
        if row.requests:
            grouped.setdefault((row.photo, row.operation), {})[row.peer] = row
    for (photo, operation), group in grouped.items():
        ours = group.get("imgsvc")
        if ours is None:
            continue
        kind = BY_NAME[operation].kind
        for peer, bars in BARS.items():
            if peer in group and kind in bars:
                cpu, rate = ratio(group[peer].cpu, ours.cpu), ratio(ours.rate, group[peer].rate)
                met = min(cpu, rate) >= bars[kind]
                found.append(Verdict(photo, operation, peer, cpu, rate, bars[kind], met))
        for name in FLOOR_ROWS:
            if operation in FLOORS and name in group:
                cpu = ratio(ours.cpu, group[name].cpu)
                found.append(Verdict(photo, operation, name, cpu, None, FLOORS[operation], cpu <= FLOORS[operation]))
    return found
