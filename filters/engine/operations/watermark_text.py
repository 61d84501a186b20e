"""A text over the picture."""

from collections.abc import Mapping
from typing import Any, ClassVar

from PIL import Image

from filters.engine.assets import Assets
from filters.engine.drawing.text import REFERENCE, Lettering
from filters.engine.operations.lettering import SMALLEST, Lettered
from filters.engine.operations.stamping import Stamped

SAFE = 0.98  # hinting makes letters up to a pixel wider than their measure at another size


class WatermarkText(Stamped, Lettered):
    """Writes a text over the picture, once or all over it; one that does not fit becomes smaller."""

    op: ClassVar[str] = "watermark_text"
    family: ClassVar[str] = "Compositing"
    example: ClassVar[Mapping[str, Any]] = {"text": "imgsvc", "size": 24}

    def transform_with(self, image: Image.Image, assets: Assets) -> Image.Image:
        """As large as asked, or as large as fits inside the margins once it is turned; the shadow does not count."""
        with self.faults():
            lettering = self._fitting(image, self.font_data(assets))
            inked = lettering.ink() if lettering else None
            if lettering is None or inked is None:
                return image
            across, down = lettering.size()
            return self.stamped(image, inked[0], (round(across), round(down)))

    def _fitting(self, image: Image.Image, data: bytes) -> Lettering | None:
        """The text at its size; None where it has no ink."""
        lines, asked = self.lines(image.size, data), self.asked_size(image.size)
        measured = self.lettering(lines, data, REFERENCE)
        across, down = (length * asked / measured.face.size for length in measured.size())
        if across <= 0 or down <= 0:
            return None
        shrink = self.shrink((across, down), image.size)
        size = asked if shrink == 1 else max(SMALLEST, asked * shrink * SAFE)
        return self.lettering(lines, data, size)


OPERATIONS = (WatermarkText,)
