"""Results whose coded pixels are those of the file that came in: nothing is decoded and encoded again.

The picture is decoded nevertheless, so that a damaged file is refused as ever. What is copied is read block by block:
bytes that belong to no block, and all that follows the end of the picture, never pass.
"""

from typing import Protocol

from PIL import Image

from filters.engine.lossless import avif, bmp, gif, ico, jpeg, jpeg2000, png, pnm, webp
from filters.engine.lossless.routes import Route, open_to_copies, route, turn
from filters.engine.lossless.turning import turned
from filters.engine.lossless.witness import Witness
from filters.engine.metadata import Metadata
from filters.engine.source import Header

__all__ = ["Route", "Witness", "copied", "open_to_copies", "route", "turn", "turned_jpeg"]


class Rewriter(Protocol):
    """A file with other metadata, or None where its form is not known well enough."""

    def __call__(self, data: bytes, header: Header, metadata: Metadata, *, keep: bool) -> bytes | None: ...


REWRITERS: dict[str, Rewriter] = {
    "jpeg": jpeg.rewritten, "png": png.rewritten, "webp": webp.rewritten, "gif": gif.rewritten, "avif": avif.rewritten,
    "jpeg2000": jpeg2000.rewritten, "ico": ico.rewritten, "bmp": bmp.rewritten, "ppm": pnm.rewritten,
}  # fmt: skip


def copied(data: bytes, header: Header, metadata: Metadata, *, keep: bool) -> bytes | None:
    """The file with its own blocks where `keep`, otherwise with those of `metadata` alone; None where it cannot be."""
    rewrite = REWRITERS.get(header.format.name)
    if rewrite is None:
        return None
    if keep and header.orientation != 1:  # a step undid it, and the tag in the file's own block is wrong now
        return rewrite(data, header, metadata, keep=False) if header.format.name == "jpeg" else None
    return rewrite(data, header, metadata, keep=keep)


def turned_jpeg(data: bytes, header: Header, metadata: Metadata, method: Image.Transpose) -> bytes | None:
    """The JPEG turned, with the blocks of `metadata`; None where that takes decoding."""
    result = turned(data, method, progressive=jpeg.is_progressive(data))
    return jpeg.rewritten(result, header, metadata, keep=False) if result else None
