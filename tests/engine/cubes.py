"""Looks for tests: `.cube` texts and Hald images, made by plain loops from a formula."""

from collections.abc import Callable, Iterable

from PIL import Image

Triple = tuple[float, float, float]
Formula = Callable[[float, float, float], Triple]


def unchanged(red: float, green: float, blue: float) -> Triple:
    return red, green, blue


def warm(red: float, green: float, blue: float) -> Triple:
    """A bend that is different in each channel and mixes them."""
    return red**0.8, 0.1 + 0.8 * green * red, blue * (1 - 0.4 * red)


def lattice(size: int) -> list[Triple]:
    """The points of a cube in the order of the file: red runs fastest."""
    last = size - 1
    return [
        (red / last, green / last, blue / last) for blue in range(size) for green in range(size) for red in range(size)
    ]


def rows(triples: Iterable[Triple]) -> str:
    return "\n".join("{:.7f} {:.7f} {:.7f}".format(*triple) for triple in triples)


def cube_text(size: int = 2, formula: Formula = unchanged, header: str = "") -> bytes:
    """A 3D file."""
    return f"{header}LUT_3D_SIZE {size}\n{rows(formula(*point) for point in lattice(size))}\n".encode()


def curve_text(size: int = 2, formula: Formula = unchanged, header: str = "") -> bytes:
    """A 1D file."""
    steps = [place / (size - 1) for place in range(size)]
    return f"{header}LUT_1D_SIZE {size}\n{rows(formula(step, step, step) for step in steps)}\n".encode()


def hald(level: int = 2, formula: Formula = unchanged) -> Image.Image:
    """A Hald image."""
    image = Image.new("RGB", (level**3, level**3))
    red, green, blue = zip(*(formula(*point) for point in lattice(level**2)), strict=True)
    bands = [bytes(round(min(max(value, 0), 1) * 255) for value in band) for band in (red, green, blue)]
    size = image.size
    return Image.merge("RGB", [Image.frombytes("L", size, band) for band in bands])
