"""What an admin might have stored: a look, a font and a picture, each called "sample", and a second upload."""

from filters.engine import Assets
from filters.engine.drawing.text import bundled
from tests.engine.pictures import cutout, encoded

CUBE = "LUT_3D_SIZE 2\n" + "".join(
    f"{1 - red} {green} {blue / 2}\n" for blue in (0, 1) for green in (0, 1) for red in (0, 1)
)


ASSETS = Assets(
    looks={"sample": CUBE.encode()},
    fonts={"sample": bundled()},
    pictures={"sample": encoded(cutout(), "PNG")},
    overlay=encoded(cutout("LA"), "PNG"),
)
