"""Colors named by code points instead of a profile (ITU-T H.273), as AVIF, HEIC and PNG may: made into a profile.

Without one such a picture would be taken as sRGB, and the wide gamut of many telephones would shift.
"""

import struct
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

COLR, NCLX_AT = b"colrnclx", 8  # the property's type and kind (ISO 23008-12, section 6.5.5), then the numbers
CICP = b"\0\0\0\x04cICP"  # the chunk of a PNG (W3C PNG, section 11.3.2.6), then the numbers
HEADER = 1 << 20  # bytes that are searched: properties stand in front of the pixels
PRIMARIES = {
    1: ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060)),  # sRGB
    9: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),  # BT.2020
    12: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),  # Display P3
}
"""x and y of red, green and blue; white is D65 in each (H.273, table 2)."""
WHITE, D50 = (0.3127, 0.3290), (0.9642, 1.0, 0.8249)
GAMMAS = {4: 2.2, 5: 2.8, 8: 1.0}
SRGB_CURVES = {1, 6, 13, 14, 15}  # video's curves stand for "as usual" in pictures, and browsers show them so
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
Matrix = NDArray[np.float64]


def tagged_profile(data: bytes, format: str) -> bytes | None:
    """The profile of the code points in a file; None where there are none, they say sRGB, or light beyond white."""
    if format == "png":
        at, length = data.find(CICP, 0, HEADER) + len(CICP), 1
    elif format in ("avif", "heic"):
        at, length = data.find(COLR, 0, HEADER) + NCLX_AT, 2
    else:
        return None
    if at < max(len(CICP), NCLX_AT) + 4 or len(data) < at + 2 * length:
        return None
    primaries, transfer = (int.from_bytes(data[at + n * length : at + (n + 1) * length], "big") for n in (0, 1))
    return profile(primaries, transfer)


@cache
def profile(primaries: int, transfer: int) -> bytes | None:
    """An ICC profile of version 2: three colors as XYZ under D50, and one curve."""
    usual = transfer in SRGB_CURVES
    if primaries not in PRIMARIES or not (usual or transfer in GAMMAS) or (primaries == 1 and usual):
        return None
    columns = _colorants(PRIMARIES[primaries])
    curve = _srgb_curve() if usual else _curve(struct.pack(">H", round(GAMMAS[transfer] * 256)), 1)
    tags = {b"desc": _description(f"H.273 primaries {primaries}, transfer {transfer}"), b"wtpt": _xyz(D50)}
    tags |= {name: _xyz(column) for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns.T, strict=True)}
    return _icc(tags | dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve))


def _colorants(primaries: tuple[tuple[float, float], ...]) -> Matrix:
    """Red, green and blue as columns of XYZ, adapted from D65 to D50 (Bradford; ICC.1:2001-04, annex E)."""
    colors = np.array([[x / y, 1, (1 - x - y) / y] for x, y in primaries]).T
    white = np.array([WHITE[0] / WHITE[1], 1, (1 - sum(WHITE)) / WHITE[1]])
    colors = colors * np.linalg.solve(colors, white)
    scale = np.diag((BRADFORD @ np.array(D50)) / (BRADFORD @ white))
    adapted: Matrix = np.linalg.inv(BRADFORD) @ scale @ BRADFORD @ colors
    return adapted


def _srgb_curve() -> bytes:
    """IEC 61966-2-1, in 1024 steps."""
    steps = np.linspace(0, 1, 1024)
    light = np.where(steps <= 0.04045, steps / 12.92, ((steps + 0.055) / 1.055) ** 2.4)
    return _curve((light * 65535).round().astype(">u2").tobytes(), len(steps))


def _curve(values: bytes, count: int) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">I", count) + values


def _xyz(color: Any) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(struct.pack(">i", round(float(value) * 65536)) for value in color)


def _description(name: str) -> bytes:
    text = name.encode() + b"\0"
    return b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(78)


def _icc(tags: dict[bytes, bytes]) -> bytes:
    """Header, table and contents (ICC.1:2001-04, section 6)."""
    body, table = b"", struct.pack(">I", len(tags))
    start = 128 + 4 + 12 * len(tags)
    for tag, content in tags.items():
        table += tag + struct.pack(">II", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    head = struct.pack(">I4sI4s4s4s", start + len(body), b"", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    illuminant = b"".join(struct.pack(">i", round(value * 65536)) for value in D50)
    return (head + bytes(12) + b"acsp").ljust(68, b"\0") + illuminant + bytes(48) + table + body
