"""Landlock (Linux 5.13): which files a process may open, and from version 4 on, that it may not reach the network.

Structures and constants are those of linux/landlock.h. The package of the same name knows neither network nor scopes,
and takes an errno that an earlier call left behind for its own.
"""

import ctypes
import errno
import os
from collections.abc import Iterable
from pathlib import Path
from stat import S_ISDIR
from threading import active_count

from filters.isolation.kernel import Unavailable, process_option, system_call

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every architecture
ASK_VERSION = 1
PATH_BENEATH = 1
READ_FILE, READ_DIRECTORY = 1 << 2, 1 << 3
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}  # how many kinds of access to files there are, from a version on
NETWORK, NETWORK_SINCE = 0b11, 4  # bind and connect over TCP
SCOPES, SCOPES_SINCE = 0b11, 6  # abstract Unix sockets of others, signals to others
PR_SET_NO_NEW_PRIVS = 38
REASONS = {
    errno.ENOSYS: "the kernel has no Landlock",
    errno.EOPNOTSUPP: "Landlock was not switched on when the machine started",
    errno.EPERM: "the container's seccomp profile refuses it",
}


class RulesetAttributes(ctypes.Structure):
    """struct landlock_ruleset_attr; older kernels take the longer form as long as what they lack is 0."""

    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64)]


class PathBeneath(ctypes.Structure):
    """struct landlock_path_beneath_attr"""

    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def version() -> int:
    """The version of the kernel's interface. Raises `Unavailable`."""
    try:
        return system_call(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(ASK_VERSION))
    except OSError as error:
        raise Unavailable(REASONS.get(error.errno or 0, str(error))) from error


def restrict_files(readable: Iterable[str | Path]) -> str:
    """Refuse this thread, and those it starts, every file but to read those beneath `readable`.

    Paths that do not exist are passed over. Raises `Unavailable` and OSError.
    """
    known, threads = version(), _threads()
    process_option(PR_SET_NO_NEW_PRIVS, 1)
    ruleset = _ruleset(known)
    try:
        for path in readable:
            if os.path.exists(path):
                _allow_reading(ruleset, path)
        system_call(RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)
    return f"version {known}" if threads == 1 else f"version {known}, but not for {threads - 1} threads that ran before"


def _ruleset(known: int) -> int:
    """The descriptor of a set of rules that refuses all that this version knows."""
    rights = FILE_RIGHTS[max(since for since in FILE_RIGHTS if since <= known)]
    attributes = RulesetAttributes(
        files=(1 << rights) - 1,
        network=NETWORK if known >= NETWORK_SINCE else 0,
        scopes=SCOPES if known >= SCOPES_SINCE else 0,
    )
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    return system_call(CREATE_RULESET, ctypes.byref(attributes), size, ctypes.c_uint32(0))


def _allow_reading(ruleset: int, path: str | Path) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        is_directory = S_ISDIR(os.fstat(descriptor).st_mode)
        rule = PathBeneath(allowed=READ_FILE | READ_DIRECTORY if is_directory else READ_FILE, parent=descriptor)
        kind, flags = ctypes.c_int(PATH_BENEATH), ctypes.c_uint32(0)
        system_call(ADD_RULE, ctypes.c_int(ruleset), kind, ctypes.byref(rule), flags)
    finally:
        os.close(descriptor)


def _threads() -> int:
    """How many threads the process has; without /proc, those that Python knows."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return active_count()
