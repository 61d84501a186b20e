"""Whether a result can have the coded pixels of the file that came in, judged before anything is decoded."""

from collections.abc import Sequence
from typing import Literal

from PIL import Image

from filters.engine.codecs.turbojpeg import HAS_TURBOJPEG
from filters.engine.encoding import Encoding
from filters.engine.operation import Operation
from filters.engine.operations.geometric import TurningOperation
from filters.engine.source import Header
from filters.engine.turns import UPRIGHT

Route = Literal["copied", "turned", "encoded"]
COPYABLE = ("jpeg", "png", "webp", "gif", "avif", "jpeg2000", "ico", "bmp", "ppm")
TURNABLE = ("jpeg",)
ASKS_NOTHING = {"format", "metadata", "background"}  # choices that leave the encoder alone


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
    size, done = header.size, UPRIGHT[header.orientation]
    for operation in operations:
        turn = operation.turn(size) if isinstance(operation, TurningOperation) else None
        if turn is None:
            return "more"
        size, done = turn.size(size), done.then(turn)
    return done.method if done.method is not None else "none"
