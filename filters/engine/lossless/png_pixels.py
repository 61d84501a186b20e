"""The compressed pixels of a PNG: whether there is anything in their chunks that is no pixel.

An editor that overwrites a file with a shorter one may leave the rest of the old picture there.
"""

import zlib

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by color type
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Left, top and the steps to the right and down of each pass (W3C PNG, third edition, 8.2)."""
NUMBER = 4  # bytes of the sequence number before the pixels of an fdAT


class Stream:
    """The pixels of one frame, inflated as they come and not kept."""

    def __init__(self, header: bytes, width: int, height: int) -> None:
        self._bits = header[8] * CHANNELS.get(header[9], 0)
        self._missing = self._length(width, height, interlaced=bool(header[12]))
        self._inflate = zlib.decompressobj()
        self._odd = False

    def feed(self, body: bytes) -> None:
        """Take the next part."""
        try:
            while body and not self._odd:
                self._missing -= len(self._inflate.decompress(body, 1 << 16))
                self._odd = self._missing < 0 or bool(self._inflate.unused_data)
                body = self._inflate.unconsumed_tail
        except zlib.error:
            self._odd = True

    def is_whole(self) -> bool:
        """Whether it held all of the pixels and nothing else."""
        return not self._odd and self._missing == 0 and self._inflate.eof

    def _length(self, width: int, height: int, *, interlaced: bool) -> int:
        passes = ADAM7 if interlaced else ((0, 0, 1, 1),)
        sizes = [(-(-(width - left) // right), -(-(height - top) // down)) for left, top, right, down in passes]
        return sum(rows * (1 + -(-columns * self._bits // 8)) for columns, rows in sizes if columns > 0 and rows > 0)


class Pixels:
    """All frames of a file, chunk by chunk."""

    def __init__(self) -> None:
        self._header = bytes(13)
        self._streams: list[Stream] = []
        self._control = b""

    def feed(self, kind: bytes, body: bytes) -> None:
        """Take the next chunk, whatever it holds."""
        if kind == b"IHDR" and len(body) == len(self._header):
            self._header = body
            self._begin(body)
        elif kind == b"fcTL":
            self._control = body
        elif kind == b"IDAT" and self._streams:
            self._streams[0].feed(body)
            self._control = b""
        elif kind == b"fdAT" and self._streams:
            if self._control:
                self._begin(self._control[NUMBER:])
                self._control = b""
            self._streams[-1].feed(body[NUMBER:])

    def are_whole(self) -> bool:
        """Whether every frame held all of its pixels and nothing else."""
        return bool(self._streams) and all(stream.is_whole() for stream in self._streams)

    def _begin(self, sizes: bytes) -> None:
        width, height = int.from_bytes(sizes[:4], "big"), int.from_bytes(sizes[4:8], "big")
        self._streams.append(Stream(self._header, width, height))
