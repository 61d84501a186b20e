"""Few colors, few tones."""

from typing import Annotated, ClassVar, Literal

import numpy as np
from PIL import Image
from pydantic import Field

from filters.engine.kernels.pairs import looked_up_with
from filters.engine.kernels.rows import over_rows
from filters.engine.kernels.vision import Pixels, from_array, mode_of, to_array
from filters.engine.modes import join_alpha, split_alpha
from filters.engine.operation import ArrayOperation, Operation
from filters.engine.operations.visible import without_hidden

FAMILY = "Effects"
SAMPLE = 1 << 15  # pixels that a palette is chosen from: median cut takes 20 s over 12 million
METHODS = {
    "median_cut": Image.Quantize.MEDIANCUT,
    "max_coverage": Image.Quantize.MAXCOVERAGE,
    "fast_octree": Image.Quantize.FASTOCTREE,
}


class Quantize(Operation):
    """Leaves a few colors only, chosen to suit the picture.

    Pillow's `Image.quantize` of the visible pixels. Where there are 32 768 of them or more, the palette is chosen from
    so many, evenly taken, and every pixel gets the nearest of its colors.
    """

    op: ClassVar[str] = "quantize"
    family: ClassVar[str] = FAMILY

    colors: Annotated[int, Field(ge=2, le=256, description="How many colors are left.")] = 16
    method: Annotated[
        Literal["median_cut", "max_coverage", "fast_octree"],
        Field(description="How they are chosen: by area, by range, or quickly."),
    ] = "median_cut"
    kmeans: Annotated[
        int,
        Field(
            ge=0,
            le=1000,
            description="Refine the choice until no more than this many pixels change; 0 does not refine, "
            "and fast_octree never does.",
        ),
    ] = 0
    dither: Annotated[
        Literal["none", "floyd_steinberg"],
        Field(description="floyd_steinberg scatters the colors so that those between remain."),
    ] = "none"

    def transform(self, image: Image.Image) -> Image.Image:
        color, alpha = split_alpha(without_hidden(image))
        rgb = color if color.mode == "RGB" else color.convert("RGB")
        pixels = to_array(rgb)
        visible = np.ones(pixels.shape[:2], bool) if alpha is None else to_array(alpha) > 0
        sample = _sample(pixels, visible)
        if not sample.size:
            return image
        chosen = Image.fromarray(sample[np.newaxis]).quantize(self.colors, METHODS[self.method], self.kmeans)
        if self.dither == "none" and len(sample) < SAMPLE:
            few = pixels.copy()
            few[visible] = to_array(chosen.convert("RGB"))[0]
            made = Image.fromarray(few)
        else:
            dither = Image.Dither.FLOYDSTEINBERG if self.dither == "floyd_steinberg" else Image.Dither.NONE
            made = rgb.quantize(palette=chosen, dither=dither).convert("RGB")
        return join_alpha(made if color.mode == "RGB" else made.convert(color.mode), alpha)


class Dither(ArrayOperation):
    """Leaves a few tones of each channel and scatters them, as old screens and printers did."""

    op: ClassVar[str] = "dither"
    family: ClassVar[str] = FAMILY

    levels: Annotated[int, Field(ge=2, le=128, description="How many tones each channel keeps.")] = 2
    method: Annotated[
        Literal["bayer", "floyd_steinberg"],
        Field(description="bayer makes an even pattern, floyd_steinberg an irregular one."),
    ] = "bayer"
    size: Annotated[
        Literal["2", "4", "8"], Field(description="Width of the bayer pattern; larger ones show more tones.")
    ] = "8"

    def transform(self, image: Image.Image) -> Image.Image:
        color, alpha = split_alpha(without_hidden(image))
        return join_alpha(super().transform(color), alpha)

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        if self.method == "bayer":
            return self._ordered(pixels)
        return to_array(self._diffused(from_array(pixels, mode_of(pixels))))

    def _ordered(self, pixels: Pixels) -> Pixels:
        """Round up where the part lost by rounding down is larger than the pattern's threshold there."""
        thresholds = bayer(int(self.size))
        steps = np.arange(256) * (self.levels - 1) / 255
        up = steps % 1 > thresholds.reshape(-1, 1)
        tones = np.zeros((256, 256), np.uint8)
        tones[: thresholds.size] = np.rint((np.floor(steps) + up) * (255 / (self.levels - 1)))
        side = len(thresholds)
        cell = np.arange(side * side, dtype=np.uint8).reshape(side, side)

        def scatter(block: Pixels, rows: slice) -> Pixels:
            lines = np.resize(np.roll(cell, -rows.start, axis=0), (len(block), side))
            places = np.ascontiguousarray(np.tile(lines, -(-block.shape[1] // side))[:, : block.shape[1]])
            return looked_up_with(block, places, tones)

        return over_rows(pixels, scatter)

    def _diffused(self, color: Image.Image) -> Image.Image:
        """Pillow diffuses errors towards a palette; a palette of grays makes it do so in one channel."""
        palette = Image.new("P", (1, 1))
        tones = np.rint(np.linspace(0, 255, self.levels)).astype(int).tolist()
        palette.putpalette([tone for tone in tones for _ in range(3)])
        dithered = [
            band.convert("RGB").quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG).convert("L")
            for band in color.split()
        ]
        return Image.merge(color.mode, dithered)


def bayer(side: int) -> Pixels:
    """The thresholds, 0..1, of ordered dithering: B. E. Bayer, "An optimum method for two-level rendition of
    continuous-tone pictures", IEEE International Conference on Communications (1973)."""
    order = np.zeros((1, 1))
    while len(order) < side:
        order = np.block([[4 * order, 4 * order + 2], [4 * order + 3, 4 * order + 1]])
    return np.asarray((order + 0.5) / order.size)


def _sample(pixels: Pixels, visible: Pixels) -> Pixels:
    """Up to `SAMPLE` visible pixels, in their order and evenly taken: shape (n, 3)."""
    in_line = visible.sum(axis=1)
    ends = in_line.cumsum()
    count = min(int(ends[-1]), SAMPLE)
    wanted = np.arange(count) * int(ends[-1]) // max(count, 1)
    lines, firsts = np.unique(np.searchsorted(ends, wanted, side="right"), return_index=True)
    parts = np.split(wanted, firsts[1:])
    picked = [
        pixels[line][np.flatnonzero(visible[line])[part - (ends[line] - in_line[line])]]
        for line, part in zip(lines, parts, strict=count > 0)
    ]
    return np.concatenate([np.empty((0, 3), np.uint8), *picked])


OPERATIONS = (Quantize, Dither)
