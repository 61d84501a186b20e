"""A small stand-in for a large picture, to guess from which quality the real tries should begin."""

from PIL import Image

TILE = 256  # pixels a side
GRID = 4  # tiles a side
LEAST = 2_000_000  # pixels; what is smaller is tried itself
BLOCK = 16  # pixels; tiles lie on the blocks that JPEG and its likes work in


def sample(image: Image.Image) -> Image.Image | None:
    """Tiles from all over the picture, side by side; None where it is small or narrow."""
    width, height = image.size
    if width * height < LEAST or min(width, height) < TILE * GRID:
        return None
    made = Image.new(image.mode, (TILE * GRID, TILE * GRID))
    for row in range(GRID):
        for column in range(GRID):
            left, top = (_start(length, index) for length, index in ((width, column), (height, row)))
            made.paste(image.crop((left, top, left + TILE, top + TILE)), (column * TILE, row * TILE))
    return made


def _start(length: int, index: int) -> int:
    """Where the tile of this number begins, from one end to the other."""
    return (length - TILE) * index // (GRID - 1) // BLOCK * BLOCK
