"""Color profiles by hand: small ICC files of version 2."""

import struct
from itertools import product

D50 = (0.9642, 1.0, 0.8249)
SRGB = ((0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141))
P3 = ((0.5151, 0.2412, -0.0011), (0.2919, 0.6922, 0.0419), (0.1572, 0.0666, 0.7841))
Primaries = tuple[tuple[float, float, float], ...]


def rgb_profile(primaries: Primaries = P3, gamma: float = 2.2, name: str = "Wide") -> bytes:
    """Red, green and blue as XYZ under D50, and one gamma."""
    colorants = {tag: _xyz(color) for tag, color in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True)}
    return _icc(b"RGB ", b"XYZ ", name, colorants | {tag: _gamma(gamma) for tag in (b"rTRC", b"gTRC", b"bTRC")})


def gray_profile(gamma: float = 1.0) -> bytes:
    """Gray with a gamma."""
    return _icc(b"GRAY", b"XYZ ", "Gray", {b"kTRC": _gamma(gamma)})


def cmyk_profile() -> bytes:
    """Inks of a press that is not the usual one: "cyan" prints green."""
    table = bytearray()
    for cyan, magenta, yellow, black in product((0, 1), repeat=4):
        lightness = max(0, 255 - 80 * cyan - 60 * magenta - 20 * yellow - 255 * black)
        a = 128 + (0 if black else 60 * magenta - 60 * cyan)
        b = 128 + (0 if black else 60 * yellow + 40 * cyan)
        table += bytes((lightness, a, b))
    straight = bytes(range(256))
    lut = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + b"".join(struct.pack(">i", value) for value in IDENTITY)
    lut += straight * 4 + bytes(table) + straight * 3
    return _icc(b"CMYK", b"Lab ", "Odd press", {b"A2B0": lut}, kind=b"prtr")


IDENTITY = (65536, 0, 0, 0, 65536, 0, 0, 0, 65536)


def _icc(space: bytes, connection: bytes, name: str, tags: dict[bytes, bytes], kind: bytes = b"mntr") -> bytes:
    tags = {b"desc": _description(name), b"wtpt": _xyz(D50), **tags}
    body, table = b"", struct.pack(">I", len(tags))
    start = 128 + 4 + 12 * len(tags)
    for tag, data in tags.items():
        table += tag + struct.pack(">II", start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    header = struct.pack(
        ">I4sI4s4s4s12s4s", start + len(body), b"", 0x02400000, kind, space, connection, bytes(12), b"acsp"
    )
    return header.ljust(68, b"\0") + _fixed(D50) + bytes(48) + table + body


def _description(name: str) -> bytes:
    text = name.encode() + b"\0"
    return b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(78)


def _xyz(color: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(color)


def _fixed(numbers: tuple[float, ...]) -> bytes:
    return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)


def _gamma(gamma: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256))
