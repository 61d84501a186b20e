"""Files that are something else, or something else as well, and arrays that are more than numbers."""

import io
import pickle
import struct
import zipfile
from collections.abc import Callable

import numpy as np

from tests.hostile.files.parts import after_soi, box, chunk, png, saved, segment, small

JPEG_HEAD = b"\xff\xd8\xff\xe0"
SCRIPT = b"<script>alert(document.domain)</script>"
PHP = b"<?php system($_GET['c']); ?>"


def _zip(name: str, body: bytes, *, method: int = zipfile.ZIP_DEFLATED, copies: int = 1) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for number in range(copies):
            archive.writestr(f"{number}{name}" if copies > 1 else name, body)
    return file.getvalue()


def _npy(header: str, body: bytes = b"") -> bytes:
    text = header.encode() + b"\n"
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(text)) + text + body


def _form(descr: str, shape: str, order: str = "False") -> str:
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}"


class _Harm:
    """What would call the shell if it were unpickled."""

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os_system, ("touch /tmp/imgsvc-was-here",)


def os_system(command: str) -> int:
    """Stands for the one that does harm."""
    raise AssertionError(f"unpickled: {command}")


def _objects() -> bytes:
    return _npy(_form("'|O'", "(4, 4)"), pickle.dumps([_Harm()] * 16))


def _avif_that_says_heic() -> bytes:
    return saved(small(), "AVIF").replace(b"ftypavif", b"ftypheic", 1)


def _ico(inner: bytes, *, count: int = 1, at: int | None = None, length: int | None = None) -> bytes:
    place = 6 + 16 * count if at is None else at
    entry = struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, len(inner) if length is None else length, place)
    return struct.pack("<HHH", 0, 1, count) + entry * count + inner


FOREIGN: dict[str, Callable[[], bytes]] = {
    "one byte": lambda: b"\x89",
    "a kilobyte of zeros": lambda: bytes(1024),
    "a kilobyte of noise": lambda: bytes(range(256)) * 4,
    "EPS that asks for Ghostscript": lambda: (
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n"
    ),
    "EPS behind a header of DOS": lambda: b"\xc5\xd0\xd3\xc6" + struct.pack("<IIIIII", 32, 90, 0, 0, 0, 0) + bytes(99),
    "a PDF": lambda: b"%PDF-1.7\n1 0 obj <</JS (app.alert(1))>> endobj\n",
    "an SVG with a script": lambda: b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>",
    "an SVG that reads a file": lambda: (
        b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'
    ),
    "an HTML page": lambda: b"<!doctype html>" + SCRIPT,
    "a program": lambda: b"\x7fELF\2\1\1" + bytes(57),
    "a program for Windows": lambda: b"MZ" + bytes(62) + b"PE\0\0",
    "a shell script": lambda: b"#!/bin/sh\nrm -rf /\n",
    "a ZIP of a ZIP of a ZIP": lambda: _zip("a.zip", _zip("b.zip", _zip("c.zip", bytes(1 << 20)))),
    "a film": lambda: box(b"ftyp", b"isom\0\0\0\0isommp42") + box(b"moov", bytes(64)),
    "MPEG that Pillow knows": lambda: b"\0\0\1\xb3\x10\x10\x10\x10" + bytes(64),
    "a WMF": lambda: b"\xd7\xcd\xc6\x9a\0\0" + bytes(64),
    "a FITS": lambda: b"SIMPLE  =                    T".ljust(2880),
    "a Targa of runs": lambda: (
        struct.pack("<BBBHHBHHHHBB", 0, 0, 10, 0, 0, 0, 0, 0, 60_000, 60_000, 24, 0) + b"\xff" * 99
    ),
    "a PCX of runs": lambda: b"\x0a\5\1\x08" + struct.pack("<HHHH", 0, 0, 60_000, 60_000) + bytes(116) + b"\xff\0" * 99,
    "an SGI of runs": lambda: struct.pack(">HBBHHHH", 474, 1, 1, 3, 60_000, 60_000, 3) + bytes(600),
    "a Photoshop file of 30 000 pixels": lambda: (
        b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 30_000, 30_000, 8, 3)
    ),
    "a DDS of 60 000 pixels": lambda: b"DDS " + struct.pack("<IIII", 124, 4103, 60_000, 60_000) + bytes(108),
    "a FLI of frames": lambda: struct.pack("<IHHHHHH", 128, 0xAF11, 60_000, 60_000, 60_000, 8, 0) + bytes(112),
    "an XBM": lambda: b"#define a_width 60000\n#define a_height 60000\nstatic char a_bits[] = {0x00};",
    "an XPM": lambda: b'/* XPM */\nstatic char *a[] = {"60000 60000 1 1", "a c #000000"};',
}
"""What is no format here, and goes to no decoder: 415."""

READ: dict[str, Callable[[], bytes]] = {
    "a GIF that is a script too": lambda: saved(small("P"), "GIF", comment=b"=1;alert(1)//" + SCRIPT),
    "a JPEG with PHP in its comment": lambda: after_soi(saved(small(), "JPEG"), segment(0xFE, PHP)),
    "a JPEG with HTML behind it": lambda: saved(small(), "JPEG") + b"<!doctype html>" + SCRIPT,
    "a JPEG with a ZIP behind it": lambda: saved(small(), "JPEG") + _zip("a.txt", b"a"),
    "a PNG with HTML in its text": lambda: png(chunk(b"tEXt", b"Comment\0" + SCRIPT)),
    "a PNG with a PDF behind it": lambda: png() + b"%PDF-1.7\n",
    "an icon of 64 pictures at one place": lambda: _ico(png(width=16, height=16), count=64),
}
"""What is a good picture too, and comes out without its passengers: 200."""

REFUSED: dict[str, Callable[[], bytes]] = {
    "an AVIF that says it is HEIC": _avif_that_says_heic,
    "a JPEG's beginning before HTML": lambda: JPEG_HEAD + b"<!doctype html>" + SCRIPT,
    "a GIF's beginning before a script": lambda: b"GIF89a=1;alert(1)",
    "a PNG's beginning before a program": lambda: b"\x89PNG\r\n\x1a\n\x7fELF\2\1\1" + bytes(57),
    "a PDF in a JPEG's place": lambda: JPEG_HEAD + b"%PDF-1.7\n",
    "an icon of 65 535 pictures": lambda: _ico(b"", count=65_535),
    "an icon whose picture is behind its end": lambda: _ico(png(), at=2**32 - 1),
    "an icon whose picture is itself": lambda: _ico(b"", at=0, length=22),
    "an icon whose picture is four billion bytes long": lambda: _ico(png(width=16, height=16), length=2**32 - 1),
    "an icon of a JPEG": lambda: _ico(saved(small(), "JPEG")),
    "an icon of a bitmap of no planes": lambda: _ico(struct.pack("<IiiHH", 40, 16, 32, 0, 0) + bytes(99)),
    "an array of objects that run a command": _objects,
    "an array of objects in an archive": lambda: _zip("image.npy", _objects()),
    "an array of a shape of expressions": lambda: _npy(_form("'|u1'", "(__import__('os').system('id'), 4)")),
    "an array of 32 sides": lambda: _npy(_form("'|u1'", "(" + "1, " * 32 + ")"), b"\0"),
    "an array of a billion sides": lambda: _npy(_form("'|u1'", "(" + "1, " * 20_000 + ")"), b"\0"),
    "an array of sides of a googol": lambda: _npy(_form("'|u1'", f"({10**100}, 4)"), b"\0"),
    "an array of negative sides": lambda: _npy(_form("'|u1'", "(-4, -4)"), bytes(16)),
    "an array of truth for a side": lambda: _npy(_form("'|u1'", "(True, 4)"), bytes(4)),
    "an array of brackets in brackets": lambda: _npy("(" * 3000 + ")" * 3000),
    "an array of minus signs": lambda: _npy("-" * 4000 + "1"),
    "an array of a header of 4 gigabytes": lambda: b"\x93NUMPY\2\0\xff\xff\xff\xff" + bytes(99),
    "an array of a version to come": lambda: b"\x93NUMPY\xff\xff\xff\xff" + bytes(99),
    "an array of fields": lambda: _npy(_form("[('a', '<u8', (1000000000,))]", "(4, 4)"), bytes(99)),
    "an array of text": lambda: _npy(_form("'<U4000000000'", "(4, 4)"), bytes(99)),
    "an array of not a number": lambda: _array(np.full((4, 4), np.nan, np.float32)),
    "an archive of 256 megabytes in one array": lambda: _zip(
        "image.npy", _npy(_form("'|u1'", "(16384, 16384)"), bytes(1 << 28))
    ),
    "an archive whose array is longer than it says": lambda: _zip(
        "image.npy", _npy(_form("'|u1'", "(4, 4)"), bytes(1 << 26))
    ),
    "an archive of a thousand arrays": lambda: _zip(".npy", _npy(_form("'|u1'", "(1, 1)"), b"\0"), copies=1000),
    "an archive of an array outside of it": lambda: _zip("../../image.npy", _npy(_form("'|u1'", "(1, 1)"), b"\0")),
    "an archive packed with bzip2": lambda: _zip(
        "image.npy", _npy(_form("'|u1'", "(1, 1)"), b"\0"), method=zipfile.ZIP_BZIP2
    ),
    "an archive whose directory is noise": lambda: _noisy_archive(),
}
"""What is refused: 413, 415 or 422."""


def _array(numbers: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]") -> bytes:
    file = io.BytesIO()
    np.save(file, numbers)
    return file.getvalue()


def _noisy_archive() -> bytes:
    good = _zip("image.npy", _npy(_form("'|u1'", "(1, 1)"), b"\0"))
    at = good.index(b"PK\1\2")
    return good[: at + 4] + b"\xff" * (len(good) - at - 26) + good[-22:]
