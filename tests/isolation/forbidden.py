"""The child that tries what a pixel worker must not do. Without "locked" each is tried in a process of its own."""

import ctypes
import mmap
import os
import resource
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyseccomp

from filters.isolation import sandbox
from filters.isolation.kernel import LIBC, process_option
from filters.isolation.sandbox import default_readable, lock_down
from tests.isolation.children import MEMORY, answer, become, read_order

Act = Callable[[], object]
CLONE_FILES = 0x400
OWN_FILE = Path(sandbox.__file__)


def checked(result: int) -> None:
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def connect(address: tuple[str, int]) -> None:
    with socket.socket() as client:
        client.connect(address)


def bind(kind: socket.SocketKind) -> None:
    with socket.socket(socket.AF_INET, kind) as server:
        server.bind(("127.0.0.1", 0))


def fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def raise_descriptors() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft - 1, hard))


def open_many() -> None:
    files = [OWN_FILE.open("rb") for _ in range(100)]
    for file in files:
        file.close()


def peek(process: int) -> None:
    """Read the memory of a process by its number."""
    buffers = ctypes.create_string_buffer(8), ctypes.create_string_buffer(8)
    into, place = ((ctypes.c_size_t * 2)(ctypes.addressof(buffer), 8) for buffer in buffers)
    checked(LIBC.process_vm_readv(process, ctypes.byref(into), 1, ctypes.byref(place), 1, 0))


def file_acts(folder: Path) -> dict[str, Act]:
    """What may be tried with files; they are made here."""
    kept, other = folder / "kept", folder / "other"
    kept.write_bytes(b"data")
    (folder / "empty").mkdir()
    open_file = os.open(other, os.O_CREAT | os.O_WRONLY, 0o666)
    return {
        "create a file": lambda: (folder / "new").write_bytes(b"x"),
        "create a file in /tmp": lambda: os.close(os.open("/tmp", os.O_TMPFILE | os.O_RDWR)),
        "open a file to write": lambda: kept.open("r+b"),
        "open a file to append": lambda: os.open(kept, os.O_RDONLY | os.O_APPEND),
        "truncate a file": lambda: os.truncate(kept, 0),
        "grow an open file": lambda: os.write(open_file, b"x"),
        "make a directory": lambda: (folder / "made").mkdir(),
        "remove a directory": lambda: (folder / "empty").rmdir(),
        "rename a file": lambda: other.rename(folder / "renamed"),
        "link a file": lambda: (folder / "linked").hardlink_to(kept),
        "make a symbolic link": lambda: (folder / "symbolic").symlink_to(kept),
        "make a pipe with a name": lambda: os.mkfifo(folder / "pipe"),
        "change a mode": lambda: kept.chmod(0o600),
        "change a time": lambda: os.utime(kept),
        "read a file of data": lambda: kept.read_bytes(),
        "read /etc/passwd": lambda: Path("/etc/passwd").read_bytes(),
        "list /etc": lambda: os.listdir("/etc"),
        "list /proc": lambda: os.listdir("/proc"),
        "read what /proc tells": Path("/proc/meminfo").read_bytes,
        "open many files": open_many,
        "remove a file": kept.unlink,
    }


def process_acts(victim: int) -> dict[str, Act]:
    return {
        "fork": fork,
        "start a program": lambda: subprocess.run(["/bin/true"], check=True),
        "spawn a program": lambda: os.posix_spawn("/bin/true", ["true"], {}),
        "become a program": lambda: os.execv("/bin/true", ["true"]),
        "ask whether the parent lives": lambda: os.kill(os.getppid(), 0),
        "read another process's environment": Path(f"/proc/{victim}/environ").read_bytes,
        "stop another process": lambda: os.kill(victim, signal.SIGTERM),
        "stop the group": lambda: os.killpg(0, 0),
        "trace": lambda: checked(LIBC.ptrace(0, 0, 0, 0)),
        "read memory by the number of a process": lambda: peek(os.getpid()),
        "leave what it shares": lambda: checked(LIBC.unshare(CLONE_FILES)),
        "let itself be dumped": lambda: process_option(4, 1),
        "outlive its parent": lambda: process_option(1, 0),
        "change a limit": raise_descriptors,
        "take too much memory": lambda: bytearray(MEMORY + 64 * 1024 * 1024),
        "run what it writes": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC).close(),
        "keep a file in the memory": lambda: os.memfd_create("kept"),
    }


def network_acts(address: tuple[str, int]) -> dict[str, Act]:
    return {
        "connect to a server": lambda: connect(address),
        "be a server": lambda: bind(socket.SOCK_STREAM),
        "send datagrams": lambda: bind(socket.SOCK_DGRAM),
        "make a pair of sockets": socket.socketpair,
        "ask for an address": lambda: socket.getaddrinfo("localhost", 80),
    }


def tried(act: Act) -> str:
    """ "done", or which error it came to."""
    try:
        act()
    except (OSError, MemoryError, ValueError) as error:
        return f"refused: {error!r}"
    return "done"


def tried_apart(act: Act) -> str:
    """The same in a process of its own, which the act may end or spoil."""
    child = os.fork()
    if child == 0:
        os._exit(0 if tried(act) == "done" else 1)
    _, status = os.waitpid(child, 0)
    return "done" if status == 0 else "refused"


def number_of(call: str) -> int:
    return int(pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, call))


def error_of(number: int) -> int:
    """errno of the system call with nothing but zeros."""
    return ctypes.get_errno() if LIBC.syscall(ctypes.c_long(number), *[ctypes.c_long(0)] * 6) == -1 else 0


def locked(order: dict[str, Any], acts: dict[str, Act]) -> dict[str, Any]:
    """What came of it under lock and key, and what the kernel says of this process."""
    numbers = {call: number_of(call) for call in order["calls"]}
    protections = lock_down(memory_bytes=MEMORY, readable=default_readable())
    return {
        "protections": protections.as_dict(),
        "acts": {name: tried(act) for name, act in acts.items()},
        "calls": {call: error_of(number) for call, number in numbers.items()},
        "core": resource.getrlimit(resource.RLIMIT_CORE),
        "dumpable": LIBC.prctl(3, 0, 0, 0, 0),
    }


def main() -> None:
    order = read_order()
    "localhost".encode("idna")  # loads the codec
    become(order["user"])
    with socket.create_server(("127.0.0.1", 0)) as server:
        victim = subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE)  # ends with this process
        acts = file_acts(Path(order["folder"])) | process_acts(victim.pid) | network_acts(server.getsockname())
        if order["locked"]:
            answer(locked(order, acts))
        else:
            answer({"acts": {name: tried_apart(act) for name, act in acts.items()}})
    os._exit(0)


if __name__ == "__main__":
    main()
