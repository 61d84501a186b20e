"""How a result is written, as a value that plans hold and encoders take."""

from dataclasses import dataclass
from typing import Any

from filters.engine.encoders import ENCODERS
from filters.engine.formats import Format
from filters.engine.output import AUTO, TARGET, Output

DEFAULT = Output()
PALETTES = ("png", "gif")  # formats that can be written in few colors


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How the result is written. `plays` counts runs of an animation; 0 is for ever."""

    format: Format
    quality: int | None
    background: tuple[int, int, int]
    plays: int = 0
    choices: Output = DEFAULT
    colors: int | None = None  # of a palette

    @property
    def options(self) -> dict[str, Any]:
        """Pillow's save options that do not depend on the picture."""
        return ENCODERS[self.format.name](self.choices, self.quality or self.format.quality)

    @property
    def lossy_quality(self) -> int | None:
        """The quality that the encoder gets; None where it keeps every pixel."""
        return None if self.choices.keeps_pixels(self.format) else self.quality or self.format.quality

    @property
    def _by_the_picture(self) -> dict[str, Any]:
        """Options that the encoder chooses itself, once it sees the picture."""
        if self.format.name == "png" and self.choices.level is None and self.colors is None:
            return {"compress_level": AUTO}
        free = self.format.name == "webp" and not self.choices.lossless and self.choices.method is None
        return {"method": AUTO} if free else {}

    def explain(self) -> dict[str, Any]:
        """The encoding as JSON values: what the encoder is told, and what is found by trying."""
        choices, options = self.choices, self.options | self._by_the_picture
        goal: dict[str, Any] = {}
        if self.lossy_quality is not None and choices.quality == AUTO:
            goal["target"] = choices.target or TARGET
            options["quality"] = AUTO
        if choices.max_bytes is not None:
            goal["max_bytes"] = choices.max_bytes
        if self.format.name in PALETTES:
            palette = {"colors": self.colors, "dither": choices.dither}
            options |= {name: value for name, value in palette.items() if value is not None}
        return {
            "format": self.format.name,
            "media_type": self.format.media_type,
            "options": options,
            "goal": goal,
            "ignored": list(choices.ignored(self.format)),
        }
