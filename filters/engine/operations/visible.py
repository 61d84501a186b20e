"""What operations on whole pixels need so that nothing hidden under full transparency comes to light."""

from PIL import Image

from filters.engine.modes import ALPHA


def without_hidden(image: Image.Image) -> Image.Image:
    """A picture in a working mode whose fully transparent pixels are black."""
    if image.mode not in ALPHA:
        return image
    shown = image.getchannel("A").point([0] + [255] * 255)
    return Image.composite(image, Image.new(image.mode, image.size), shown)
