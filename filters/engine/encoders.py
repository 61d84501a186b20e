"""What each encoder is told: from output choices to Pillow's save options, one function a format, in a table.

The defaults are those with the best bytes for their time; `benchmarks/CODECS.md` has the figures.
"""

from collections.abc import Callable
from typing import Any

from filters.engine.output import Output

VERSION = 2
"""Raised when a default here or in `codecs.png_arrays` changes, so that ETags change too."""
PNG_LEVEL = 4  # of zlib; 6, Pillow's own default, takes up to twice the time for 1 to 3 % fewer bytes
WEBP_METHOD = 4  # below it the alpha channel takes twice the bytes and more
WEBP_OPAQUE_METHOD = 2  # half the time of method 4 for 3 to 4 % more bytes
WEBP_LOSSLESS_METHOD = 1  # 4 takes a third more time for hardly fewer bytes
WEBP_LOSSLESS_EFFORT = 30  # of 0..100; 20 is quicker, but drawings take up to three times the bytes
AVIF_SPEED = 8  # of 0..10; 6, Pillow's own default, takes three times as long; 9 a third of it for a third more bytes
JXL_EFFORT = 4  # of 1..10; 7, the encoder's own default, takes ten times as long
TIFF_COMPRESSION = {"none": "raw", "lzw": "tiff_lzw", "deflate": "tiff_adobe_deflate"}


def _jpeg(choices: Output, quality: int | None) -> dict[str, Any]:
    return {"quality": quality} | _given(choices, "progressive", "subsampling", "optimize") | _dpi(choices)


def _png(choices: Output, quality: int | None) -> dict[str, Any]:
    return {"compress_level": PNG_LEVEL if choices.level is None else choices.level} | _dpi(choices)


def _webp(choices: Output, quality: int | None) -> dict[str, Any]:
    default = WEBP_LOSSLESS_METHOD if choices.lossless else WEBP_METHOD
    method = default if choices.method is None else choices.method
    if choices.lossless:  # `exact` keeps the colors under full transparency, too
        return {"lossless": True, "quality": WEBP_LOSSLESS_EFFORT, "method": method, "exact": True}
    return {"quality": quality, "method": method}


def _avif(choices: Output, quality: int | None) -> dict[str, Any]:
    speed = AVIF_SPEED if choices.speed is None else choices.speed
    return {"quality": quality, "speed": speed} | _given(choices, "subsampling")


def _gif(choices: Output, quality: int | None) -> dict[str, Any]:
    interlace = {} if choices.progressive is None else {"interlace": choices.progressive}
    return interlace | _given(choices, "optimize")


def _tiff(choices: Output, quality: int | None) -> dict[str, Any]:
    return {"compression": TIFF_COMPRESSION[choices.compression or "deflate"]} | _dpi(choices)


def _jpeg2000(choices: Output, quality: int | None) -> dict[str, Any]:
    """By signal to noise in dB, so that a photo at 50 or 80 takes about the bytes of a JPEG; 100 loses nothing."""
    if quality is None or quality == 100 or choices.lossless:
        return {}
    return {"quality_mode": "dB", "quality_layers": [20 + 0.22 * quality], "irreversible": True}


def _jxl(choices: Output, quality: int | None) -> dict[str, Any]:
    return ({"lossless": True} if choices.lossless else {"quality": quality}) | {"effort": JXL_EFFORT}


def _ico(choices: Output, quality: int | None) -> dict[str, Any]:
    return {"sizes": [(side, side) for side in choices.sizes]} if choices.sizes else {}


def _none(choices: Output, quality: int | None) -> dict[str, Any]:
    return {}


def _given(choices: Output, *names: str) -> dict[str, Any]:
    """The choices that were made, where Pillow calls them the same."""
    return {name: value for name in names if (value := getattr(choices, name)) is not None}


def _dpi(choices: Output) -> dict[str, Any]:
    return {} if choices.dpi is None else {"dpi": (choices.dpi, choices.dpi)}


ENCODERS: dict[str, Callable[[Output, int | None], dict[str, Any]]] = {
    "jpeg": _jpeg, "png": _png, "webp": _webp, "avif": _avif, "gif": _gif, "tiff": _tiff, "jpeg2000": _jpeg2000,
    "jxl": _jxl, "ico": _ico, "bmp": _none, "ppm": _none, "qoi": _none,
    "npy": _none, "npz": _none, "json": _none,
}  # fmt: skip


def for_opaque(choices: Output, format: str, options: dict[str, Any]) -> dict[str, Any]:
    """The options of `ENCODERS`, where the picture turns out to have no alpha channel."""
    if format != "webp" or choices.lossless or choices.method is not None:
        return options
    return options | {"method": WEBP_OPAQUE_METHOD}
