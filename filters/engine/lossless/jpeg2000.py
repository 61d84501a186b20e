"""JPEG 2000 boxes and segments: the file without what tells about something else than its pixels.

ISO 15444-1, annexes A (codestream) and I (boxes).
"""

from collections.abc import Iterator

from filters.engine.metadata import Metadata
from filters.engine.source import Header

SOC, SOT, EOC, COMMENT = b"\xff\x4f", b"\xff\x90", b"\xff\xd9", b"\xff\x64"
PICTURE = {b"jP  ", b"ftyp", b"jp2h", b"jp2c"}

Box = tuple[bytes, int, int]  # type, start and end of the content


def rewritten(data: bytes, header: Header, metadata: Metadata, *, keep: bool) -> bytes | None:
    """The file without its metadata, or with it where `keep`; None where it has an odd form.

    There is no place for EXIF. A codestream has to end where its box does, so that nothing follows it.
    """
    if data.startswith(SOC):
        return _codestream(data, keep=keep)
    parts: list[bytes] = []
    for kind, start, end in _boxes(data):
        content: bytes | None = data[start:end]
        if kind == b"jp2c":
            content = _codestream(data[start:end], keep=keep)
        if content is None:
            return None
        if keep or kind in PICTURE:
            parts.append((len(content) + 8).to_bytes(4, "big") + kind + content)
        if kind == b"jp2c":
            return b"".join(parts)
    return None


def _boxes(data: bytes) -> Iterator[Box]:
    """Boxes of usual length; the last may reach to the end of the file."""
    at = 0
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big") or len(data) - at
        if length < 8 or at + length > len(data):
            return
        yield data[at + 4 : at + 8], at + 8, at + length
        at += length


def _codestream(data: bytes, *, keep: bool) -> bytes | None:
    """The codestream without comments in its main header; None where its tile parts do not fill it exactly."""
    at = len(SOC)
    parts = [SOC]
    while data[at : at + 2] != SOT:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at : at + 1] != b"\xff" or end < at + 4 or end > len(data):
            return None
        if keep or data[at : at + 2] != COMMENT:
            parts.append(data[at:end])
        at = end
    tiles = at
    while data[at : at + 2] == SOT and at + 12 <= len(data):
        length = int.from_bytes(data[at + 6 : at + 10], "big")  # Psot
        if length < 14:
            return None
        at += length
    if data[at:] != EOC:
        return None
    return b"".join([*parts, data[tiles:]])
