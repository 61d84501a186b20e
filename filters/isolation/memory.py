"""How much freed memory a process keeps for its next request, instead of giving it back and asking for it again.

A picture's pixels are tens of megabytes. By default the C library maps each such block anew and unmaps it at once, and
the kernel then clears every page of it again: up to half of the time of a request on a virtual machine.
"""

import ctypes
import gc
import os
from collections.abc import Mapping

MEBI = 1024 * 1024
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8  # glibc's malloc.h
MOST_MAPPED = 32 * MEBI  # the most that older versions take for MMAP_THRESHOLD


def keep_freed_memory(mebibytes: int, environ: Mapping[str, str]) -> bool:
    """Keep up to that much of what was freed at the end of the heap; larger blocks than half of it are still mapped.

    All threads share one heap then, so that one keeps it for the others. Returns whether anything was set: not for 0,
    not where the environment tunes the C library itself, and not where it is another than glibc.
    """
    tuned = any(name.startswith("MALLOC_") or name == "GLIBC_TUNABLES" for name in environ)
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if not mebibytes or tuned or set_option is None:
        return False
    largest = (mebibytes * MEBI // 2, MOST_MAPPED)
    kept = any(set_option(MMAP_THRESHOLD, value) == 1 for value in largest)
    kept = kept and set_option(TRIM_THRESHOLD, mebibytes * MEBI) == 1
    return kept and set_option(ARENA_MAX, 1) == 1


class Resident:
    """This process's resident memory, which it can watch after it lost the right to open files."""

    def __init__(self) -> None:
        self._file = os.open("/proc/self/statm", os.O_RDONLY)
        self._first = self._pages()

    def give_back_beyond(self, mebibytes: int) -> bool:
        """Give freed memory back once the process has grown by more than that since it began to watch.

        What lies free between used blocks never goes by itself. Returns whether it had grown so much.
        """
        grown = (self._pages() - self._first) * os.sysconf("SC_PAGESIZE")
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if grown <= mebibytes * MEBI or trim is None:
            return False
        trim(0)
        return True

    def _pages(self) -> int:
        os.lseek(self._file, 0, os.SEEK_SET)
        return int(os.read(self._file, 256).split()[1])


def freeze_loaded() -> None:
    """Before a fork: leave what is loaded out of Python's collections, which would copy all of it.

    The second collection tells Python how little is left to look at. Without it, full collections would wait for as
    much garbage in cycles as a quarter of what was frozen: tens of megabytes.
    """
    gc.collect()
    gc.freeze()
    gc.collect()
