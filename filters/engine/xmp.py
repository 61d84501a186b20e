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
THUMBNAILS = re.compile(rb"<([\w.-]+):Thumbnails\b.*?</\1:Thumbnails\s*>", re.DOTALL)
LEFT_OVER = re.compile(rb":image\s*[>=]")  # a thumbnail in another shape


def updated(packet: bytes, size: Size) -> bytes | None:
    """The packet with the upright size, no orientation to apply and no thumbnails; None where it is not plain text."""
    if b"\0" in packet:  # UTF-16 or UTF-32
        return None
    packet = THUMBNAILS.sub(b"", packet)
    if LEFT_OVER.search(packet):
        return None
    for names, value in ((ORIENTATION, 1), (WIDTHS, size[0]), (HEIGHTS, size[1])):
        packet = _set(packet, names, str(value).encode())
    return packet


def _set(packet: bytes, names: tuple[bytes, ...], value: bytes) -> bytes:
    """Another number in the properties of these names, be they attributes or elements."""
    name = rb"[\w.-]+:(?:" + b"|".join(names) + rb")"
    attributes = re.compile(rb"(\s" + name + rb"\s*=\s*[\"'])\s*\d+\s*([\"'])")
    elements = re.compile(rb"(<" + name + rb"\s*>)\s*\d+\s*(</)")
    for pattern in (attributes, elements):
        packet = pattern.sub(rb"\g<1>" + value + rb"\g<2>", packet)
    return packet
