"""JPEGs whose markers, tables and scans keep a decoder busy or lead it astray (ITU-T T.81, annex B)."""

import random
import struct
from collections.abc import Callable

from tests.hostile.files.parts import EOI, after_soi, saved, segment, small

SOS, SOF, DHT, DQT, DRI, COM = 0xDA, 0xC0, 0xC4, 0xDB, 0xDD, 0xFE
SCANS = 5000


def _baseline() -> bytes:
    return saved(small(size=(64, 64)), "JPEG")


def _scan(component: int, start: int, end: int, approximation: int = 0) -> bytes:
    return segment(SOS, bytes((1, component, 0, start, end, approximation)))


def progressive(scans: int, *, width: int = 2048, height: int = 2048) -> bytes:
    """A gray picture of that many scans, each a few bytes of nothing for all of its blocks.

    Each of the decoder's passes over all blocks costs milliseconds: 5000 of them take a hundred times as long as a
    large photo does.
    """
    frame = segment(0xC2, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0")
    quantization = segment(DQT, b"\0" + b"\1" * 64)
    # One code of one bit: for DC it is "no difference"; for AC "32767 blocks of zeros and more": 0xE0 is EOB14.
    direct = segment(DHT, b"\0" + b"\1" + bytes(15) + b"\0")
    others = segment(DHT, b"\x10" + b"\1" + bytes(15) + b"\xe0")
    parts = [b"\xff\xd8", quantization, frame, direct, others]
    parts += [_scan(1, 0, 0), bytes((width // 8) * (height // 8) // 8 + 1)]
    parts += [_scan(1, 1 + number % 63, 1 + number % 63) + bytes(16) for number in range(scans)]
    return b"".join((*parts, EOI))


def _restarts(interval: int) -> bytes:
    good = _baseline()
    at = good.index(b"\xff\xda")
    return good[:at] + segment(DRI, struct.pack(">H", interval)) + good[at:]


def _only_restarts(count: int) -> bytes:
    """Restart markers where codes should be."""
    good = _baseline()
    at = good.index(b"\xff\xda")
    head = good[: at + 2 + int.from_bytes(good[at + 2 : at + 4], "big")]
    return head + b"".join(bytes((0xFF, 0xD0 + number % 8)) for number in range(count)) + EOI


def _before_scan(*parts: bytes) -> bytes:
    good = _baseline()
    at = good.index(b"\xff\xda")
    return b"".join((good[:at], *parts, good[at:]))


def _factors(*factors: int) -> bytes:
    data = bytearray(_baseline())
    at = data.index(b"\xff\xc0") + 11
    for number, factor in enumerate(factors):
        data[at + 3 * number] = factor
    return bytes(data)


def _components(count: int) -> bytes:
    body = struct.pack(">BHHB", 8, 64, 64, count) + b"".join(bytes((n, 0x11, 0)) for n in range(count))
    return after_soi(_baseline(), segment(SOF, body))


def _replaced_marker(marker: int) -> bytes:
    return _baseline().replace(b"\xff\xc0", bytes((0xFF, marker)), 1)


def _noise(seed: int) -> bytes:
    """A good file with noise in place of its codes."""
    good = _baseline()
    at = good.index(b"\xff\xda") + 14
    return good[:at] + random.Random(seed).randbytes(20_000) + EOI


SCAN_BOMBS: dict[str, Callable[[], bytes]] = {
    "a progressive JPEG of 5000 scans": lambda: progressive(SCANS),
    "a progressive JPEG of 20 000 scans of one block": lambda: progressive(20_000, width=8, height=8),
    "a progressive JPEG of a million scans": lambda: progressive(1_000_000, width=8, height=8),
    "a progressive JPEG of 1000 scans of 64 megapixels": lambda: progressive(1000, width=8000, height=8000),
}
"""Small files that keep a decoder busy for seconds or hours."""

OTHERS: dict[str, Callable[[], bytes]] = {
    "a JPEG of 100 000 restart markers": lambda: _only_restarts(100_000),
    "a JPEG that restarts at every block": lambda: _restarts(1),
    "a JPEG whose restarts do not come": lambda: _restarts(65_535),
    "a JPEG of 10 000 restart intervals": lambda: _before_scan(segment(DRI, b"\0\1") * 10_000),
    "a JPEG of an empty table of codes": lambda: _before_scan(segment(DHT, b"\0" + bytes(16))),
    "a JPEG of a table of too many codes": lambda: _before_scan(segment(DHT, b"\0" + b"\xff" * 16 + bytes(4080))),
    "a JPEG of a table of codes that ends early": lambda: _before_scan(segment(DHT, b"\0" + b"\1" * 16)),
    "a JPEG of a table that does not exist": lambda: _before_scan(segment(DHT, b"\x4f" + b"\1" + bytes(15) + b"\0")),
    "a JPEG of 20 000 tables of codes": lambda: _before_scan(segment(DHT, b"\0\1" + bytes(16)) * 20_000),
    "a JPEG of quantization by zero": lambda: _before_scan(segment(DQT, b"\0" + bytes(64))),
    "a JPEG of a quantization table that ends early": lambda: _before_scan(segment(DQT, b"\0\1")),
    "a JPEG of 255 components": lambda: _components(255),
    "a JPEG of no components": lambda: _components(0),
    "a JPEG of four times finer colors than grays": lambda: _factors(0x11, 0x44, 0x44),
    "a JPEG of components without size": lambda: _factors(0x00, 0x11, 0x11),
    "a JPEG of components of 15 by 15": lambda: _factors(0xFF, 0x11, 0x11),
    "a JPEG without loss": lambda: _replaced_marker(0xC3),
    "a JPEG in arithmetic codes": lambda: _replaced_marker(0xC9),
    "a JPEG in hierarchies": lambda: _replaced_marker(0xC5),
    "a baseline JPEG that says it is progressive": lambda: _replaced_marker(0xC2),
    "a JPEG of 12 bits": lambda: _baseline().replace(b"\xff\xc0\0\x11\x08", b"\xff\xc0\0\x11\x0c", 1),
    "a JPEG of a comment of 64 kilobytes": lambda: after_soi(_baseline(), segment(COM, b"c" * 65_533)),
    "a JPEG of 400 comments of 64 kilobytes": lambda: after_soi(_baseline(), segment(COM, b"c" * 65_533) * 400),
    "a JPEG of 400 000 empty segments": lambda: after_soi(_baseline(), segment(0xEF, b"") * 400_000),
    "a JPEG whose segment is shorter than its own length": lambda: after_soi(_baseline(), b"\xff\xe0\0\1"),
    "a JPEG whose segment has no length": lambda: after_soi(_baseline(), b"\xff\xe0\0\0"),
    "a JPEG whose segment is longer than the file": lambda: after_soi(_baseline(), b"\xff\xe0\xff\xff"),
    "a JPEG of 4 megabytes of fill bytes": lambda: after_soi(_baseline(), b"\xff" * 4_000_000),
    "a JPEG of 4 megabytes of zeros between markers": lambda: after_soi(_baseline(), bytes(4_000_000)),
    "a JPEG of Photoshop's blocks without end": lambda: after_soi(
        _baseline(), segment(0xED, b"Photoshop 3.0\0" + b"8BIM\4\4\0\0\0\0\0\0" * 5000) * 50
    ),
    "a JPEG of a Photoshop block of four billion bytes": lambda: after_soi(
        _baseline(), segment(0xED, b"Photoshop 3.0\0" + b"8BIM\4\4\0\0\xff\xff\xff\xff" + bytes(64))
    ),
    "a JPEG of JFIF that ends early": lambda: after_soi(_baseline(), segment(0xE0, b"JFIF\0\1")),
    "a JPEG of Adobe's transform 255": lambda: after_soi(_baseline(), segment(0xEE, b"Adobe\0\x64\0\0\0\0\xff")),
    "a JPEG of two beginnings": lambda: b"\xff\xd8" + _baseline(),
    "a JPEG that ends where it begins": lambda: b"\xff\xd8" + EOI,
    "a JPEG without its end": lambda: _baseline()[:-2],
    "a JPEG of another behind it": lambda: _baseline() * 2,
    "a JPEG of a scan of components that do not exist": lambda: _baseline().replace(
        b"\xff\xda\0\x0c\3\1\0\2\x11\3\x11", b"\xff\xda\0\x0c\3\x09\0\x09\x11\x09\x11", 1
    ),
    "a JPEG of noise for codes": lambda: _noise(1),
    "a JPEG of other noise for codes": lambda: _noise(2),
}
"""What is read or refused, as its decoder sees it: 200, 413, 415 or 422."""
