"""Whether a result can have the coded pixels of the file that came in, judged before anything is decoded."""

from collections.abc import Sequence
from typing import Literal

from PIL import Image

from filters.engine.decode import ORIENTATIONS
from filters.engine.encode import Encoding
from filters.engine.lossless.turbojpeg import HAS_TURBOJPEG
from filters.engine.modes import same_pixels
from filters.engine.operation import Operation
from filters.engine.source import Header

Route = Literal["copied", "turned", "encoded"]
COPYABLE = ("jpeg", "png", "webp", "gif", "avif", "jpeg2000", "ico", "bmp", "ppm")
TURNABLE = ("jpeg",)
TURNS = ("rotate", "flip", "mirror", "exif_transpose")
ASKS_NOTHING = {"format", "metadata", "background"}  # choices that leave the encoder alone
WIDE, SQUARE = (Image.frombytes("L", size, bytes(range(9))[: size[0] * size[1]]) for size in ((3, 2), (3, 3)))
"""Pictures of which no two turns look the same: what a step does to them, it does to all."""


def open_to_copies(header: Header, encodings: Sequence[Encoding], *, keep: bool) -> bool:
    """Whether pixels that stay as they are may be copied: one format, in and out, and no wish about its encoding.

    `keep` keeps a picture in its own color space; otherwise it has to be sRGB already.
    """
    if len(encodings) != 1 or encodings[0].format is not header.format or header.format.name not in COPYABLE:
        return False
    return encodings[0].choices.told(header.format).keys() <= ASKS_NOTHING and (keep or header.native)


def route(header: Header, operations: Sequence[Operation], encodings: Sequence[Encoding], *, keep: bool) -> Route:
    """How the result's pixels come about, as far as steps and header tell; a file of an odd form is encoded anyway."""
    if not open_to_copies(header, encodings, keep=keep):
        return "encoded"
    match turn(header, operations):
        case "none":
            return "copied"
        case "more":
            return "encoded"
        case _:
            return "turned" if header.format.name in TURNABLE and HAS_TURBOJPEG else "encoded"


def turn(header: Header, operations: Sequence[Operation]) -> Image.Transpose | Literal["none", "more"]:
    """What the steps do to the picture as it is stored: a turn or mirroring, nothing, or more than that."""
    upright = probe = WIDE if header.size[0] != header.size[1] else SQUARE
    if header.orientation in ORIENTATIONS:
        probe = probe.transpose(ORIENTATIONS[header.orientation])
    for operation in operations:
        if operation.op not in TURNS:
            return "more"
        probe = operation.transform(probe)
    if same_pixels(probe, upright):
        return "none"
    return next((method for method in Image.Transpose if same_pixels(probe, upright.transpose(method))), "more")
