"""A load of requests from a process of its own: at a given rate, whatever the server does, or one after the other.

It is told what to send by a pickled `Load` on its standard input and writes a list of `Arrival`s as JSON. Plain sockets
in threads: a request costs it about half a millisecond of CPU, most of it the kernel's. Clients differ by their address
on the loopback interface. Half of the arrivals use a connection that is already open, if there is one.
"""

import json
import pickle
import random
import re
import select
import socket
import subprocess
import sys
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass

TIMEOUT_S = 60
MOST_THREADS = 600
BLOCK = 256 * 1024
LOST = 0
"""The status of a request that got no answer."""

HEAD_END = b"\r\n\r\n"
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
RETRY_AFTER = re.compile(rb"\r\nretry-after: *(\d+)", re.IGNORECASE)
CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is sent: `rate` requests a second, or, where it is 0, each of `concurrency` after the last's answer.

    `clients` are addresses with their parts of the arrivals; `retried` is the part of the refused that comes again
    once, after its Retry-After. `seed` makes the same arrivals each time.
    """

    port: int
    request: bytes
    seconds: float
    rate: float = 0
    concurrency: int = 1
    clients: Sequence[tuple[str, float]] = (("127.0.0.1", 1.0),)
    kept_open: float = 0.5
    retried: float = 0.0
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One request: seconds since the start when it was due and sent, and when its answer began and ended."""

    client: str
    due: float
    sent: float
    answered: float
    ended: float
    status: int
    retry_after: int | None = None
    is_retry: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer, when it was there, and whether the connection can be used again."""

    status: int
    retry_after: int | None
    answered: float
    stays_open: bool


def send(load: Load) -> list[Arrival]:
    """Send it from a process of its own; the answers, in the order in which they were sent."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.arrivals"],
        input=pickle.dumps(load),
        stdout=subprocess.PIPE,
        check=True,
    )
    return [Arrival(**fields) for fields in json.loads(done.stdout)]


class Sender:
    """The connections that are open, by client, and what came of the requests."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.start = time.perf_counter()
        self.idle: defaultdict[str, deque[socket.socket]] = defaultdict(deque)
        self.random = random.Random(load.seed)
        self.arrivals: list[Arrival] = []

    def run(self) -> list[Arrival]:
        """Send the whole load."""
        if self.load.rate:
            self._open_loop()
        else:
            with ThreadPoolExecutor(self.load.concurrency) as threads:
                list(threads.map(lambda _: self._closed_loop(), range(self.load.concurrency)))
        return sorted(self.arrivals, key=lambda arrival: arrival.sent)

    def now(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.start

    def _open_loop(self) -> None:
        """Arrivals at random times, independent of one another: a Poisson process."""
        names = [name for name, _ in self.load.clients]
        parts = [part for _, part in self.load.clients]
        with ThreadPoolExecutor(MOST_THREADS) as threads:
            for due in self._times():
                [client] = self.random.choices(names, parts)
                kept, again = self.random.random() < self.load.kept_open, self.random.random() < self.load.retried
                time.sleep(max(0.0, due - self.now()))
                threads.submit(self._one, client, due, kept_open=kept, again=again)

    def _times(self) -> Iterator[float]:
        due = 0.0
        while (due := due + self.random.expovariate(self.load.rate)) < self.load.seconds:
            yield due

    def _closed_loop(self) -> None:
        client = self.load.clients[0][0]
        while (now := self.now()) < self.load.seconds:
            self._one(client, now, kept_open=True, again=False)

    def _one(self, client: str, due: float, *, kept_open: bool, again: bool, is_retry: bool = False) -> None:
        sent = self.now()
        try:
            answer = self._exchange(client, kept_open=kept_open)
        except OSError:
            answer = Answer(LOST, None, self.now(), stays_open=False)
        self.arrivals.append(
            Arrival(
                client=client,
                due=due,
                sent=sent,
                answered=answer.answered,
                ended=self.now(),
                status=answer.status,
                retry_after=answer.retry_after,
                is_retry=is_retry,
            )
        )
        if again and answer.retry_after is not None:
            due = self.now() + answer.retry_after
            time.sleep(answer.retry_after)
            self._one(client, due, kept_open=kept_open, again=False, is_retry=True)

    def _exchange(self, client: str, *, kept_open: bool) -> Answer:
        connection = (self._kept(client) if kept_open else None) or self._connect(client)
        try:
            answer = ask(connection, self.load.request, self.now)
        except BaseException:
            connection.close()
            raise
        if kept_open and answer.stays_open:
            self.idle[client].append(connection)
        else:
            connection.close()
        return answer

    def _kept(self, client: str) -> socket.socket | None:
        """A connection that is still open, the one used last."""
        while True:
            try:
                connection = self.idle[client].pop()
            except IndexError:
                return None
            if not select.select([connection], [], [], 0)[0]:
                return connection
            connection.close()  # there is something to read before anything was asked: its end

    def _connect(self, client: str) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.load.port), timeout=TIMEOUT_S, source_address=(client, 0))


def ask(connection: socket.socket, request: bytes, now: Callable[[], float]) -> Answer:
    """Send the request, read the answer and forget its body. An OSError where the server hung up before it answered."""
    with suppress(BrokenPipeError, ConnectionResetError):  # it may have answered before it had read everything
        connection.sendall(request)
    head = bytearray()
    while (end := head.find(HEAD_END)) < 0:
        if not (data := connection.recv(BLOCK)):
            raise ConnectionError("no answer")
        head += data
    answered = now()
    body = len(head) - end - len(HEAD_END)
    left = _number(LENGTH, head[:end]) or 0
    buffer = bytearray(BLOCK)
    while body < left and (size := connection.recv_into(buffer)):
        body += size
    if body < left:
        raise ConnectionError("cut short")
    status = STATUS.match(head)
    return Answer(
        status=int(status[1]) if status else LOST,
        retry_after=_number(RETRY_AFTER, head[:end]),
        answered=answered,
        stays_open=not CLOSES.search(head[:end]),
    )


def _number(pattern: re.Pattern[bytes], head: bytearray) -> int | None:
    found = pattern.search(head)
    return int(found[1]) if found else None


def main() -> None:
    """What the process does."""
    load: Load = pickle.loads(sys.stdin.buffer.read())
    json.dump([asdict(arrival) for arrival in Sender(load).run()], sys.stdout)


if __name__ == "__main__":
    main()
