"""What the kernel counts for a process: memory, descriptors, file sizes, core dumps."""

import os
import resource

SPARE_DESCRIPTORS = 32  # modules and fonts that are read while a job runs; more than a few are never open at once
MEBI = 1024 * 1024
MAPPED = "/proc/self/statm"  # in pages


def limit_memory(more: int) -> str:
    """Let the process map `more` bytes than it has mapped now; past that its allocations fail."""
    with open(MAPPED, "rb") as file:
        mapped = int(file.read().split()[0]) * resource.getpagesize()
    _lower(resource.RLIMIT_AS, mapped + more)
    return f"{more // MEBI} MiB"


def limit_files() -> str:
    """No file may grow, not even one that is open already."""
    _lower(resource.RLIMIT_FSIZE, 0)
    return ""


def limit_descriptors() -> str:
    """What is open now, and a few more."""
    highest = max(int(name) for name in os.listdir("/proc/self/fd"))
    _lower(resource.RLIMIT_NOFILE, highest + 1 + SPARE_DESCRIPTORS)
    return ""


def limit_core() -> None:
    """A crash leaves no picture of the memory behind."""
    _lower(resource.RLIMIT_CORE, 0)


def _lower(kind: int, value: int) -> None:
    """Set both limits, the one that holds and the one it could be raised to; a lower one that is there stays."""
    limits = [limit for limit in resource.getrlimit(kind) if limit != resource.RLIM_INFINITY]
    lowest = min([value, *limits])
    resource.setrlimit(kind, (lowest, lowest))
