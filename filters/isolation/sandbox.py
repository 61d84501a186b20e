"""What a process may do that works on strangers' pixels: next to nothing, and it cannot take that back."""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from filters.isolation.kernel import Unavailable, process_option
from filters.isolation.landlock import restrict_files
from filters.isolation.limits import limit_core, limit_descriptors, limit_files, limit_memory
from filters.isolation.seccomp import restrict_calls

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38  # linux/prctl.h
PACKAGES = ("lib-dynload", "site-packages", "dist-packages")
SYSTEM = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache",
    "/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/fontconfig", "/etc/fonts", "/var/cache/fontconfig",
    "/usr/share/zoneinfo", "/etc/localtime", "/sys/devices/system/cpu",
)  # fmt: skip
"""Libraries, fonts, time zones, and how many cores there are."""


@dataclass(frozen=True, kw_only=True)
class Protections:
    """What is in force: "on", with a detail after a colon where there is one, or "off: " and why."""

    no_new_privileges: str
    no_core_dumps: str
    dies_with_parent: str
    ignores_termination: str
    files_cannot_grow: str
    few_descriptors: str
    memory_limit: str
    landlock: str
    seccomp: str

    def as_dict(self) -> dict[str, str]:
        """The same by name, as plain text."""
        return asdict(self)


def lock_down(*, memory_bytes: int, readable: Sequence[str | Path]) -> Protections:
    """Give up, for good, all that work on pixels does not need; to be called once, by the main thread.

    `memory_bytes` is what may be mapped beyond what is mapped now, `readable` the files and directories that may be
    read from now on. All else has to be loaded or open before, libraries above all: no memory becomes executable any
    more. Every protection stands alone: one that this machine lacks is told of in the answer and raises nothing.
    """
    return Protections(
        no_new_privileges=_tried(partial(_option, PR_SET_NO_NEW_PRIVS, 1)),
        no_core_dumps=_tried(_leave_no_dump),
        dies_with_parent=_tried(partial(_option, PR_SET_PDEATHSIG, signal.SIGKILL)),
        ignores_termination=_tried(_ignore_termination),
        files_cannot_grow=_tried(limit_files),
        few_descriptors=_tried(limit_descriptors),
        memory_limit=_tried(partial(limit_memory, memory_bytes)),
        landlock=_tried(partial(restrict_files, readable)),
        seccomp=_tried(restrict_calls),  # the last: it refuses what the others need
    )


def default_readable() -> tuple[Path, ...]:
    """What the engine reads while it runs: Python, its packages, this app's own files, libraries and fonts.

    No data, no settings, nobody's home but for the packages that are installed there.
    """
    own = (str(Path(__file__).parents[1]), os.path.dirname(os.__file__))
    packages = [path for path in sys.path if os.path.basename(path) in PACKAGES]
    wanted = dict.fromkeys(Path(path).resolve() for path in (*own, *packages, *SYSTEM))
    return tuple(path for path in wanted if os.path.exists(path))  # not Path.exists: it raises where it may not look


def _tried(protection: Callable[[], str]) -> str:
    """Put it in force and say so, or say why not."""
    try:
        detail = protection()
    except (Unavailable, OSError, ValueError) as error:
        return f"off: {error}"
    return f"on: {detail}" if detail else "on"


def _option(option: int, value: int) -> str:
    process_option(option, value)
    return ""


def _leave_no_dump() -> str:
    """No core file, and no other process of this user may look into the memory."""
    limit_core()
    return _option(PR_SET_DUMPABLE, 0)


def _ignore_termination() -> str:
    """A signal to the whole group must not lose a job that was accepted: whoever started this one kills it."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    return ""
