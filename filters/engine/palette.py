"""Pictures in few colors, for the formats that have palettes."""

from PIL import Image

from filters.engine import modes

SAMPLE_SIDE = 384  # pixels; a palette for a photo is chosen from this many of them, since median cut is slow


def with_palette(image: Image.Image, colors: int, *, dither: bool) -> Image.Image:
    """A picture in a working mode as one of mode P with at most `colors` colors, full transparency being one of them.

    Colors are chosen by median cut, as Pillow does for a GIF. Where some pixels are half visible, only Pillow's octree
    can choose, and it does not dither.
    """
    if modes.is_opaque(image):
        return _reduced(image.convert("RGB"), colors, dither=dither)
    visible = image.getchannel("A")
    if visible.histogram()[1:255] != [0] * 254:
        return image.convert("RGBA").quantize(colors, Image.Quantize.FASTOCTREE)
    return _with_hole(_reduced(image.convert("RGB"), max(colors - 1, 1), dither=dither), visible)


def _reduced(opaque: Image.Image, colors: int, *, dither: bool) -> Image.Image:
    if opaque.getcolors(colors) is not None:  # exactly, which a given palette never is: it is searched coarsely
        return opaque.quantize(colors, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    sample = opaque.copy()
    sample.thumbnail((SAMPLE_SIDE, SAMPLE_SIDE), Image.Resampling.NEAREST, reducing_gap=None)
    chosen = sample.quantize(colors, Image.Quantize.MEDIANCUT)
    return opaque.quantize(palette=chosen, dither=Image.Dither.FLOYDSTEINBERG if dither else Image.Dither.NONE)


def _with_hole(image: Image.Image, visible: Image.Image) -> Image.Image:
    """One more entry of the palette, for pixels that do not show."""
    palette = image.getpalette() or []
    hole = len(palette) // 3
    image.putpalette([*palette, 0, 0, 0])
    image.paste(hole, mask=visible.point([255] + [0] * 255))
    image.info["transparency"] = hole
    return image
