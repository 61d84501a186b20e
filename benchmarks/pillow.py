"""The operations as Pillow's tutorials write them: what the FastAPI snippet runs, and what every answer is held to.

Nothing but Pillow is imported, because the snippet's own environment has nothing else.
"""

import io
from collections.abc import Callable

from PIL import Image, ImageEnhance, ImageFilter, ImageOps

QUALITY = 80
HALF_SEPIA = (0.6965, 0.3845, 0.0945, 0, 0.1745, 0.843, 0.084, 0, 0.136, 0.267, 0.5655, 0)


def resize(image: Image.Image) -> Image.Image:
    """800 pixels wide at most."""
    width = min(800, image.width)
    return image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)


def thumbnail(image: Image.Image) -> Image.Image:
    """Into a box of 200 pixels."""
    image.thumbnail((200, 200))
    return image


def grayscale(image: Image.Image) -> Image.Image:
    """Without color; transparency stays."""
    return image.convert("LA") if image.mode == "RGBA" else ImageOps.grayscale(image)


def tone6(image: Image.Image) -> Image.Image:
    """Six steps on color alone; transparency stays."""
    color = image.convert("RGB")
    color = color.convert("RGB", HALF_SEPIA)
    color = ImageEnhance.Brightness(color).enhance(1.1)
    color = ImageEnhance.Color(color).enhance(1.2)
    color = color.point([round(255 * (value / 255) ** (1 / 1.1)) for value in range(256)] * 3)
    color = ImageEnhance.Contrast(color).enhance(1.2)
    color = ImageOps.invert(color)
    if image.mode == "RGBA":
        color.putalpha(image.getchannel("A"))
    return color


OPERATIONS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "re-encode": lambda image: image,
    "blur": lambda image: image.filter(ImageFilter.BLUR),
    "gaussian(2)": lambda image: image.filter(ImageFilter.GaussianBlur(2)),
    "gaussian(8)": lambda image: image.filter(ImageFilter.GaussianBlur(8)),
    "median(3)": lambda image: image.filter(ImageFilter.MedianFilter(3)),
    "sharpen": lambda image: image.filter(ImageFilter.SHARPEN),
    "rotate(30)": lambda image: image.rotate(30, Image.Resampling.BICUBIC, expand=True, fillcolor="black"),
    "resize(800)": resize,
    "thumbnail(200)": thumbnail,
    "grayscale": grayscale,
    "tone6": tone6,
    "convert(webp)": lambda image: image,
    "convert(avif)": lambda image: image,
}


def process(data: bytes, operation: str, target: str) -> io.BytesIO:
    """The file of the result, rewound."""
    image = OPERATIONS[operation](Image.open(io.BytesIO(data)))
    buffer = io.BytesIO()
    image.save(buffer, target, quality=QUALITY)
    buffer.seek(0)
    return buffer
