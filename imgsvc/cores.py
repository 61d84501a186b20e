"""How many cores there are for us."""

import os
from math import ceil
from pathlib import Path

QUOTA = Path("/sys/fs/cgroup/cpu.max")  # cgroup v2: microseconds allowed, "max" without a limit, and of how many


def usable_cores(quota: Path = QUOTA) -> int:
    """The cores that this process may use, and no more than a container's quota comes to."""
    cores = len(os.sched_getaffinity(0))
    try:
        allowed, period = quota.read_text(encoding="ascii").split()
        return max(1, min(cores, ceil(int(allowed) / int(period))))
    except (OSError, ValueError):  # no such file, or no limit
        return cores
