"""SVG drawings, where the extra `svg` is installed (CairoSVG, LGPL-3, over libcairo). They are only read.

Opening reads the file and its size; `load` draws it. Nothing outside the file is read, and no script runs.
"""

import sys
from typing import Any

from PIL import Image, ImageFile

from filters.engine.codecs.signatures import is_xml

try:
    import cairosvg
except (ImportError, OSError):  # the second is the library libcairo itself
    cairosvg = None

HAS_SVG = cairosvg is not None and sys.byteorder == "little"  # of the pixels that Cairo makes

if HAS_SVG:
    from filters.engine.codecs.svg_document import read_drawing
    from filters.engine.codecs.svg_drawing import draw

    class SvgImageFile(ImageFile.ImageFile):
        """A drawing in RGBA at its own size."""

        format = "SVG"
        format_description = "Scalable Vector Graphics"

        def _open(self) -> None:
            assert self.fp is not None
            self._drawing = read_drawing(self.fp.read())
            self._size = self._drawing.width, self._drawing.height
            self._mode = "RGBA"

        def load(self) -> Any:
            """Draw it, once."""
            if self._im is None:
                self.im = draw(self._drawing).im
            return super().load()

    Image.register_open(SvgImageFile.format, SvgImageFile, is_xml)
