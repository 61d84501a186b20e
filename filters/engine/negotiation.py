"""Which format the result has: asked for, the client's, or the input's own."""

from collections.abc import Iterable
from dataclasses import dataclass

from filters.engine.errors import NotAcceptable
from filters.engine.formats import FORMATS, JSON, WRITABLE, WRITABLE_PICTURES, Format, by_media_type
from filters.engine.output import Output, writable
from filters.engine.source import Header


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One member of an Accept header; `quality` is 0..1."""

    type: str
    quality: float


def negotiate(output: Output, *, accept: str | None, header: Header) -> Output:
    """The output with its format decided. Raises `NotAcceptable`."""
    if output.format:
        return output
    own = writable(header.format, has_alpha=header.has_alpha)
    return output.model_copy(update={"format": accepted_format(accept, own=own).name})


def accepted_format(accept: str | None, *, own: Format) -> Format:
    """The format that an Accept header leads to (RFC 9110, section 12.5.1).

    The named image type with the highest q, the first of equals; where none is named, `own`, provided a wildcard lets
    it through. A client that navigates (`text/html`) names image types for its page, not for this answer. An array is
    an answer for who names its type, or sent one and takes anything; JSON, which programs name as a matter of course,
    only where nothing else is wanted.
    """
    ranges = parse_accept(accept or "") or [MediaRange("*/*", 1.0)]
    refused = {_usual(member.type) for member in ranges if member.quality == 0}
    wanted = sorted((member for member in ranges if member.quality > 0), key=lambda member: -member.quality)
    types = [member.type for member in wanted]
    if "text/html" not in types:
        for media_type in types:
            if (format := by_media_type(media_type)) and format.readable:
                return format
    any_picture = "image/*" in types or "text/html" in types
    anything = "*/*" in types and "image/*" not in refused
    if any_picture or anything:
        first = FORMATS["png"] if own.array and any_picture else own
        for format in (first, *(FORMATS[name] for name in WRITABLE_PICTURES)):
            if format.media_type not in refused:
                return format
    if JSON.media_type in types:
        return JSON
    raise _not_acceptable()


def accepted_formats(accept: str | None) -> tuple[str, ...]:
    """Every writable format that an Accept header lets through, the best liked first: what format=auto may choose from.

    A named type counts by its own q, the others by that of `image/*`, or else of `*/*`. Raises `NotAcceptable`.
    """
    ranges = parse_accept(accept or "") or [MediaRange("*/*", 1.0)]
    liked = {_usual(member.type): member.quality for member in reversed(ranges)}
    rest = liked.get("image/*", liked.get("*/*", 0.0))
    likings = {name: liked.get(FORMATS[name].media_type, rest) for name in WRITABLE}
    names = sorted((name for name in WRITABLE if likings[name] > 0), key=lambda name: -likings[name])
    if not names:
        raise _not_acceptable()
    return tuple(names)


def _not_acceptable() -> NotAcceptable:
    types = ", ".join(FORMATS[name].media_type for name in WRITABLE)
    return NotAcceptable(
        f"None of the types in Accept can be made. Accept one of: {types}; or name a format in `format`."
    )


def _usual(media_type: str) -> str:
    """The one name of a format that has many: `image/x-icon` is `image/vnd.microsoft.icon`."""
    format = by_media_type(media_type)
    return format.media_type if format else media_type


def parse_accept(accept: str) -> list[MediaRange]:
    """The members of an Accept header; what is malformed counts as absent."""
    return [member for part in accept.split(",") if (member := _media_range(part.split(";")))]


def _media_range(parts: Iterable[str]) -> MediaRange | None:
    media_type, *parameters = [part.strip().lower() for part in parts]
    if "/" not in media_type:
        return None
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return None
    return MediaRange(media_type, quality) if 0 <= quality <= 1 else None
