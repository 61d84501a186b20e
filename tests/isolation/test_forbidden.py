"""What a process can no longer do once it is locked down, tried by real processes."""

import errno
import tempfile
from pathlib import Path
from typing import Any

import pytest

from filters.isolation.sandbox import Protections
from tests.isolation.children import USERS, answer_of

ACTS = (
    "create a file", "create a file in /tmp", "open a file to write", "open a file to append", "truncate a file",
    "grow an open file", "make a directory", "remove a directory", "rename a file", "link a file",
    "make a symbolic link", "make a pipe with a name", "change a mode", "change a time", "read a file of data",
    "read /etc/passwd", "list /etc", "list /proc", "read what /proc tells", "open many files", "remove a file",
    "fork", "start a program", "spawn a program", "become a program", "ask whether the parent lives",
    "stop another process", "stop the group", "read another process's environment", "trace",
    "read memory by the number of a process", "leave what it shares", "let itself be dumped", "outlive its parent",
    "change a limit", "take too much memory", "run what it writes", "keep a file in the memory",
    "connect to a server", "be a server", "send datagrams", "make a pair of sockets", "ask for an address",
)  # fmt: skip
CALLS = (
    "accept4", "add_key", "bpf", "chroot", "creat", "delete_module", "execveat", "fanotify_init", "fsopen",
    "init_module", "inotify_init1", "io_setup", "io_uring_setup", "ioperm", "kcmp", "kexec_load", "keyctl",
    "landlock_create_ruleset", "mknod", "mount", "move_mount", "name_to_handle_at", "open_by_handle_at", "open_tree",
    "openat2", "perf_event_open", "personality", "pidfd_getfd", "pidfd_open", "pidfd_send_signal", "pivot_root",
    "pkey_mprotect", "process_madvise", "process_vm_writev", "pwrite64", "quotactl", "reboot", "recvmsg",
    "renameat2", "request_key", "rt_sigqueueinfo", "sched_setaffinity", "seccomp", "sendfile", "sendmsg", "sendto",
    "setns", "setpriority", "setuid", "shmget", "splice", "swapon", "symlinkat", "sync", "tkill", "umount2",
    "unlinkat", "userfaultfd", "vfork", "vmsplice", "wait4",
)  # fmt: skip


def told(user: int | None, locked: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o777)
        answer: dict[str, Any] = answer_of("forbidden", folder=folder, user=user, locked=locked, calls=CALLS)
        return answer


@pytest.fixture(scope="module", params=list(USERS.values()), ids=list(USERS))
def locked(request: pytest.FixtureRequest) -> dict[str, Any]:
    return told(request.param, locked=True)


@pytest.fixture(scope="module", params=list(USERS.values()), ids=list(USERS))
def free(request: pytest.FixtureRequest) -> dict[str, Any]:
    return told(request.param, locked=False)


@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_refused(locked: dict[str, Any], act: str) -> None:
    assert locked["acts"][act].startswith("refused")


@pytest.mark.parametrize("act", ACTS)
def test_without_isolation_the_same_act_is_done(free: dict[str, Any], act: str) -> None:
    assert free["acts"][act] == "done"


@pytest.mark.parametrize("call", CALLS)
def test_a_system_call_is_refused_before_its_arguments_are_looked_at(locked: dict[str, Any], call: str) -> None:
    assert locked["calls"][call] == errno.EPERM


def test_every_act_that_is_tried_is_in_the_table(locked: dict[str, Any]) -> None:
    assert set(locked["acts"]) == set(ACTS)


def test_too_much_memory_is_an_error_that_python_knows(locked: dict[str, Any]) -> None:
    assert locked["acts"]["take too much memory"] == "refused: MemoryError()"


def test_a_crash_leaves_nothing_of_the_memory(locked: dict[str, Any]) -> None:
    assert (locked["core"], locked["dumpable"]) == ([0, 0], 0)


def test_every_protection_is_in_force(locked: dict[str, Any]) -> None:
    assert list(locked["protections"]) == list(Protections.__dataclass_fields__)
    assert [name for name, state in locked["protections"].items() if not state.startswith("on")] == []
    assert locked["protections"]["memory_limit"] == "on: 768 MiB"
