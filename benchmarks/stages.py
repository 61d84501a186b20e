"""Where imgsvc's time goes: the medians of its own Server-Timing, one request after the other."""

import statistics
import time

from benchmarks.figures import milliseconds
from benchmarks.load import ask
from benchmarks.operations import OPERATIONS
from benchmarks.peers import Request, ask_imgsvc
from benchmarks.photos import Photo

RUNS = 7
SLOW = "convert(avif)"
FIXED = ("queue", "decode", "encode")

Stages = dict[str, dict[str, float]]


def measure(port: int, photo: Photo) -> Stages:
    """Milliseconds by stage, by operation: those that every request has, its steps together, and the whole trip."""
    found: Stages = {}
    for operation in OPERATIONS:
        if operation.name != SLOW:
            request = ask_imgsvc(photo, operation)
            runs = [_one(port, request) for _ in range(RUNS)]
            found[operation.name] = {stage: statistics.median(run[stage] for run in runs) for stage in runs[0]}
    return found


def _one(port: int, request: Request) -> dict[str, float]:
    start = time.perf_counter()
    told = ask(port, request).stages
    trip = milliseconds(time.perf_counter() - start)
    steps = sum(value for name, value in told.items() if name not in FIXED)
    return {**{name: told.get(name, 0.0) for name in FIXED}, "steps": steps, "whole trip": trip}
