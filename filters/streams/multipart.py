"""Many pictures as parts (multipart/mixed, RFC 2046)."""

import json
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.http import content_disposition_header

from filters.streams.pieces import Piece

PROBLEM = "application/problem+json"


class MultipartWriter:
    """Each picture is a part; what failed is one of problem+json."""

    heartbeat = b""

    def __init__(self) -> None:
        self.boundary = secrets.token_hex(16)

    def piece(self, piece: Piece) -> Iterator[bytes]:
        """A part."""
        yield from self._part(piece.name, piece.media_type, piece.data, piece.facts, piece.error)

    def end(self, summary: Mapping[str, Any]) -> Iterator[bytes]:
        """The error that ended it, if any, and the last boundary."""
        if summary.get("error"):
            yield from self._part("", "", b"", {}, summary["error"])
        yield f"--{self.boundary}--\r\n".encode()

    def _part(
        self, name: str, media_type: str, data: bytes, facts: Mapping[str, Any], error: Mapping[str, Any] | None
    ) -> Iterator[bytes]:
        body = data if error is None else json.dumps(error).encode()
        headers = {
            "Content-Type": media_type if error is None else PROBLEM,
            "Content-Length": str(len(body)),
            "Content-Disposition": content_disposition_header(True, name) if name else None,
        }
        if "index" in facts:
            headers |= {"Content-ID": f"<{facts['index']}@batch>", "Content-Index": str(facts["index"])}
        if "width" in facts:
            headers |= {"Image-Width": str(facts["width"]), "Image-Height": str(facts["height"])}
        lines = [f"--{self.boundary}", *(f"{field}: {text}" for field, text in headers.items() if text), "", ""]
        yield "\r\n".join(lines).encode()
        yield body
        yield b"\r\n"
