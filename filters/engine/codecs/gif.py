"""The blocks of a GIF: counting its frames without decoding them, and no further than asked."""

from collections.abc import Iterator
from itertools import islice
from struct import unpack_from

from filters.engine.limits import Size

TRAILER, EXTENSION, IMAGE = 0x3B, 0x21, 0x2C
COMMENT, APPLICATION, LOOPING = b"\xfe", b"\xff", b"NETSCAPE2.0"
MOST_FRAMES = 10_000  # that any setting allows
SCREEN = 13  # bytes of signature and logical screen descriptor
DESCRIPTOR = 10  # bytes of an image descriptor, its separator included


def count_gif_frames(data: bytes, stop: int) -> int:
    """The number of image blocks, at most `stop`. A damaged tail ends the count; decoding will name the damage.

    Pillow's `n_frames` reads to the end whatever it finds there, which takes minutes for a file of empty frames.
    """
    images = (label for label, _ in blocks(data) if label is None)
    return sum(1 for _ in islice(images, stop))


def blocks(data: bytes) -> Iterator[tuple[int | None, int]]:
    """Each block in order: an extension's label, None for an image, and where the block goes on behind that."""
    for label, start, _ in spans(data):
        yield label, start + (1 if label is None else 2)


def spans(data: bytes) -> Iterator[tuple[int | None, int, int]]:
    """Each block in order: an extension's label, None for an image, where the block begins and where it ends.

    Layout: GIF89a specification, sections 17 to 27.
    """
    position = SCREEN + _table(data, 10) if len(data) >= SCREEN else len(data)
    looping = True
    while position < len(data):
        if data[position] == IMAGE and position + DESCRIPTOR <= len(data):
            end = _skip_blocks(data, position + DESCRIPTOR + _table(data, position + 9) + 1)
            looping = False
            yield None, position, end
            position = end
        elif data[position] == EXTENSION:
            end = _skip_extension(data, position, looping=looping)
            yield data[position + 1] if position + 1 < len(data) else 0, position, end
            position = end
        elif data[position] == TRAILER:
            break
        else:
            position += 1  # Pillow skips stray bytes too


def gif_sizes(data: bytes) -> Iterator[Size]:
    """The canvas, and the larger one that each frame makes of it: Pillow makes room for a frame when it comes upon it.

    Raises struct.error where the header is cut short.
    """
    size = unpack_from("<HH", data, 6)
    yield size
    images = (start for label, start, _ in spans(data) if label is None)
    for start in islice(images, MOST_FRAMES):
        left, top, across, down = unpack_from("<HHHH", data, start + 1)
        larger = max(size[0], left + across), max(size[1], top + down)
        if larger != size:
            yield larger
        size = larger


def pieces(data: bytes) -> Iterator[int]:
    """Where each extension, each block within a block, and each stray byte begins; images are counted as frames."""
    position = SCREEN + _table(data, 10) if len(data) >= SCREEN else len(data)
    while position < len(data):
        if data[position] == IMAGE and position + DESCRIPTOR <= len(data):
            position += DESCRIPTOR + _table(data, position + 9) + 1
        elif data[position] == EXTENSION:
            yield position
            position += 2
        elif data[position] == TRAILER:
            return
        else:
            yield position
            position += 1
            continue
        while position < len(data) and data[position]:
            yield position
            position += data[position] + 1
        position += 1


def _table(data: bytes, flags_at: int) -> int:
    """Bytes of the color table that the flags announce."""
    flags = data[flags_at]
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _skip_extension(data: bytes, position: int, *, looping: bool) -> int:
    """The place behind an extension, as Pillow finds it: an empty block where it wants one does not end it there.

    It wants a first one, and with `looping`, before the first image, the second one of a loop.
    """
    kind, first = data[position + 1 : position + 2], position + 2
    if kind == COMMENT:
        return _skip_blocks(data, first)
    second = _skip_block(data, first)
    loops = looping and kind == APPLICATION and data[first + 1 : first + 12] == LOOPING
    return _skip_blocks(data, _skip_block(data, second) if loops else second)


def _skip_block(data: bytes, position: int) -> int:
    """The place behind one sub-block."""
    return position + data[position] + 1 if position < len(data) else position


def _skip_blocks(data: bytes, position: int) -> int:
    """The place behind a chain of sub-blocks."""
    while position < len(data) and data[position]:
        position += data[position] + 1
    return position + 1
