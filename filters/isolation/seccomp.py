"""seccomp: the system calls that a pixel worker may make. All others fail with EPERM.

It reads files, takes memory, waits, and runs threads of its own. It starts no program or process, opens no socket,
writes to nothing that is not open already, signals nobody else, and makes no memory executable: whatever library it
needs has to be loaded before.
"""

import errno
import fcntl
import os
from collections.abc import Iterator

from filters.isolation.kernel import Unavailable

try:
    import pyseccomp
except (ImportError, OSError, RuntimeError):  # it raises the last where libseccomp is not installed
    pyseccomp = None

Conditions = tuple[tuple[int, int, int], ...]
"""What arguments must be: number of the argument, mask, value."""

Rule = tuple[str, Conditions]

MEMORY = ("brk", "madvise", "mremap", "munmap")
FILES = (
    "access", "close", "close_range", "dup", "dup2", "dup3", "faccessat", "faccessat2", "fadvise64", "fstat", "fstatfs",
    "getcwd", "getdents64", "lseek", "lstat", "newfstatat", "pipe2", "poll", "ppoll", "pread64", "preadv", "preadv2",
    "pselect6", "read", "readlink", "readlinkat", "readv", "select", "stat", "statfs", "statx", "write", "writev",
)  # fmt: skip
THREADS = (
    "exit", "exit_group", "futex", "get_robust_list", "getcpu", "membarrier", "rseq", "sched_get_priority_max",
    "sched_get_priority_min", "sched_getaffinity", "sched_getparam", "sched_getscheduler", "sched_yield",
    "set_robust_list", "set_tid_address",
)  # fmt: skip
SIGNALS = (
    "pause", "restart_syscall", "rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigreturn", "rt_sigsuspend",
    "rt_sigtimedwait", "sigaltstack",
)  # fmt: skip
FACTS = (
    "clock_getres", "clock_gettime", "clock_nanosleep", "getegid", "geteuid", "getgid", "getpgrp", "getpid", "getppid",
    "getrandom", "getrlimit", "getrusage", "gettid", "gettimeofday", "getuid", "nanosleep", "sysinfo", "time", "times",
    "uname",
)  # fmt: skip
ALLOWED = (*MEMORY, *FILES, *THREADS, *SIGNALS, *FACTS)

ANYTHING = 2**64 - 1  # a mask: all bits count
PROT_EXEC = 4  # asm-generic/mman-common.h
WRITING = os.O_ACCMODE | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_TMPFILE & ~os.O_DIRECTORY
DESCRIPTOR_COMMANDS = (fcntl.F_DUPFD, fcntl.F_DUPFD_CLOEXEC, fcntl.F_GETFD, fcntl.F_SETFD, fcntl.F_GETFL)
FIOCLEX = 0x5451  # asm-generic/ioctls.h
PROCESS_OPTIONS = (2, 3, 15, 16, 21, 39)  # linux/prctl.h: thread names, and asking what is set here
CLONE_VM, CLONE_THREAD = 0x100, 0x10000  # linux/sched.h
CLONE_NEW = 0x7E020080  # all kinds of namespaces
NEW_THREAD = CLONE_VM | CLONE_THREAD


def rules(process: int) -> Iterator[Rule]:
    """Everything that the process of that number may do; a call with two rules needs to fit one of them."""
    for name in ALLOWED:
        yield name, ()
    yield "mmap", ((2, PROT_EXEC, 0),)
    yield "mprotect", ((2, PROT_EXEC, 0),)
    yield "open", ((1, WRITING, 0),)
    yield "openat", ((2, WRITING, 0),)
    yield "clone", ((0, NEW_THREAD | CLONE_NEW, NEW_THREAD),)
    yield "prlimit64", ((0, ANYTHING, 0), (2, ANYTHING, 0))  # reading its own
    for name in ("kill", "tgkill"):
        yield name, ((0, ANYTHING, process),)
    for command in DESCRIPTOR_COMMANDS:
        yield "fcntl", ((1, ANYTHING, command),)
    for option in PROCESS_OPTIONS:
        yield "prctl", ((0, ANYTHING, option),)
    yield "ioctl", ((1, ANYTHING, FIOCLEX),)


def restrict_calls() -> str:
    """Refuse every call that `rules` does not name, to all threads, for good. Raises `Unavailable` and OSError."""
    if pyseccomp is None:
        raise Unavailable("the library libseccomp is not installed")
    calls = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.EPERM))
    calls.set_attr(pyseccomp.Attr.CTL_TSYNC, 1)
    for name, arguments in rules(os.getpid()):
        _add(calls, pyseccomp.ALLOW, name, arguments)
    _add(calls, pyseccomp.ERRNO(errno.ENOSYS), "clone3")  # its flags lie in memory; the C library then takes clone
    calls.load()
    return ""


def _add(calls: "pyseccomp.SyscallFilter", action: int, name: str, arguments: Conditions = ()) -> None:
    """Add a rule, unless this architecture has no such call."""
    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
    if number >= 0:
        compared = (pyseccomp.Arg(which, pyseccomp.MASKED_EQ, mask, value) for which, mask, value in arguments)
        calls.add_rule(action, number, *compared)
