"""How many pieces a file is put together from, counted before anyone looks at each of them.

Chunks, blocks, boxes and tags are read in Python, some microseconds each, by Pillow and here. As many of them as an
upload can hold take minutes; as many as any program writes take milliseconds.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from struct import iter_unpack, unpack_from

from filters.engine.codecs.claims import boxes
from filters.engine.codecs.gif import pieces as gif_pieces
from filters.engine.errors import ImageTooLarge
from filters.engine.formats import Format

PNG_HEAD, PNG_FIXED = 8, 12  # bytes of the signature; of length, type and checksum
WEBP_HEAD, WEBP_FIXED = 12, 8
FRAME, FRAME_HEAD = b"ANMF", 16
STRIPS = {273, 324}  # tags of where each strip or tile is
RUN_LENGTHS, COMPRESSION_AT, INFO_HEADER = (1, 2), 30, 40

Pieces = Iterator[object]


def require_few_pieces(data: bytes, format: Format) -> None:
    """Refuse a file of more pieces than anyone would make: `ImageTooLarge`. Raises struct.error where it is cut."""
    if format.name not in PIECES:
        return
    pieces, most, what = PIECES[format.name]
    if next(islice(pieces(data), most, None), None) is not None:
        raise ImageTooLarge(f"The {format.label} is made of more than {most} {what}, which is the most allowed.")


def _png_chunks(data: bytes) -> Pieces:
    at = PNG_HEAD
    while at + PNG_FIXED <= len(data) and data[at + 4 : at + 8] != b"IEND":
        yield at
        at += PNG_FIXED + int.from_bytes(data[at : at + 4], "big")


def _webp_chunks(data: bytes, at: int = WEBP_HEAD, end: int | None = None) -> Pieces:
    """Those within the frames of an animation too."""
    end = len(data) if end is None else min(end, len(data))
    while at + WEBP_FIXED <= end:
        yield at
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        body = at + WEBP_FIXED
        if data[at : at + 4] == FRAME:
            yield from _webp_chunks(data, body + FRAME_HEAD, body + length)
        at = body + length + length % 2


def _jpeg2000_boxes(data: bytes) -> Pieces:
    """Those of the file and those of its header."""
    for kind, begin, end in boxes(data):
        yield begin
        if kind == b"jp2h":
            yield from boxes(data, begin, end)


def _tiff_parts(data: bytes) -> Pieces:
    """The directories in order, each with its tags and its strips or tiles (TIFF 6.0, section 2; BigTIFF)."""
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] in (b"+\0", b"\0+")
    count_form, entry_form, place_form = ("Q", "HHQ8x", "Q") if big else ("H", "HHI4x", "I")
    count_size, entry_size = (8, 20) if big else (2, 12)
    (at,) = unpack_from(order + place_form, data, 8 if big else 4)
    seen: set[int] = set()
    while at and at not in seen and at + count_size <= len(data):
        seen.add(at)
        yield at
        (count,) = unpack_from(order + count_form, data, at)
        begin = at + count_size
        entries = data[begin : begin + min(count, len(data)) * entry_size]
        for tag, _, number in iter_unpack(order + entry_form, entries[: len(entries) // entry_size * entry_size]):
            yield tag
            if tag in STRIPS:
                yield from range(number)
        following = begin + count * entry_size
        at = unpack_from(order + place_form, data, following)[0] if following + 8 <= len(data) else 0


def _bmp_runs(data: bytes) -> Pieces:
    """Two bytes each, where the pixels are in run lengths: Pillow unpacks them one by one."""
    header, compression = int.from_bytes(data[14:18], "little"), data[COMPRESSION_AT : COMPRESSION_AT + 1]
    packed = header >= INFO_HEADER and compression and compression[0] in RUN_LENGTHS
    return iter(range(len(data) // 2)) if packed else iter(())


PIECES: dict[str, tuple[Callable[[bytes], Pieces], int, str]] = {
    "png": (_png_chunks, 50_000, "chunks"),
    "webp": (_webp_chunks, 50_000, "chunks"),
    "gif": (gif_pieces, 500_000, "blocks"),
    "tiff": (_tiff_parts, 300_000, "tags, strips and tiles"),
    "jpeg2000": (_jpeg2000_boxes, 4096, "boxes"),
    "avif": (boxes, 4096, "boxes"),
    "heic": (boxes, 4096, "boxes"),
    "bmp": (_bmp_runs, 2_000_000, "runs"),
}
"""For each such format, what walks over its pieces, how many are read, and what they are called."""
