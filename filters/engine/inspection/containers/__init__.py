"""What a file holds beside its pixels, read from its blocks without decoding anything.

A damaged file ends the walk; what was seen until then counts. Every walk goes forward and stops after `MOST` blocks.
"""

from collections.abc import Callable

from filters.engine.inspection.containers import boxes, gif, jpeg, png, webp
from filters.engine.inspection.containers.contents import Contents

READERS: dict[str, Callable[[bytes], Contents]] = {
    "jpeg": jpeg.contents, "png": png.contents, "webp": webp.contents, "gif": gif.contents, "avif": boxes.contents,
    "heic": boxes.contents,
}  # fmt: skip


def read_contents(data: bytes, format: str) -> Contents:
    """The contents of a file in the format of that name; none are known of other formats."""
    read = READERS.get(format)
    return read(data) if read else Contents()
