"""What many pictures are written as, one after the other: the interface of the writers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One picture of many, or what kept it from being made: then `error` is set, as RFC 9457 writes it.

    `name` is safe, and no other's; `facts` are JSON values about it.
    """

    name: str
    media_type: str = ""
    data: bytes = b""
    facts: Mapping[str, Any] = field(default_factory=dict)
    error: Mapping[str, Any] | None = None


class Writer(Protocol):
    """Writes pieces in one media type."""

    heartbeat: bytes
    """What may be sent while there is nothing to send; empty where nothing can be."""

    def piece(self, piece: Piece) -> Iterator[bytes]:
        """The bytes of one."""

    def end(self, summary: Mapping[str, Any]) -> Iterator[bytes]:
        """What comes after the last; `summary` are JSON values about all of them."""
