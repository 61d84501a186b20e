"""Many pictures as JSON: a line each (NDJSON), or an event each (server-sent events)."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from filters.streams.pieces import Piece

BLOCK = 48 * 1024
"""Bytes of a picture that are written as Base64 at once; a multiple of three, so that nothing is filled up between."""


class LineWriter:
    """A JSON line each: `event` is `picture`, and `done` in the last line."""

    heartbeat = b""
    before = {"picture": b"", "done": b""}
    after = b"\n"

    def piece(self, piece: Piece) -> Iterator[bytes]:
        """A line; the picture's bytes, if there are any, come last in it, as Base64."""
        facts = {"event": "picture", **piece.facts, "error": piece.error}
        text = json.dumps(facts)
        yield self.before["picture"]
        if not piece.data:
            yield text.encode() + self.after
            return
        yield text[:-1].encode() + b', "data": "'
        for start in range(0, len(piece.data), BLOCK):
            yield b64encode(piece.data[start : start + BLOCK])
        yield b'"}' + self.after

    def end(self, summary: Mapping[str, Any]) -> Iterator[bytes]:
        """The last line."""
        yield self.before["done"] + json.dumps({"event": "done", **summary}).encode() + self.after


class EventWriter(LineWriter):
    """An event each: `picture`, and `done` at the end. The same JSON is its data."""

    heartbeat = b": working\n\n"
    before = {"picture": b"event: picture\ndata: ", "done": b"event: done\ndata: "}
    after = b"\n\n"
