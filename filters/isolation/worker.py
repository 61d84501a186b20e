"""What runs in a pixel worker."""

import os
import traceback
from typing import Any

import cv2

from filters.engine.errors import EngineError
from filters.engine.limits import Deadline
from filters.engine.work import Work
from filters.isolation.forkserver import let_go
from filters.isolation.memory import Resident, keep_freed_memory
from filters.isolation.sandbox import default_readable, lock_down
from filters.isolation.wire import Plain, pack, pack_error

NICE = 5  # steps behind the web process, which has to answer at once how full it is
NO_MEMORY = -4  # OpenCV's error code StsNoMem

_protections: dict[str, str] = {}
_watched: list[tuple[Resident, int]] = []  # one, once this is a pixel worker: its memory, and how much it may keep


def begin(memory_bytes: int, keep_memory_mb: int) -> None:
    """Make this process a pixel worker: what is given up here never comes back."""
    let_go()
    os.nice(NICE)
    keep_freed_memory(keep_memory_mb, os.environ)
    _watched.append((Resident(), keep_memory_mb))
    cv2.setNumThreads(1)
    _protections.update(lock_down(memory_bytes=memory_bytes, readable=default_readable()).as_dict())


def protections() -> dict[str, str]:
    """What this process is kept from, by name; "on", or "off" and why."""
    return dict(_protections)


def work(task: Work[Any], grant: int | None) -> Plain:
    """Do it, provided that it costs no more than `grant` pixels; plain values in any case, see `pool.PixelWorkers`."""
    answer = _answer(task, grant)
    for resident, keep_memory_mb in _watched:
        resident.give_back_beyond(keep_memory_mb)
    return answer


def _answer(task: Work[Any], grant: int | None) -> Plain:
    deadline = Deadline(task.limits.deadline_s)
    try:
        opened = task.open()
        if grant is not None and opened.cost > grant:
            return {"cost": opened.cost}
        return {"cost": opened.cost, "result": pack(opened.run(deadline))}
    except EngineError as error:
        return {"error": pack_error(error)}
    except MemoryError:
        return {"no_memory": True}
    except cv2.error as error:
        return {"no_memory": True} if error.code == NO_MEMORY else {"fault": traceback.format_exc()}
    except Exception:  # a fault of ours: the web process logs it
        return {"fault": traceback.format_exc()}
