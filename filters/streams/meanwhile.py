"""Short answers to parts of a request that still arrives.

Most clients send their whole request before they read a byte. A server that waits until such a one takes what it
sends, while that waits until the server takes what it sends, waits for ever.
"""

import select
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")


def meanwhile(values: Iterable[T], *, arriving: Callable[[], bool], takes: Callable[[], bool]) -> Iterator[T]:
    """The values; while the request is `arriving`, only as the client takes them, and the others when all has come.

    A value has to be small, some kilobytes: a connection that takes anything takes so much at once.
    """
    held: deque[T] = deque()
    try:
        for value in values:
            held.append(value)
            while held and (not arriving() or takes()):
                yield held.popleft()
    except Exception:
        yield from held
        raise
    yield from held


def takes_of(sock: Any) -> Callable[[], bool]:
    """Whether the connection takes something without waiting for the client; without a socket nobody knows."""

    def takes() -> bool:
        poll = select.poll()
        poll.register(sock.fileno(), select.POLLOUT)
        return any(happened & select.POLLOUT for _, happened in poll.poll(0))

    return (lambda: False) if sock is None else takes
