"""Counting a GIF's frames without decoding them, and no further than asked."""

TRAILER, EXTENSION, IMAGE = 0x3B, 0x21, 0x2C
SCREEN = 13  # bytes of signature and logical screen descriptor
DESCRIPTOR = 10  # bytes of an image descriptor, its separator included


def count_gif_frames(data: bytes, stop: int) -> int:
    """The number of image blocks, at most `stop`. A damaged tail ends the count; decoding will name the damage.

    Pillow's `n_frames` reads to the end whatever it finds there, which takes minutes for a file of empty frames.
    Layout: GIF89a specification, sections 17 to 27.
    """
    position = SCREEN + _table(data, 10) if len(data) >= SCREEN else len(data)
    frames = 0
    while frames < stop and position < len(data):
        if data[position] == IMAGE and position + DESCRIPTOR <= len(data):
            frames += 1
            position = _skip_blocks(data, position + DESCRIPTOR + _table(data, position + 9) + 1)
        elif data[position] == EXTENSION:
            position = _skip_blocks(data, position + 2)
        elif data[position] == TRAILER:
            break
        else:
            position += 1  # Pillow skips stray bytes too
    return frames


def _table(data: bytes, flags_at: int) -> int:
    """Bytes of the color table that the flags announce."""
    flags = data[flags_at]
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _skip_blocks(data: bytes, position: int) -> int:
    """The place behind a chain of sub-blocks."""
    while position < len(data) and data[position]:
        position += data[position] + 1
    return position + 1
