"""The operations that are measured, as each service is asked for them.

One row says the same thing in five languages, so that this is the one place to check that they agree; what Pillow does
with the name stands in `benchmarks.pillow`. A service that has no such operation has None.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

SHARPEN = "-2;-2;-2;-2;32;-2;-2;-2;-2,3,true"
BLUR = "1;1;1;1;1;1;0;0;0;1;1;0;0;0;1;1;0;0;0;1;1;1;1;1;1,5,true"
BLUR_KERNEL = [1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1]

# Half of the sepia of CSS filters, half of the picture.
HALF_SEPIA = ((0.6965, 0.3845, 0.0945), (0.1745, 0.843, 0.084), (0.136, 0.267, 0.5655))
CONTRAST = 1.2
TURN_30 = ((math.cos(math.pi / 6), math.sin(math.pi / 6)), (-math.sin(math.pi / 6), math.cos(math.pi / 6)))

Calls = list[list[Any]]


class Kind(StrEnum):
    """What an operation is to the bar (see `benchmarks.bar`)."""

    NOTHING = "decode and encode"
    FILTER = "filter"
    TONE = "tone chain"
    GRAYSCALE = "grayscale"
    RESIZE = "resize"
    THUMBNAIL = "thumbnail"
    CONVERT = "convert"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation in the words of every service.

    `steps` is imgsvc's pipeline, `sharp` the calls of sharp's object, `ipx` its modifiers and `thumbor` its filters
    (`thumbor_size` the part of its path that resizes). `target` is the format of the answer if not that of the photo.
    """

    name: str
    kind: Kind
    steps: list[dict[str, Any]]
    sharp: Calls | None
    ipx: str | None
    thumbor: str | None
    thumbor_size: str = ""
    target: str | None = None


OPERATIONS = (
    Operation(name="re-encode", kind=Kind.NOTHING, steps=[], sharp=[], ipx="", thumbor=""),
    Operation(
        name="blur",
        kind=Kind.FILTER,
        steps=[{"op": "blur"}],
        sharp=[["convolve", {"width": 5, "height": 5, "kernel": BLUR_KERNEL, "scale": 16}]],
        ipx=None,
        thumbor=f"convolution({BLUR})",
    ),
    Operation(
        name="gaussian(2)",
        kind=Kind.FILTER,
        steps=[{"op": "gaussian_blur", "radius": 2}],
        sharp=[["blur", 2]],
        ipx="blur_2",
        thumbor="blur(6,2)",  # its first number is how far the kernel reaches: three standard deviations
    ),
    Operation(
        name="gaussian(8)",
        kind=Kind.FILTER,
        steps=[{"op": "gaussian_blur", "radius": 8}],
        sharp=[["blur", 8]],
        ipx="blur_8",
        thumbor="blur(24,8)",
    ),
    Operation(
        name="median(3)",
        kind=Kind.FILTER,
        steps=[{"op": "median_filter", "size": 3}],
        sharp=[["median", 3]],
        ipx="median_3",
        thumbor=None,
    ),
    Operation(
        name="sharpen",
        kind=Kind.FILTER,
        steps=[{"op": "sharpen"}],
        sharp=[["sharpen"]],
        ipx=None,  # its modifier has to have a sigma, which is another operation
        thumbor=f"convolution({SHARPEN})",
    ),
    Operation(
        name="rotate(30)",
        kind=Kind.FILTER,
        steps=[{"op": "rotate", "angle": 30, "background": "#000000"}],
        sharp=[["affine", TURN_30, {"interpolator": "bicubic", "background": "#000000"}]],  # its rotate is bilinear
        ipx="rotate_-30",
        thumbor=None,
    ),
    Operation(
        name="resize(800)",
        kind=Kind.RESIZE,
        steps=[{"op": "resize", "width": 800}],
        sharp=[["resize", 800, None, {"withoutEnlargement": True}]],
        ipx="w_800",
        thumbor="no_upscale()",
        thumbor_size="800x0",
    ),
    Operation(
        name="thumbnail(200)",
        kind=Kind.THUMBNAIL,
        steps=[{"op": "thumbnail", "width": 200, "height": 200}],
        sharp=[["resize", 200, 200, {"fit": "inside", "withoutEnlargement": True}]],
        ipx="s_200x200,fit_inside",
        thumbor="no_upscale()",
        thumbor_size="fit-in/200x200",
    ),
    Operation(
        name="grayscale",
        kind=Kind.GRAYSCALE,
        steps=[{"op": "grayscale"}],
        sharp=[["grayscale"], ["toColourspace", "b-w"]],
        ipx="grayscale",
        thumbor="grayscale()",
    ),
    # In the order in which sharp carries out whatever it is asked for: matrix, modulate, gamma, linear, negate.
    # Its brightness and saturation are those of LCh; the gamma of Pillow is written as a table.
    Operation(
        name="tone6",
        kind=Kind.TONE,
        steps=[
            {"op": "sepia", "amount": 0.5},
            {"op": "brightness", "factor": 1.1},
            {"op": "color", "factor": 1.2},
            {"op": "gamma", "gamma": 1.1},
            {"op": "contrast", "factor": CONTRAST},
            {"op": "invert"},
        ],
        sharp=[
            ["recomb", HALF_SEPIA],
            ["modulate", {"brightness": 1.1, "saturation": 1.2}],
            ["gamma", 1, 1.1],
            ["linear", CONTRAST, 128 * (1 - CONTRAST)],
            ["negate", {"alpha": False}],
        ],
        ipx=None,
        thumbor=None,
    ),
    *(
        Operation(
            name=f"convert({name})",
            kind=Kind.CONVERT,
            steps=[],
            sharp=[],
            ipx=f"f_{name}",
            thumbor=f"format({name})",
            target=name,
        )
        for name in ("webp", "avif")
    ),
)

BY_NAME = {operation.name: operation for operation in OPERATIONS}
