"""JPEG XL, where the extra `jxl` is installed (pylibjxl over libjxl, both BSD).

The header alone is read on opening; pixels, profile, EXIF and XMP come with `load`. The orientation is applied.
"""

from importlib.util import find_spec
from typing import IO, Any

from PIL import Image

HAS_JXL = find_spec("pylibjxl") is not None
TIFF_STARTS = (b"II*\0", b"MM\0*")
PREFIX = b"Exif\0\0"


def from_box(box: bytes) -> bytes:
    """EXIF as Pillow takes it: in the file, four bytes say how many follow before it (ISO 18181-2, Exif box)."""
    if box.startswith((*TIFF_STARTS, PREFIX)) or len(box) < 4:
        return box
    return box[4 + int.from_bytes(box[:4], "big") :]


def to_box(exif: bytes) -> bytes:
    """The inverse of `from_box`."""
    return bytes(4) + exif.removeprefix(PREFIX)


if HAS_JXL:
    from pylibjxl import pillow_plugin

    class JxlImageFile(pillow_plugin.JxlImageFile):
        """The library's own reader, with EXIF that Pillow understands."""

        def load(self) -> Any:
            access = super().load()  # type: ignore[no-untyped-call]
            if isinstance(box := self.info.get("exif"), bytes):
                self.info["exif"] = from_box(box)
            return access

    def _save(image: Image.Image, file: IO[bytes], filename: str | bytes) -> None:
        if exif := image.encoderinfo.get("exif"):
            image.encoderinfo["exif"] = to_box(exif)
        pillow_plugin._save(image, file, filename)

    Image.register_open(JxlImageFile.format, JxlImageFile, pillow_plugin._accept)
    Image.register_save(JxlImageFile.format, _save)
