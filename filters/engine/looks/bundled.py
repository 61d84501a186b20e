"""The looks that ship: formulas of our own, written out as `.cube` files when they are first loaded."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from filters.engine.looks.lut import Floats, identity

SIZE = 17  # points; smooth formulas need no more
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)  # BT.709


@dataclass(frozen=True, slots=True, kw_only=True)
class BundledLook:
    """A look, and what it makes of colors of shape (..., 3), 0..1."""

    slug: str
    title: str
    description: str
    formula: Callable[[Floats], Floats]

    def file(self) -> bytes:
        """The `.cube` file."""
        return cube_file(self.formula(identity(SIZE)), self.title)


def cube_file(points: Floats, title: str) -> bytes:
    """A cube as `read_cube` reads it; values are written to six places."""
    rows = "\n".join("{:.6f} {:.6f} {:.6f}".format(*point) for point in points.reshape(-1, 3).tolist())
    return f'TITLE "{title}"\nLUT_3D_SIZE {len(points)}\n{rows}\n'.encode()


def golden_hour(colors: Floats) -> Floats:
    """Low sun: lifted, faintly blue blacks, soft whites, and warmth that grows with the light."""
    light = _light(colors)
    muted: Floats = light + (colors - light) * np.float32(0.92)
    toned = 0.04 + 0.93 * _curved(muted, 0.25)
    warmth = light**0.8 * np.array([0.075, 0.0, -0.11], np.float32)
    shade = (1 - light) ** 2 * np.array([0.0, 0.005, 0.03], np.float32)
    return _clipped(toned + warmth + shade)


def teal_and_orange(colors: Floats) -> Floats:
    """Shadows go to teal and lights to orange, with firm contrast: colors that stand against each other."""
    light = _light(colors)
    strong: Floats = light + (colors - light) * np.float32(1.08)
    toned = _curved(strong, 0.5)
    shadows = (1 - light) ** 1.5 * np.array([-0.05, 0.02, 0.06], np.float32)
    lights = light**1.2 * np.array([0.06, 0.01, -0.07], np.float32)
    return _clipped(toned + shadows * np.sqrt(light) * 2 + lights)


def _light(colors: Floats) -> Floats:
    """How light they are, shape (..., 1)."""
    light: Floats = (colors @ LUMA)[..., np.newaxis].astype(np.float32, copy=False)
    return light


def _curved(values: Floats, strength: float) -> Floats:
    """Mixed with a smooth step, which is steeper in the middle."""
    held = values.clip(0, 1)
    mixed: Floats = values * np.float32(1 - strength) + held * held * (3 - 2 * held) * np.float32(strength)
    return mixed


def _clipped(values: Floats) -> Floats:
    clipped: Floats = np.asarray(values.clip(0, 1), np.float32)
    return clipped


BUNDLED = (
    BundledLook(
        slug="golden-hour",
        title="Golden hour",
        description="The light of a low sun: soft whites, lifted blacks, warmth.",
        formula=golden_hour,
    ),
    BundledLook(
        slug="teal-and-orange",
        title="Teal and orange",
        description="Cool shadows against warm lights, with firm contrast.",
        formula=teal_and_orange,
    ),
)
