"""XMP that stays true to a picture that was changed.

Adobe's XMP specification, parts 1 and 2. The packet is edited as text: parsing XML from strangers needs care that a few
properties do not justify.
"""

import re

from filters.engine.limits import Size

ORIENTATION, WIDTHS, HEIGHTS = (
    (b"Orientation",),
    (b"ImageWidth", b"PixelXDimension", b"ExifImageWidth"),
    (b"ImageLength", b"PixelYDimension", b"ExifImageHeight"),
)
THUMBNAILS = re.compile(rb"<([\w.-]+:Thumbnails)\b(?!\s*/>)")
END = re.compile(rb"\s*>")
LEFT_OVER = re.compile(rb":image\s*[>=]")  # a thumbnail in another shape


def updated(packet: bytes, size: Size) -> bytes | None:
    """The packet with the upright size, no orientation to apply and no thumbnails; None where it is not plain text."""
    if b"\0" in packet:  # UTF-16 or UTF-32
        return None
    bare = _without_thumbnails(packet)
    if bare is None or LEFT_OVER.search(bare):
        return None
    packet = bare
    for names, value in ((ORIENTATION, 1), (WIDTHS, size[0]), (HEIGHTS, size[1])):
        packet = _set(packet, names, str(value).encode())
    return packet


def _without_thumbnails(packet: bytes) -> bytes | None:
    """The packet without those elements; None where one is not closed. Each byte is looked at once: it may be long."""
    parts, at = [], 0
    while opening := THUMBNAILS.search(packet, at):
        closing = b"</" + opening[1]
        ending = packet.find(closing, opening.end())
        closed = END.match(packet, ending + len(closing)) if ending >= 0 else None
        if closed is None:
            return None
        parts.append(packet[at : opening.start()])
        at = closed.end()
    return b"".join([*parts, packet[at:]])


def _set(packet: bytes, names: tuple[bytes, ...], value: bytes) -> bytes:
    """Another number in the properties of these names, be they attributes or elements."""
    name = rb"[\w.-]+:(?:" + b"|".join(names) + rb")"
    attributes = re.compile(rb"(\s" + name + rb"\s*=\s*[\"'])\s*\d+\s*([\"'])")
    elements = re.compile(rb"(<" + name + rb"\s*>)\s*\d+\s*(</)")
    for pattern in (attributes, elements):
        packet = pattern.sub(rb"\g<1>" + value + rb"\g<2>", packet)
    return packet
