"""Quarter turns and mirrorings: what one after the other comes to, and where boxes go."""

from dataclasses import dataclass
from functools import reduce

from PIL import Image

from filters.engine.geometry import Box, Size
from filters.engine.kernels.vision import Pixels, cv2

Method = Image.Transpose
FLIPS = {(True, False): 1, (False, True): 0, (True, True): -1}  # cv2.flip's codes


@dataclass(frozen=True, slots=True)
class Turn:
    """One of the eight ways to lay a rectangle: rows and columns swapped or not, then mirrored or not.

    `across` mirrors left and right, `down` top and bottom.
    """

    swapped: bool = False
    across: bool = False
    down: bool = False

    @property
    def method(self) -> Method | None:
        """Pillow's name for it; None where nothing moves."""
        return next((method for method, turn in TURNS.items() if turn == self), None)

    def then(self, other: "Turn") -> "Turn":
        """This turn, and the other one after it."""
        across, down = (self.down, self.across) if other.swapped else (self.across, self.down)
        return Turn(self.swapped != other.swapped, across != other.across, down != other.down)

    @property
    def inverse(self) -> "Turn":
        """The turn that undoes it."""
        return Turn(True, self.down, self.across) if self.swapped else self

    def size(self, size: Size) -> Size:
        """Width and height behind the turn."""
        return (size[1], size[0]) if self.swapped else size

    def box(self, box: Box, size: Size) -> Box:
        """Where a box of a picture of `size` comes to lie."""
        left, top, right, bottom = box
        if self.swapped:
            left, top, right, bottom = top, left, bottom, right
        width, height = self.size(size)
        if self.across:
            left, right = width - right, width - left
        if self.down:
            top, bottom = height - bottom, height - top
        return left, top, right, bottom

    def apply(self, image: Image.Image) -> Image.Image:
        """The picture turned; itself where nothing moves."""
        method = self.method
        return image if method is None else image.transpose(method)

    def apply_pixels(self, pixels: Pixels) -> Pixels:
        """The same for an array of (height, width) or (height, width, channels)."""
        if self.swapped:
            pixels = cv2.transpose(pixels)
        return pixels if self.across is self.down is False else cv2.flip(pixels, FLIPS[self.across, self.down])


TURNS: dict[Method, Turn] = {
    Method.FLIP_LEFT_RIGHT: Turn(across=True),
    Method.FLIP_TOP_BOTTOM: Turn(down=True),
    Method.ROTATE_180: Turn(across=True, down=True),
    Method.TRANSPOSE: Turn(swapped=True),
    Method.ROTATE_90: Turn(swapped=True, down=True),
    Method.ROTATE_270: Turn(swapped=True, across=True),
    Method.TRANSVERSE: Turn(swapped=True, across=True, down=True),
}
STILL = Turn()

# EXIF 2.32, tag 0x0112: what brings a picture of that orientation upright
UPRIGHT: dict[int, Turn] = {
    1: STILL,
    2: TURNS[Method.FLIP_LEFT_RIGHT],
    3: TURNS[Method.ROTATE_180],
    4: TURNS[Method.FLIP_TOP_BOTTOM],
    5: TURNS[Method.TRANSPOSE],
    6: TURNS[Method.ROTATE_270],
    7: TURNS[Method.TRANSVERSE],
    8: TURNS[Method.ROTATE_90],
}


def turned(*turns: Turn) -> Turn:
    """What several turns come to, one after the other."""
    return reduce(Turn.then, turns, STILL)
