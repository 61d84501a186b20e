"""Which clients are too slow, and how their threads are freed."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest

from imgsvc.serving import pace, patience
from imgsvc.serving.pace import PacedSocket, Transfer, UploadTooSlow, too_slow
from tests.fixtures.wire import wait_until

NOW = 1000.0


@pytest.fixture
def pair() -> Iterator[tuple[PacedSocket, socket.socket]]:
    """The server's side and the client's."""
    ours, theirs = socket.socketpair()
    with PacedSocket.take(ours) as paced, theirs:
        yield paced, theirs


def transfer(*, age: float, moved: float, idle: float = 0, waiting: bool = True) -> Transfer:
    made = Transfer()
    made.began, made.last, made.moved, made.waiting = NOW - age, NOW - idle, int(moved), waiting
    return made


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (transfer(age=10, moved=0, idle=10), False),
        (transfer(age=11, moved=1024 * 11), False),
        (transfer(age=11, moved=1024 * 11 - 1), True),
        (transfer(age=60, moved=1e9, idle=10), False),
        (transfer(age=60, moved=1e9, idle=11), True),
        (transfer(age=300, moved=1e9), False),
        (transfer(age=301, moved=1e9), True),
        (transfer(age=301, moved=0, waiting=False), False),
        (Transfer(), False),
    ],
    ids=["in the grace", "at the rate", "below it", "a pause", "a long pause", "long", "too long", "at work", "new"],
)
def test_a_client_keeps_to_the_rate(given: Transfer, expected: bool) -> None:
    assert given.overdue(NOW) is expected


def test_time_in_which_nobody_waits_for_the_client_is_not_the_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [NOW]
    monkeypatch.setattr(pace, "monotonic", lambda: clock[0])
    made = Transfer()
    for _ in range(60):  # events of an answer: little, and seldom
        made.wait()
        made.move(100)
        made.rest()
        clock[0] += 20
    made.wait()
    assert not made.overdue(clock[0])
    clock[0] += patience.GRACE_S
    assert not made.overdue(clock[0])
    clock[0] += 0.1
    assert made.overdue(clock[0])


def test_who_lets_a_thread_wait_bit_by_bit_is_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [NOW]
    monkeypatch.setattr(pace, "monotonic", lambda: clock[0])
    made = Transfer()
    for _ in range(110):
        made.wait()
        clock[0] += 0.1
        made.move(10)
        made.rest()
    made.wait()
    assert made.overdue(clock[0])


def test_of_many_long_uploads_the_slowest_are_cut_off() -> None:
    with socket.socket() as one, socket.socket() as two, socket.socket() as three, socket.socket() as quick:
        held = {PacedSocket.take(found): age for found, age in ((one, 20), (two, 50), (three, 30), (quick, 5))}
        for sock, age in held.items():
            sock.upload = transfer(age=age, moved=1_000_000)
        slowest_first = sorted(held, key=lambda sock: -held[sock])[:3]
        for most in range(5):
            cut = too_slow(held, now=NOW, most=most, pressed=False)
            assert cut == slowest_first[: max(0, 3 - most)]
            pressed = too_slow(held, now=NOW, most=most, pressed=True)
            assert pressed == [*slowest_first, *held.keys() - slowest_first][: max(0, 4 - most)]
        for sock in held:
            sock.close()


def test_a_transfer_is_counted(pair: tuple[PacedSocket, socket.socket]) -> None:
    ours, theirs = pair
    theirs.sendall(b"12345")
    ours.recv(100)
    ours.sendall(b"123")
    assert [found.moved for found in ours.transfers()] == [5, 3]
    ours.begin()
    assert [found.moved for found in ours.transfers()] == [0, 0]


def test_a_large_answer_arrives_whole(pair: tuple[PacedSocket, socket.socket]) -> None:
    ours, theirs = pair
    data = bytes(range(256)) * 10_000
    sender = Thread(target=ours.sendall, args=[data])
    sender.start()
    received = bytearray()
    while len(received) < len(data):
        received += theirs.recv(70_000)
    sender.join()
    assert received == data


def test_every_little_that_a_slow_client_takes_is_seen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        client.connect(listener.getsockname())
        with PacedSocket.take(listener.accept()[0]) as ours:
            sender = Thread(target=send_endlessly, args=[ours])
            sender.start()
            for little in (pace.FIRST + 400_000, 400_000, 400_000):  # the kernel has taken more of it at first
                stalled = wait_until_stalled(ours)
                read = 0
                while read < little:
                    read += len(client.recv(little - read))
                wait_until(lambda: ours.answer.moved > stalled, "more is sent")  # noqa: B023 -- called at once
            ours.cut()
            sender.join()


def send_endlessly(ours: PacedSocket) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):
        while True:
            ours.sendall(bytes(1_000_000))


def wait_until_stalled(ours: PacedSocket) -> int:
    """Return what has been sent, once nothing more is."""
    seen = [0]

    def stalled() -> bool:
        seen.append(ours.answer.moved)
        return 0 < seen[-1] == seen[-min(20, len(seen))]

    wait_until(stalled, "nothing more is sent")
    return seen[-1]


def test_a_thread_that_waits_for_an_upload_is_freed(pair: tuple[PacedSocket, socket.socket]) -> None:
    ours, theirs = pair
    caught: list[BaseException] = []

    def receive() -> None:
        try:
            ours.recv(100)
        except UploadTooSlow as error:
            caught.append(error)

    thread = Thread(target=receive)
    thread.start()
    wait_until(lambda: ours.upload.waiting, "the thread waits")
    ours.cut()
    thread.join()
    assert len(caught) == 1
    ours.sendall(b"408")
    assert theirs.recv(10) == b"408"


def test_a_thread_that_waits_for_a_reader_is_freed(pair: tuple[PacedSocket, socket.socket]) -> None:
    ours, _ = pair
    caught: list[BaseException] = []

    def send() -> None:
        try:
            ours.sendall(bytes(50_000_000))
        except BrokenPipeError as error:
            caught.append(error)

    thread = Thread(target=send)
    thread.start()
    wait_until(lambda: ours.answer.moved > 0, "some is sent")
    ours.cut()
    thread.join()
    assert len(caught) == 1


def test_the_figures_are_those_of_the_documentation() -> None:
    assert (patience.SLOWEST, patience.GRACE_S, patience.IDLE_S, patience.LONGEST_S) == (1024, 10, 10, 300)
    assert patience.PRESSED_S == 2


def test_who_waits_to_be_asked_for_the_body_is_asked_once(pair: tuple[PacedSocket, socket.socket]) -> None:
    ours, theirs = pair
    ours.expectant = True
    ours.welcome()
    ours.welcome()
    ours.close()
    assert theirs.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"


def test_nothing_is_put_into_an_answer_that_has_begun(pair: tuple[PacedSocket, socket.socket]) -> None:
    ours, theirs = pair
    ours.expectant = True
    ours.sendall(b"HTTP/1.1 200 OK\r\n")
    ours.welcome()
    ours.close()
    assert theirs.recv(1000) == b"HTTP/1.1 200 OK\r\n"


def test_a_page_is_given_to_the_kernel_while_the_client_still_sends() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        socket.create_connection(listening.getsockname()) as client,
        PacedSocket.take(listening.accept()[0]) as paced,
    ):
        for _ in range(2):  # a kept connection is no worse
            paced.begin()
            sending = Thread(target=paced.sendall, args=(bytes(400_000),), daemon=True)
            sending.start()
            sending.join(20)
            assert not sending.is_alive()  # nobody has read a byte of it
            left = 400_000
            while left:
                left -= len(client.recv(left))
