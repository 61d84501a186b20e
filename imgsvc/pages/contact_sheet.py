"""The contact sheet: each operation on the cat, in one picture."""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from filters.engine import OPERATIONS, Operation
from filters.engine.examples import SIZE, example, example_assets

PHOTO = Path(__file__).resolve().parent.parent.parent / "filters" / "static" / "filters" / "sample.jpg"
COLUMNS, GAP, LINE = 8, 12, 18
WIDTH, HEIGHT = SIZE
INK, PAPER, MUTED = "#1c1c1c", "#eceff2", "#5b5b5b"
CHECK = ("#e4e4e4", "#f6f6f6")


def contact_sheet(photo: Image.Image | None = None) -> Image.Image:
    """A sheet with a heading for each family and a tile for each operation; transparency shows as a checkerboard."""
    cat = photo or Image.open(PHOTO).convert("RGB").resize(SIZE)
    families = OPERATIONS.families()
    rows = {name: -(-len(operations) // COLUMNS) for name, operations in families.items()}
    tile = HEIGHT + LINE + GAP
    height = GAP + sum(2 * LINE + count * tile for count in rows.values())
    sheet = Image.new("RGB", (GAP + COLUMNS * (WIDTH + GAP), height), PAPER)
    top = GAP
    for name, operations in families.items():
        ImageDraw.Draw(sheet).text((GAP, top), name, INK, ImageFont.load_default(17))
        top += 2 * LINE
        for number, operation in enumerate(operations):
            at = GAP + number % COLUMNS * (WIDTH + GAP), top + number // COLUMNS * tile
            _draw_tile(sheet, at, operation, cat)
        top += rows[name] * tile
    return sheet


def _draw_tile(sheet: Image.Image, at: tuple[int, int], operation: type[Operation], cat: Image.Image) -> None:
    result = example(operation).apply(cat, example_assets()).convert("RGBA")
    result.thumbnail((WIDTH, HEIGHT))
    left, top = at
    place = left + (WIDTH - result.width) // 2, top + (HEIGHT - result.height) // 2
    tile = _checkerboard(result.size)
    tile.alpha_composite(result)
    sheet.paste(tile.convert("RGB"), place)
    ImageDraw.Draw(sheet).text((left, top + HEIGHT + 2), operation.op, MUTED, ImageFont.load_default(12))


def _checkerboard(size: tuple[int, int], side: int = 8) -> Image.Image:
    board = Image.new("RGBA", size, CHECK[0])
    draw = ImageDraw.Draw(board)
    for left, top in _odd_squares(size, side):
        draw.rectangle((left, top, left + side - 1, top + side - 1), CHECK[1])
    return board


def _odd_squares(size: tuple[int, int], side: int) -> Iterator[tuple[int, int]]:
    for row, top in enumerate(range(0, size[1], side)):
        for left in range(row % 2 * side, size[0], 2 * side):
            yield left, top
