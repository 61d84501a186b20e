"""JPEG straight to and from arrays, with Pillow's pixels, for files where nothing has to be judged.

simplejpeg decodes, OpenCV encodes: both are libjpeg-turbo, as Pillow is, without Pillow's copies. simplejpeg does not
encode here because it cannot be told to use the accurate DCT below quality 96; OpenCV writes Pillow's very bytes.
"""

from math import ceil

import simplejpeg

from filters.engine.kernels.vision import Pixels, cv2

SOI = b"\xff\xd8"
PLAIN = {0xC0, 0xC1, 0xC2}  # baseline, extended and progressive, each with Huffman codes (ITU-T T.81, table B.1)
OTHERS = {0xC3, *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xDB)}  # other frames, and what has no length
SIMPLE_SPACES = {1: "Gray", 3: "YCbCr"}  # by components
CLEAR = 16  # pixels; of a shorter side some scales have the same size, and size is what chooses the scale
MAX_SIDE = 65_500
SAMPLING = {
    "4:4:4": cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444, "4:2:2": cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422,
    "4:2:0": cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420,
}  # fmt: skip


def decoded(data: bytes, *, scale: int = 1) -> Pixels | None:
    """The pixels as stored, without orientation or profile, at 1/`scale` (1, 2, 4 or 8) of the size, rounded up.

    (h, w) for a gray file, else (h, w, 3) RGB. None
    where Pillow has to judge: anything but 8-bit gray and YCbCr in Huffman codes, files over which the decoder as much
    as warns, and reductions of pictures with a side below 16 pixels.
    """
    frame = plain_frame(data)
    if frame is None:
        return None
    height, width, components = frame
    if components not in SIMPLE_SPACES or (scale > 1 and min(height, width) < CLEAR):
        return None
    wanted = {"min_height": ceil(height / scale), "min_width": ceil(width / scale)} if scale > 1 else {}
    try:
        found = simplejpeg.decode_jpeg_header(data)
        if found[:3] != (height, width, SIMPLE_SPACES[components]):
            return None
        pixels: Pixels = simplejpeg.decode_jpeg(data, "Gray" if components == 1 else "RGB", **wanted)
    except (ValueError, KeyError):  # a KeyError: an unusual subsampling, which has no name
        return None
    return pixels[..., 0] if pixels.shape[2] == 1 else pixels


def encoded(pixels: Pixels, *, quality: int, subsampling: str | None = None) -> bytes:
    """A baseline JPEG of (h, w) or (h, w, 3) RGB values, byte for byte what Pillow saves with the same two choices.

    `quality` is 1..100; no `subsampling` means 4:2:0. Gray ignores it, where Pillow would declare what has no meaning
    there: the same pixels. Raises ValueError for sides past 65500, which libjpeg does not write.
    """
    gray = pixels.ndim == 2
    if max(pixels.shape) > MAX_SIDE:
        raise ValueError(f"a JPEG has at most {MAX_SIDE} pixels a side; {pixels.shape[1]} x {pixels.shape[0]} is more")
    options = [cv2.IMWRITE_JPEG_QUALITY, quality]
    if not gray:
        options += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, SAMPLING[subsampling or "4:2:0"]]
    return cv2.imencode(".jpg", pixels if gray else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)[1].tobytes()


def plain_frame(data: bytes) -> tuple[int, int, int] | None:
    """Height, width and number of components as the frame header says; None where it is of another kind.

    Only segments in close order pass, so that every reader of this file finds the same frame.
    """
    at = len(SOI)
    while data.startswith(SOI) and data[at : at + 1] == b"\xff" and len(data) > at + 9:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in PLAIN and data[at + 4] == 8:  # bits
            return (
                int.from_bytes(data[at + 5 : at + 7], "big"),
                int.from_bytes(data[at + 7 : at + 9], "big"),
                data[at + 9],
            )
        if marker in PLAIN or marker in OTHERS or marker < 0xC0 or marker == 0xFF or length < 2:
            return None
        at += 2 + length
    return None
