"""Where imgsvc's time goes: the medians of its own Server-Timing, one request after the other."""

import statistics

from benchmarks.load import ask
from benchmarks.operations import OPERATIONS
from benchmarks.peers import ask_imgsvc
from benchmarks.photos import Photo

RUNS = 7
SLOW = "convert(avif)"

Stages = dict[str, dict[str, float]]


def measure(port: int, photo: Photo) -> Stages:
    """Milliseconds by stage, by operation."""
    found: Stages = {}
    for operation in OPERATIONS:
        if operation.name != SLOW:
            request = ask_imgsvc(photo, operation)
            runs = [ask(port, request).stages for _ in range(RUNS)]
            found[operation.name] = {stage: statistics.median(run[stage] for run in runs) for stage in runs[0]}
    return found
