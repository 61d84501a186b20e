"""Answering while the request arrives: what is sent when, to clients that read and to those that do not."""

import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

import pytest

from filters.streams import duplex
from filters.streams.duplex import PIECE, Conveyor, Line

MANY = 1 << 40
BIG = bytes(range(256)) * 256  # 64 KiB


class Given:
    """A result."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @property
    def size(self) -> int:
        return len(self.data)

    def written(self) -> Iterator[bytes]:
        yield self.data

    def refused(self) -> Iterator[bytes]:
        yield b"<refused>"


class Script:
    """Results that come when the test says so. `steps` are results, and calls that change something."""

    heartbeat = b"<beat>"

    def __init__(self, *steps: bytes | Callable[[], None], arriving: bool = True) -> None:
        self.steps = deque(steps)
        self.arriving = arriving
        self.broken = False
        self.done = False
        self.stopped = False
        self.silent = False

    def start(self, changed: Callable[[], None]) -> None:
        self.changed = changed

    def take(self) -> Given | None:
        while self.steps and not self.silent:
            step = self.steps.popleft()
            if isinstance(step, bytes):
                return Given(step)
            step()
        if self.silent:
            return None
        self.arriving, self.done = False, True
        self.changed()
        return None

    def end(self) -> Iterator[bytes]:
        yield b"<end>"

    def stop(self) -> None:
        self.stopped = True


@contextmanager
def conveyor(script: Script, sock: socket.socket | None = None, most: int = MANY) -> Iterator[Conveyor]:
    made = Conveyor(script, Line(sock), most=most)
    with closing(made):
        yield made
    assert script.stopped


@contextmanager
def connection() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The server's end, of which little is buffered, and the client's."""
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    with ours, theirs:
        yield ours, theirs


def stuff(sock: socket.socket) -> None:
    """Send until it takes no more."""
    sock.setblocking(False)
    with suppress(BlockingIOError):
        while True:
            sock.send(bytes(1024))


@pytest.mark.parametrize("arriving", [True, False])
def test_all_is_sent_in_its_order(arriving: bool) -> None:
    with conveyor(Script(b"one", BIG, b"", b"two", arriving=arriving)) as made:
        assert b"".join(made) == b"one" + BIG + b"two<end>"


def test_the_head_leaves_before_anything_else() -> None:
    with conveyor(Script(b"one")) as made:
        assert next(iter(made)) == b""


def test_to_who_reads_a_result_is_sent_while_the_request_arrives() -> None:
    with connection() as (ours, _), conveyor(Script(b"one", b"two"), ours) as made:
        pieces = iter(made)
        assert [next(pieces), next(pieces), next(pieces)] == [b"", b"one", b"two"]


def test_pieces_are_small_while_the_request_arrives() -> None:
    with connection() as (ours, _), conveyor(Script(BIG), ours) as made:
        sizes = [len(piece) for piece in made]
        assert max(sizes) == PIECE and sum(sizes) == len(BIG) + len(b"<end>")


def test_nothing_is_sent_to_who_takes_nothing_until_the_request_has_come() -> None:
    seen: list[bytes] = []
    with connection() as (ours, _):
        stuff(ours)
        script = Script(BIG, b"two", lambda: seen.append(b"".join(found)))
        with conveyor(script, ours) as made:
            found: list[bytes] = []
            for piece in made:
                found.append(piece)
            assert seen == [b""]
            assert b"".join(found) == BIG + b"two<end>"


def test_what_waits_is_sent_as_soon_as_it_is_taken() -> None:
    with connection() as (ours, theirs):
        stuff(ours)
        script = Script(b"one", lambda: setattr(script, "silent", True))
        with conveyor(script, ours) as made:
            pieces = iter(made)
            assert next(pieces) == b""
            timer = threading.Timer(0.05, theirs.recv, [1 << 20])
            timer.start()
            assert next(pieces) == b"one"
            timer.join()


def test_where_the_connection_is_not_known_all_waits_until_the_request_has_come() -> None:
    sent: list[int] = []
    found: list[bytes] = []
    with conveyor(Script(b"one", b"two", lambda: sent.append(len(b"".join(found))))) as made:
        for piece in made:
            found.append(piece)
        assert sent == [0] and b"".join(found) == b"onetwo<end>"


@pytest.mark.parametrize("known", [True, False], ids=["a socket", "none"])
def test_what_would_wait_without_end_is_refused(known: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplex, "STALL_S", 0.01)
    with connection() as (ours, _):
        stuff(ours)
        with conveyor(Script(b"a" * 60, b"b" * 60, b"c" * 30, b"d" * 60), ours if known else None, most=100) as made:
            assert b"".join(made) == b"a" * 60 + b"<refused>" + b"c" * 30 + b"<refused><end>"


def test_a_full_disk_refuses_what_would_go_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int, offset: int, size: int) -> None:
        raise OSError("full")

    monkeypatch.setattr("os.posix_fallocate", full)
    with conveyor(Script(bytes(2 << 20), b"small")) as made:
        assert b"".join(made) == b"<refused>small<end>"


def test_who_has_sent_everything_and_leaves_ends_it() -> None:
    with connection() as (ours, theirs):
        script = Script(b"one", arriving=False)
        with conveyor(script, ours) as made:
            pieces = iter(made)
            assert [next(pieces), next(pieces)] == [b"", b"one"]
            script.silent = True
            theirs.close()
            with pytest.raises(ConnectionResetError):
                next(pieces)


def test_who_waits_is_told_that_something_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplex, "HEARTBEAT_S", 0.01)
    with connection() as (ours, _):
        script = Script(b"one", arriving=False)
        with conveyor(script, ours) as made:
            pieces = iter(made)
            assert [next(pieces), next(pieces)] == [b"", b"one"]
            script.silent = True
            assert [next(pieces), next(pieces)] == [b"<beat>", b"<beat>"]


def test_a_thread_that_waits_for_the_client_is_freed_at_the_end() -> None:
    with connection() as (ours, _):
        ours.setblocking(True)
        found: list[bytes] = []
        reader = threading.Thread(target=lambda: found.append(ours.recv(10)), daemon=True)
        reader.start()
        Conveyor(Script(b"one"), Line(ours), most=MANY).close()
        reader.join(30)
        assert found == [b""]


def test_closing_twice_is_no_harm_and_waking_after_it_neither() -> None:
    line = Line()
    made = Conveyor(Script(), line, most=MANY)
    made.close()
    made.close()
    line.wake()


def test_waking_often_wakes_once() -> None:
    line = Line()
    for _ in range(5000):
        line.wake()
    assert line.wait(30, to_send=False, to_leave=False)
    while line.wait(0, to_send=False, to_leave=False):
        pass
    line.close()
