"""Which formats a result may be written in: the one that is asked for, or those that format=auto tries."""

from collections.abc import Sequence

from filters.engine.formats import FORMATS, Format
from filters.engine.output import AUTO, Output, writable
from filters.engine.source import Header

STILL = ("jpeg", "png", "webp", "avif")  # what browsers show; of equals the first is taken
MOVING = ("gif", "png", "webp", "avif")


def candidates(header: Header, output: Output, accepted: Sequence[str] | None = None) -> list[Format]:
    """The formats to try, at least one. `accepted` are those that the client takes, best first; None is all."""
    if output.format is None:
        return [writable(header.format, has_alpha=header.has_alpha)]
    if output.format != AUTO:
        return [FORMATS[output.format]]
    moving = header.frames > 1 and header.format.frames == "animation"
    return _tried(MOVING if moving else STILL, output, accepted) or _tried(STILL, output, accepted) or _any(accepted)


def _tried(names: Sequence[str], output: Output, accepted: Sequence[str] | None) -> list[Format]:
    formats = [FORMATS[name] for name in names if accepted is None or name in accepted]
    if output.lossless:  # a GIF has no quality, but its palette loses colors
        formats = [one for one in formats if output.keeps_pixels(one) and one.name != "gif"] or formats
    if output.metadata == "keep":
        formats = [one for one in formats if one.profile] or formats
    return formats


def _any(accepted: Sequence[str] | None) -> list[Format]:
    """A client that takes none of the usual formats gets the one it likes best."""
    return [FORMATS[name] for name in accepted or STILL][:1]
