"""How many cores there are for us, and how many worker processes they want (measured in benchmarks/SERVER.md)."""

import os
from math import ceil
from pathlib import Path

QUOTA = Path("/sys/fs/cgroup/cpu.max")  # cgroup v2: microseconds allowed, "max" without a limit, and of how many
ONE_EACH = 4
MOST = 64


def usable_cores(quota: Path = QUOTA) -> int:
    """The cores that this process may use, and no more than a container's quota comes to."""
    cores = len(os.sched_getaffinity(0))
    try:
        allowed, period = quota.read_text(encoding="ascii").split()
        return max(1, min(cores, ceil(int(allowed) / int(period))))
    except (OSError, ValueError):  # no such file, or no limit
        return cores


def worker_count(cores: int) -> int:
    """One worker for each core up to four, then one for each two.

    A request holds Python's lock for about an eighth of its time, so that the threads of one process can use two cores;
    and each worker more is another part of what may be in flight, and more memory that is kept.
    """
    return min(MOST, max(min(cores, ONE_EACH), cores // 2))
