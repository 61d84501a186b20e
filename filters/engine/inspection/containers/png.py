"""PNG and APNG: the chunks between signature and end.

Layout: W3C PNG, third edition, sections 5 and 11. C2PA: chunk `caBX` (C2PA 2.1, appendix A.3.2).
"""

from collections.abc import Iterator
from itertools import islice

from filters.engine.inspection.containers.contents import MOST, Contents

SIGNATURE = 8  # bytes
TEXTS = (b"tEXt", b"zTXt", b"iTXt")
COMMENTS = (b"Comment", b"Description")


def contents(data: bytes) -> Contents:
    """What the chunks hold."""
    found = Contents()
    durations: list[float] = []
    for kind, body in islice(chunks(data), MOST):
        if kind == b"IHDR" and len(body) == 13:
            found.depth = 8 if body[9] == 3 else body[8]  # the colors of a palette have 8 bits, its indices fewer
        elif kind == b"fcTL" and len(body) == 26:
            durations.append(_delay(body))
        elif kind == b"caBX":
            found.c2pa = True
        elif kind in TEXTS:
            keyword = body.partition(b"\0")[0]
            found.xmp |= keyword in (b"XML:com.adobe.xmp", b"Raw profile type xmp")
            found.iptc |= keyword in (b"Raw profile type iptc", b"Raw profile type 8bim")
            found.comment |= keyword in COMMENTS
    found.duration = sum(durations) if durations else None
    return found


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and body of each chunk; the pixels' own are not copied."""
    at = SIGNATURE
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        yield kind, b"" if kind in (b"IDAT", b"fdAT") else data[at + 8 : at + 8 + length]
        at += 12 + length


def _delay(control: bytes) -> float:
    """Milliseconds that a frame shows; a denominator of 0 counts as 100."""
    numerator, denominator = int.from_bytes(control[20:22], "big"), int.from_bytes(control[22:24], "big")
    return 1000 * numerator / (denominator or 100)
