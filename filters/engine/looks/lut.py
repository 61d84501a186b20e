"""Color tables and how they are laid over a picture: curves for each channel, a cube for all three, or both.

Values are floats where 0 is black and 1 is white. A table maps equal steps over its `domain`; between its points it is
interpolated, linearly on a curve and trilinearly in a cube, and outside the domain its ends hold. What comes out
below 0 or above 1 is clipped in the end, after `strength` mixed it with the picture.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from filters.engine.kernels.lookup import looked_up
from filters.engine.kernels.rows import over_rows
from filters.engine.kernels.tables import reduced
from filters.engine.kernels.vision import Pixels, cv2, from_array, mode_of, to_array
from filters.engine.looks.remapped import fine_size, pays, remapped

Floats = NDArray[np.float32]
Places = NDArray[np.intp]
Triple = tuple[float, float, float]
BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
PILLOWS_RANGE = 2.0  # Pillow keeps a cube in 16-bit fixed point: values from -2 to 2
BAND = 1 << 16  # pixels that are looked up at one time: some 5 MB of work space


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Points over a domain. `points` has the shape (n, 3), or (n, n, n, 3) with blue outermost and red innermost."""

    points: Floats
    low: Triple = BLACK
    high: Triple = WHITE

    @property
    def size(self) -> int:
        """Points along one side."""
        return len(self.points)

    @property
    def fills_unit(self) -> bool:
        """Whether the domain is exactly what a picture can hold."""
        return self.low == BLACK and self.high == WHITE

    def places(self, values: Floats) -> Floats:
        """Where values of the three channels, shape (..., 3), lie among the points: 0..size - 1."""
        low, high = np.asarray(self.low, np.float32), np.asarray(self.high, np.float32)
        share = ((values - low) / (high - low)).clip(0, 1)
        return np.asarray(share * (self.size - 1), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Lut:
    """A look: curves, then a cube; either may be missing."""

    curves: Table | None = None
    cube: Table | None = None
    title: str = ""

    @property
    def size(self) -> int:
        """Points along one side of the cube, or of the curves where there is no cube."""
        table = self.cube or self.curves
        return table.size if table else 0

    def apply(self, image: Image.Image, strength: float = 1.0) -> Image.Image:
        """`look` for a picture of Pillow's."""
        before = to_array(image)
        after = self.look(before, strength)
        return image if after is before else from_array(after, mode_of(after))

    def look(self, pixels: Pixels, strength: float = 1.0) -> Pixels:
        """L or RGB through the look, mixed with itself where `strength` is below 1.

        Gray stays gray where curves treat all channels alike. Memory stays near that of the result.
        """
        if strength == 0:
            return pixels
        if self.cube is None:
            return looked_up(pixels, self._through_curves(strength))
        rgb = pixels if pixels.ndim == 3 else cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB)
        if self.curves is None and self.cube.fills_unit:
            points = mixed(self.cube.points, strength)
            made = _quickly(rgb, points)
            if made is not None:
                return made
            if np.abs(points).max() <= PILLOWS_RANGE:
                return to_array(from_array(rgb, "RGB").filter(color_3d_lut(points)))
        return self._through_cube(rgb, self.cube, strength)

    def _through_curves(self, strength: float) -> bytes:
        """A table of 256 where all channels are treated alike, else 768."""
        levels = np.stack([_levels_in()] * 3, axis=1) * (1 - strength) + self._levels() * strength
        return reduced(np.rint(levels.clip(0, 1) * 255).astype(np.uint8).T.tobytes())

    def _levels(self) -> Floats:
        """What the curves make of the 256 levels of each channel: shape (256, 3)."""
        levels = np.stack([_levels_in()] * 3, axis=1)
        if self.curves is None:
            return levels
        places, points = self.curves.places(levels), self.curves.points
        at = np.arange(self.curves.size)
        channels = [np.interp(places[:, channel], at, points[:, channel]) for channel in range(3)]
        return np.stack(channels, axis=1).astype(np.float32)

    def _through_cube(self, pixels: Pixels, cube: Table, strength: float) -> Pixels:
        """Trilinear, band by band. 8-bit channels have 256 places only, which are found once."""
        places = cube.places(self._levels())
        whole = np.minimum(places.astype(np.intp), cube.size - 2)
        part = places - whole
        planes = _unfolded(cube.points, whole[:, 0], part[:, 0])

        def look(strip: Pixels, _: slice) -> Pixels:
            red, green, blue = np.ascontiguousarray(np.moveaxis(strip, -1, 0))
            first = (whole[:, 2] * cube.size * 256)[blue] + (whole[:, 1] * 256)[green] + red
            shares = part[:, 1][green], part[:, 2][blue]
            made = np.empty_like(strip)
            for channel, (plane, own) in enumerate(zip(planes, (red, green, blue), strict=True)):
                whole_look = _bilinear(plane, first, cube.size, shares)
                part_look = whole_look * strength + own * np.float32((1 - strength) / 255)
                made[..., channel] = np.rint(part_look.clip(0, 1) * 255)
            return made

        return over_rows(pixels, look, BAND)


def _quickly(pixels: Pixels, points: Floats) -> Pixels | None:
    if not pays((pixels.shape[1], pixels.shape[0]), len(points)):
        return None
    return remapped(pixels, resampled(points, fine_size(len(points))))


def mixed(points: Floats, strength: float) -> Floats:
    """A cube over 0..1 that does part of it only: mixing its points with an even cube's is mixing the pictures."""
    return identity(len(points)) * np.float32(1 - strength) + points * np.float32(strength) if strength < 1 else points


def color_3d_lut(points: Floats) -> ImageFilter.Color3DLUT:
    """Pillow's filter of a cube over 0..1."""
    return ImageFilter.Color3DLUT(len(points), points.reshape(-1, 3), _copy_table=False)


def identity(size: int) -> Floats:
    """The cube that changes nothing."""
    steps = np.linspace(0, 1, size, dtype=np.float32)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    return np.stack([red, green, blue], axis=-1)


def resampled(points: Floats, size: int) -> Floats:
    """The same cube with `size` points to a side, linearly between the old ones."""
    places = np.linspace(0, len(points) - 1, size)
    weights = np.maximum(0, 1 - np.abs(places[:, np.newaxis] - np.arange(len(points)))).astype(np.float32)
    for axis in range(3):
        points = np.moveaxis(np.tensordot(weights, points, axes=(1, axis)), 0, axis)
    return np.ascontiguousarray(points)


def _levels_in() -> Floats:
    return np.arange(256, dtype=np.float32) / np.float32(255)


def _unfolded(points: Floats, whole: Places, part: Floats) -> Floats:
    """The cube with a point for each of red's 256 levels, a flat plane for each channel that comes out."""
    share = part[:, np.newaxis]
    levels = points[:, :, whole] * (1 - share) + points[:, :, whole + 1] * share
    return np.ascontiguousarray(np.moveaxis(levels, -1, 0)).reshape(3, -1)


def _bilinear(plane: Floats, first: Places, size: int, shares: tuple[Floats, Floats]) -> Floats:
    """Between the four points around each pixel: `first`, the next green, the next blue, and the next of both."""
    green, blue = shares
    rows = [plane[first + at] + (plane[first + at + 256] - plane[first + at]) * green for at in (0, size * 256)]
    mixed: Floats = rows[0] + (rows[1] - rows[0]) * blue
    return mixed
