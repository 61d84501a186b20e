"""QOI through the Rust crate of that name: Pillow's codec is plain Python and takes 8 seconds for 12 megapixels.

Format: https://qoiformat.org/qoi-specification.pdf
"""

from typing import IO, Any

import numpy as np
import qoi
from PIL import Image, ImageFile, QoiImagePlugin

DECODER = "qoi_crate"


class QoiImageFile(QoiImagePlugin.QoiImageFile):
    """Pillow's reader of the header, with another decoder behind it."""

    def _open(self) -> None:
        super()._open()
        self.tile = [ImageFile._Tile(DECODER, (0, 0, *self.size), 0)]


class QoiDecoder(ImageFile.PyDecoder):
    """All pixels at once. Raises RuntimeError where the file is cut short."""

    _pulls_fd = True

    def decode(self, buffer: Any) -> tuple[int, int]:
        assert self.fd is not None
        self.fd.seek(0)
        pixels = qoi.decode(self.fd.read())
        self.set_as_raw(pixels.tobytes())
        return -1, 0


def _save(image: Image.Image, file: IO[bytes], filename: str | bytes) -> None:
    if image.mode not in ("RGB", "RGBA"):
        raise ValueError(f"cannot write mode {image.mode} as QOI")
    file.write(qoi.encode(np.ascontiguousarray(image)))


Image.register_open("QOI", QoiImageFile, QoiImagePlugin._accept)
Image.register_decoder(DECODER, QoiDecoder)
Image.register_save("QOI", _save)
