"""What another server says, with its body still to come."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx2


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says. To be closed, which hangs up; as a context manager it closes itself.

    `pieces` is the body, each piece once: `RemoteFailed`, `RemoteTimeout` and `UploadTooLarge` may come out of it.
    `length` is what was announced, in bytes, and it is what comes, or `RemoteFailed`. `url` is where it came from.
    """

    url: str
    status: int
    headers: httpx2.Headers
    media_type: str
    length: int | None
    pieces: Iterator[bytes]
    _hang_up: Callable[[], None] = field(repr=False)

    def close(self) -> None:
        """Hang up."""
        self._hang_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
