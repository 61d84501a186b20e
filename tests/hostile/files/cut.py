"""Good files that end too early, at each place where something begins, and files with single bytes changed."""

import struct
from collections.abc import Callable, Iterator

from tests.hostile.files.parts import saved, small

GOOD: dict[str, Callable[[], bytes]] = {
    "JPEG": lambda: saved(small(), "JPEG"),
    "progressive JPEG": lambda: saved(small(), "JPEG", progressive=True),
    "PNG": lambda: saved(small("RGBA"), "PNG"),
    "APNG": lambda: _animated("PNG"),
    "GIF": lambda: _animated("GIF"),
    "WebP": lambda: saved(small(), "WEBP"),
    "animated WebP": lambda: _animated("WEBP"),
    "AVIF": lambda: saved(small(), "AVIF"),
    "TIFF": lambda: saved(small(), "TIFF", compression="tiff_lzw"),
    "TIFF of pages": lambda: _animated("TIFF"),
    "JPEG 2000": lambda: saved(small(), "JPEG2000"),
    "ICO": lambda: saved(small("RGBA", (48, 48)), "ICO"),
    "BMP": lambda: saved(small(), "BMP"),
    "PPM": lambda: saved(small(), "PPM"),
}
"""One small file of each kind, by its name."""

PARTS = 16  # places where each is cut: its beginning matters most, and is cut more finely


def _animated(format: str) -> bytes:
    frames = [small("RGB").rotate(angle) for angle in (0, 90, 180)]
    return saved(frames[0], format, save_all=True, append_images=frames[1:])


def places(length: int) -> Iterator[int]:
    """Where a file of that length is cut: within its first bytes, evenly, and just before its end."""
    yield from {*range(1, min(length, 64), 7), *(length * part // PARTS for part in range(1, PARTS)), length - 1}


def cuts(data: bytes) -> Iterator[bytes]:
    """The file, ending too early."""
    return (data[:place] for place in sorted(places(len(data))))


def changes(data: bytes) -> Iterator[bytes]:
    """The file with four bytes in a row changed, to the largest and the smallest numbers there are."""
    for place in sorted(places(len(data) - 4)):
        for word in (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", bytes(4), struct.pack("<I", 2**31 - 1)):
            yield data[:place] + word + data[place + 4 :]
