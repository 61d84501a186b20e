"""PNGs of texts and profiles that unpack to a thousand times their size, and of chunks in every disorder."""

import struct
import zlib
from collections.abc import Callable

from PIL import ImageCms

from tests.hostile.files.parts import (
    PNG,
    UNDEFINED,
    after_soi,
    box,
    chunk,
    directory,
    gray,
    ihdr,
    piece,
    png,
    riff,
    saved,
    segment,
    small,
    three,
    tiff,
)

MEBI = 1 << 20


def _zeros(mebibytes: int) -> bytes:
    """So many zeros, packed to a thousandth."""
    pack = zlib.compressobj(9)
    return b"".join([*(pack.compress(bytes(MEBI)) for _ in range(mebibytes)), pack.flush()])


def _packed(body: bytes) -> bytes:
    return zlib.compress(body, 9)


def _profile_chunk(profile: bytes) -> bytes:
    return chunk(b"iCCP", b"p\0\0" + profile)


def _srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _claiming(profile: bytes, size: int) -> bytes:
    """The profile with another size in its header."""
    return struct.pack(">I", size) + profile[4:]


def _of_tags(count: int) -> bytes:
    """A profile of tags that all lie over one another (ICC.1, section 7.3)."""
    tags = b"".join(struct.pack(">4sII", b"%04d" % (n % 10_000), 128, 60_000) for n in range(count))
    body = _srgb()[4:128] + struct.pack(">I", count) + tags
    return struct.pack(">I", len(body) + 4) + body


def _jpeg_profile(profile: bytes, *, parts: int | None = None, order: int = 1) -> bytes:
    """A JPEG with a profile in pieces, numbered from 1."""
    pieces = [profile[at : at + 60_000] for at in range(0, len(profile), 60_000)] or [b""]
    count = len(pieces) if parts is None else parts
    blocks = [
        segment(0xE2, b"ICC_PROFILE\0" + bytes((number % 256, count % 256)) + part)
        for number, part in list(enumerate(pieces, start=1))[::order]
    ]
    return after_soi(saved(small(), "JPEG"), *blocks)


def _webp_profile(profile: bytes) -> bytes:
    extended = piece(b"VP8X", bytes((0x20, 0, 0, 0)) + three(31) + three(23))
    return riff(extended, piece(b"ICCP", profile), saved(small(), "WEBP")[12:])


def _tiff_profile(profile: bytes) -> bytes:
    tags = [*gray(1, 1, 8), (34_675, UNDEFINED, len(profile), 200)]
    return tiff(bytes(8), directory(tags).ljust(184, b"\0"), profile, first=16)


def _jp2_profile(profile: bytes) -> bytes:
    data = saved(small(), "JPEG2000")
    at = data.index(b"colr") - 4
    (length,) = struct.unpack_from(">I", data, at)
    new = box(b"colr", b"\2\0\0" + profile)
    header = data.index(b"jp2h") - 4
    (whole,) = struct.unpack_from(">I", data, header)
    longer = struct.pack(">I", whole + len(new) - length)
    return data[:header] + longer + data[header + 4 : at] + new + data[at + length :]


def _after_pixels(*chunks: bytes) -> bytes:
    """A good PNG with more chunks behind its pixels."""
    return png()[:-12] + b"".join(chunks) + chunk(b"IEND")


def _pixels(body: bytes, *, width: int = 4, height: int = 4) -> bytes:
    return b"".join((PNG, ihdr(width, height), chunk(b"IDAT", body), chunk(b"IEND")))


READ: dict[str, Callable[[], bytes]] = {
    "a PNG of 20 000 texts behind its pixels": lambda: _after_pixels(chunk(b"tEXt", b"Comment\0x") * 20_000),
    "a PNG of 40 000 chunks that no one knows": lambda: png(chunk(b"teSt", b"x") * 40_000),
    "a PNG of 40 000 empty chunks of pixels": lambda: png(chunk(b"IDAT") * 40_000),
    "a PNG that goes on for 4 megabytes behind its end": lambda: png() + bytes(4 * MEBI),
    "a PNG of a profile that unpacks to 64 megabytes": lambda: png(_profile_chunk(_zeros(64))),
    "a PNG of a profile that does not unpack": lambda: png(_profile_chunk(b"\xff" * 100)),
    "a PNG of a profile that ends early": lambda: png(_profile_chunk(_packed(_srgb()[:200]))),
    "a PNG of a profile that claims four billion bytes": lambda: png(
        _profile_chunk(_packed(_claiming(_srgb(), 2**32 - 1)))
    ),
    "a PNG of a profile of 5000 tags over one another": lambda: png(_profile_chunk(_packed(_of_tags(5000)))),
    "a PNG of a profile of four billion tags": lambda: png(
        _profile_chunk(_packed(_srgb()[:128] + b"\xff\xff\xff\xff" + bytes(64)))
    ),
    "a PNG with pixels of far too many bytes": lambda: _pixels(_zeros(64)),
    "a JPEG of a profile of 15 megabytes": lambda: _jpeg_profile(_srgb() + bytes(15 * MEBI)),
    "a JPEG of a profile whose parts come backward": lambda: _jpeg_profile(_srgb() + bytes(200_000), order=-1),
    "a JPEG of a profile of 255 parts, one of which is there": lambda: _jpeg_profile(_srgb(), parts=255),
    "a JPEG of a profile of no parts": lambda: _jpeg_profile(_srgb(), parts=0),
    "a JPEG of a profile of nothing": lambda: _jpeg_profile(b""),
    "a JPEG of a profile of 5000 tags over one another": lambda: _jpeg_profile(_of_tags(5000)),
    "a WebP of a profile of 30 megabytes": lambda: _webp_profile(_srgb() + bytes(30 * MEBI)),
    "a WebP of a profile of noise": lambda: _webp_profile(_srgb()[:128] + bytes(range(256)) * 20),
    "a TIFF of a profile of 30 megabytes": lambda: _tiff_profile(_srgb() + bytes(30 * MEBI)),
    "a TIFF of a profile for other colors": lambda: _tiff_profile(_srgb()),
    "a JPEG 2000 of a profile of 30 megabytes": lambda: _jp2_profile(_srgb() + bytes(30 * MEBI)),
    "a JPEG 2000 of a profile of noise": lambda: _jp2_profile(bytes(range(256)) * 20),
    "a PNG for iPhones only, without zlib's header": lambda: (
        PNG + chunk(b"CgBI", b"\x50\0\x20\2") + png()[len(PNG) :]
    ),
    "an interlaced PNG of one row": lambda: (
        PNG + ihdr(9, 1, interlaced=True)
        + chunk(b"IDAT", _packed((b"\0" + bytes(6)) * 2 + b"\0" + bytes(3) + b"\0" + bytes(6) + b"\0" + bytes(12)))
        + chunk(b"IEND")
    ),
}  # fmt: skip
"""What is read, or read without its profile: 200."""

REFUSED: dict[str, Callable[[], bytes]] = {
    "a PNG of a text that unpacks to 256 megabytes, behind its pixels": lambda: _after_pixels(
        chunk(b"zTXt", b"Comment\0\0" + _zeros(256))
    ),
    "a PNG of a text that unpacks to 256 megabytes": lambda: png(chunk(b"zTXt", b"Comment\0\0" + _zeros(256))),
    "a PNG of a thousand texts that unpack to a megabyte each": lambda: png(
        chunk(b"zTXt", b"Comment\0\0" + _zeros(1)) * 1000
    ),
    "a PNG of a translated text that unpacks to 256 megabytes": lambda: png(
        chunk(b"iTXt", b"Comment\0\1\0\0\0" + _zeros(256))
    ),
    "a PNG of XMP that unpacks to 256 megabytes": lambda: png(
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + _zeros(256))
    ),
    "a PNG of 64 megabytes of pixels where one is asked": lambda: PNG + ihdr(1, 1) + chunk(b"IDAT", b"\xff" * 60),
    "a PNG whose chunk claims four billion bytes": lambda: PNG + ihdr(4, 4) + b"\xff\xff\xff\xffIDAT" + bytes(99),
    "a PNG whose chunk claims two billion bytes of text": lambda: PNG + ihdr(4, 4) + b"\x7f\xff\xff\xffzTXt" + bytes(9),
    "a PNG of wrong checksums": lambda: png().replace(struct.pack(">I", zlib.crc32(b"IEND")), b"\0\0\0\0"),
    "a PNG without pixels": lambda: PNG + ihdr(4, 4) + chunk(b"IEND"),
    "a PNG without a header": lambda: PNG + chunk(b"IDAT", bytes(16)) + chunk(b"IEND"),
    "a PNG of two headers": lambda: PNG + ihdr(4, 4) + png()[len(PNG) :],
    "a PNG of a second header of 60 000 pixels a side": lambda: png(ihdr(60_000, 60_000)),
    "a PNG of colors that do not exist": lambda: PNG + ihdr(4, 4, color=7) + png()[len(PNG) + 25 :],
    "a PNG of 255 bits": lambda: PNG + ihdr(4, 4, bits=255) + png()[len(PNG) + 25 :],
    "a PNG of indexes past its palette": lambda: (
        PNG + ihdr(4, 4, color=3) + chunk(b"PLTE", bytes(3)) + chunk(b"IDAT", _packed(b"\0\xff\xfe\xfd\xfc" * 4))
        + chunk(b"IEND")
    ),
    "a PNG of indexes without a palette": lambda: (
        PNG + ihdr(4, 4, color=3) + chunk(b"IDAT", _packed(b"\0\xff\xfe\xfd\xfc" * 4)) + chunk(b"IEND")
    ),
    "a PNG of a palette of 60 000 colors": lambda: png(chunk(b"PLTE", bytes(60_000))),
    "a PNG of transparency longer than its palette": lambda: png(chunk(b"tRNS", bytes(60_000))),
    "a PNG of filters that do not exist": lambda: _pixels(_packed((b"\x09" + bytes(12)) * 4)),
    "a PNG of pixels that are cut short": lambda: _pixels(_packed((b"\0" + bytes(12)) * 4)[:8]),
    "a PNG of no pixels in its stream": lambda: _pixels(_packed(b"")),
    "a PNG of a physical size of nothing": lambda: png(chunk(b"pHYs", b"")),
    "a PNG of a gamma of zero": lambda: png(chunk(b"gAMA", bytes(4))),
    "a PNG of short control chunks": lambda: png(chunk(b"acTL", b""), chunk(b"fcTL", b"")),
}  # fmt: skip
"""What is read or refused, as its decoder sees it: 200, 413 or 422."""
