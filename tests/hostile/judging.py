"""What the engine makes of one file, found out in a process of its own that may hang, swell or die.

`python -m tests.hostile.judging` is that process: it reads the path of a file from each line of its input and writes
what came of it as a line of JSON.
"""

import json
import os
import resource
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.processes import RESET_PEAK, status_bytes
from filters.codes import status_of
from filters.engine import process
from filters.engine.decode import open_source
from filters.engine.errors import EngineError
from filters.engine.inspection import inspect
from filters.engine.limits import Deadline, Limits
from filters.engine.warmup import warm_up

ADDRESSES = 8 << 30  # bytes of address space: a file that takes them all must not take the machine's memory
STEPS = [{"op": "resize", "width": 64}, {"op": "gaussian_blur", "radius": 1}]


def ways(deadline_s: float) -> dict[str, Callable[[bytes], Any]]:
    """Everything that is done with a file: with steps, with what it carries, re-encoded, and looked at."""
    limits = Limits(deadline_s=deadline_s)
    return {
        "filter": lambda data: process(data, STEPS, limits=limits, format="webp"),
        "convert": lambda data: process(data, limits=limits, format="png"),
        "keep": lambda data: process(data, limits=limits, metadata="keep"),
        "inspect": lambda data: inspect(open_source(data, limits), data, gps=True, deadline=Deadline(deadline_s)),
    }


def outcome(run: Callable[[bytes], Any], data: bytes) -> tuple[int, str]:
    """The HTTP status that one way leads to, and the sentence; the whole trace where it would be 500."""
    try:
        run(data)
    except EngineError as error:
        return status_of(error.code), error.detail
    except Exception:
        return 500, traceback.format_exc()
    return 200, ""


def own_bytes(field: str) -> int:
    """A line of this process's /proc/self/status, in bytes."""
    return status_bytes(os.getpid(), field)


def verdict(path: Path, name: str, deadline_s: float) -> dict[str, Any]:
    """What one way with one file leads to, its CPU time, and the bytes that this process grew by at the worst."""
    Path("/proc/self/clear_refs").write_text(RESET_PEAK)
    data = path.read_bytes()
    before, start = own_bytes("VmRSS"), time.process_time()
    status, detail = outcome(ways(deadline_s)[name], data)
    seconds = time.process_time() - start
    return {"status": status, "detail": detail, "seconds": seconds, "grown": own_bytes("VmHWM") - before}


def main() -> None:
    """Judge the files that are named, until there are no more."""
    deadline_s = float(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warm_up()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        name, path = line.rstrip("\n").split(" ", 1)
        sys.stdout.write(json.dumps(verdict(Path(path), name, deadline_s)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
