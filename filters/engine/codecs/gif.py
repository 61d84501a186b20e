"""The blocks of a GIF: counting its frames without decoding them, and no further than asked."""

from collections.abc import Iterator
from itertools import islice

TRAILER, EXTENSION, IMAGE = 0x3B, 0x21, 0x2C
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
    while position < len(data):
        if data[position] == IMAGE and position + DESCRIPTOR <= len(data):
            end = _skip_blocks(data, position + DESCRIPTOR + _table(data, position + 9) + 1)
            yield None, position, end
            position = end
        elif data[position] == EXTENSION:
            end = _skip_blocks(data, position + 2)
            yield data[position + 1] if position + 1 < len(data) else 0, position, end
            position = end
        elif data[position] == TRAILER:
            break
        else:
            position += 1  # Pillow skips stray bytes too


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


def _skip_blocks(data: bytes, position: int) -> int:
    """The place behind a chain of sub-blocks."""
    while position < len(data) and data[position]:
        position += data[position] + 1
    return position + 1
