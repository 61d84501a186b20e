"""What a JPEG claims, read before its decoder is asked: sizes, and work that its few bytes do not show.

Layout: ITU-T T.81, annex B. A decoder passes over all blocks of a picture for each scan, however few bytes the scan
has, and Pillow reads what stands between segments byte by byte: a file of 150 kB can ask for minutes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from filters.engine.errors import ImageTooLarge
from filters.engine.limits import Size

MOST_SCANS = 100  # encoders write 1 to 20; libjpeg-turbo's own fuzzers stop at 500
MOST_SEGMENTS = 4096  # before the pixels; a profile of 15 MB takes 240
MOST_BETWEEN = 65_536  # bytes that are in no segment
SOS, EOI = 0xDA, 0xD9
SCAN = bytes((0xFF, SOS))
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
HUFFMAN = {0xC0, 0xC1, 0xC2}  # frames whose every block takes a bit at least; arithmetic codes may do with less
BARE = {0x01, *range(0xD0, 0xDA)}  # markers without a length
MARKER = re.compile(rb"\xff([^\x00\xff])")
MARKER_IN_SCAN = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")  # neither a byte of the codes nor a restart


@dataclass(frozen=True, slots=True)
class Segment:
    """A marker, where what belongs to it begins and ends, and how many bytes before it belong to none."""

    marker: int
    begin: int
    end: int
    idle: int


def jpeg_sizes(data: bytes) -> Iterator[Size]:
    """The size in each frame header.

    Raises `ImageTooLarge` for more scans or segments than anyone writes, and ValueError for a picture that cannot be
    in so few bytes.
    """
    idle = 0
    for number, segment in enumerate(_segments(data, MARKER, 2)):
        idle += segment.idle
        if number >= MOST_SEGMENTS or idle > MOST_BETWEEN:
            raise ImageTooLarge(
                f"The JPEG has more than {MOST_SEGMENTS} segments, or {MOST_BETWEEN} bytes between them, before its "
                "picture begins. Save it anew."
            )
        if segment.marker in FRAMES and segment.end - segment.begin >= 8:
            yield _size(data, segment)
            _require_bits(data, segment)
        if segment.marker == SOS:
            _require_few_scans(data, segment.end)
            return


def _segments(data: bytes, pattern: "re.Pattern[bytes]", at: int) -> Iterator[Segment]:
    """The segments from a place on, in order, whatever stands between them."""
    while found := pattern.search(data, at):
        marker, begin = found[1][0], found.end()
        length = 0 if marker in BARE else max(2, int.from_bytes(data[begin : begin + 2], "big"))
        yield Segment(marker, begin, begin + length, found.start() - at)
        at = begin + length


def _size(data: bytes, frame: Segment) -> Size:
    """Width and height in a frame header."""
    height, width = (int.from_bytes(data[at : at + 2], "big") for at in (frame.begin + 3, frame.begin + 5))
    return width, height


def _require_bits(data: bytes, frame: Segment) -> None:
    """Raises ValueError where the rest of the file has fewer bits than the finest of its colors has blocks."""
    width, height = _size(data, frame)
    if frame.marker in HUFFMAN and -(-width // 8) * -(-height // 8) > 8 * (len(data) - frame.end):
        raise ValueError("fewer bits than blocks")


def _require_few_scans(data: bytes, at: int) -> None:
    """Refuse scans without end: each costs a pass over the picture, or at least over its list of scans."""
    if data.count(SCAN, at) < MOST_SCANS:
        return  # the two bytes may stand for something else, never the other way around
    scans = 1
    for segment in _segments(data, MARKER_IN_SCAN, at):
        if segment.marker == EOI:
            return
        scans += segment.marker == SOS
        if scans > MOST_SCANS:
            raise ImageTooLarge(
                f"The JPEG has more than {MOST_SCANS} scans, which is the most allowed. Save it anew, as a baseline "
                "JPEG or with a usual number."
            )
