"""The value of any rank and the most common value of each neighborhood, by sorting many neighborhoods at once.

Pillow goes from pixel to pixel, which takes 13 s for ranks among 7 x 7 on 12 megapixels; a sorting network takes 1 s.
The network is Batcher's odd-even merge sort (1968; Knuth, The Art of Computer Programming 5.2.2, algorithm M),
without what the wanted rank does not depend on.
"""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise

import numpy as np
from PIL import ImageFilter

from filters.engine.kernels.vision import Pixels, cv2, from_array, to_array

STRIP = 1 << 16  # bytes worked on at a time: with all neighbors, they stay near the processor

MODES = ("L", "La", "RGB", "RGBa")  # by the number of channels

Box = tuple[int, int, int, int]
Comparator = tuple[int, int, bool, bool]  # two places, and whether the smaller and the larger value are needed


def ranked(pixels: Pixels, size: int, rank: int) -> Pixels:
    """The value at `rank`, 0 being the smallest, of each square of `size`, which is odd; as `ImageFilter.RankFilter`.

    Each channel of the 8-bit pixels on its own; past the border, the outermost ones are repeated.
    """
    return _by_neighborhood(pixels, size, lambda values: _sort(values, network(size**2, rank))[rank])


def most_common(pixels: Pixels, size: int) -> Pixels:
    """The most common value of each square of `size`, which is odd and at most 15; as `ImageFilter.ModeFilter`.

    Of equally common ones the smallest; where none comes three times, a pixel keeps its own. Each channel of the
    8-bit pixels on its own; what lies past the border does not count.
    """
    made = _by_neighborhood(pixels, size, lambda values: _longest_run(values, network(size**2)))
    mode = MODES[pixels[0, 0].size - 1]
    for (left, top, right, bottom), at in _border_strips((pixels.shape[1], pixels.shape[0]), size // 2):
        strip = from_array(pixels[top:bottom, left:right], mode).filter(ImageFilter.ModeFilter(size)).crop(at)
        made[top + at[1] : top + at[3], left + at[0] : left + at[2]] = to_array(strip)
    return made


def _border_strips(size: tuple[int, int], margin: int) -> Iterator[tuple[Box, Box]]:
    """What near the border is computed apart: boxes of the picture, and in each, the box whose neighbors it holds."""
    width, height = size
    deep, wide = min(2 * margin, height), min(2 * margin, width)
    near, far = min(margin, height), min(margin, width)
    yield (0, 0, width, deep), (0, 0, width, near)
    yield (0, height - deep, width, height), (0, deep - near, width, deep)
    yield (0, 0, wide, height), (0, 0, far, height)
    yield (width - wide, 0, width, height), (wide - far, 0, wide, height)


def _by_neighborhood(pixels: Pixels, size: int, chosen: Callable[[list[Pixels]], Pixels]) -> Pixels:
    """What is `chosen` among the arrays of neighbors, given row by row; it may use them up."""
    margin = size // 2
    around = cv2.copyMakeBorder(pixels, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    height, width = pixels.shape[:2]
    made = np.empty_like(pixels)
    rows = max(1, STRIP // (pixels.size // height))
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        made[top:bottom] = chosen(
            [
                around[top + down : bottom + down, across : across + width].copy()
                for down in range(size)
                for across in range(size)
            ]
        )
    return made


def _sort(values: list[Pixels], comparators: tuple[Comparator, ...]) -> list[Pixels]:
    """The arrays, sorted place by place as far as the comparators go."""
    spare = np.empty_like(values[0])
    for low, high, smaller, larger in comparators:
        one, other = values[low], values[high]
        if smaller:
            np.minimum(one, other, out=spare)
        if larger:
            np.maximum(one, other, out=other)
        if smaller:
            values[low], spare = spare, one
    return values


def _longest_run(values: list[Pixels], comparators: tuple[Comparator, ...]) -> Pixels:
    """The value that is most often the same, or the middle one of `values` where none is so three times."""
    own = values[len(values) // 2].copy()
    values = _sort(values, comparators)
    common = values[0].copy()
    run, longest = np.ones_like(own), np.ones_like(own)
    for before, value in pairwise(values):
        run *= before == value
        run += 1
        np.maximum(common, value * (run > longest), out=common)  # values only grow
        np.maximum(longest, run, out=longest)
    return np.where(longest > 2, common, own)


@cache
def network(count: int, rank: int | None = None) -> tuple[Comparator, ...]:
    """The comparators that bring the value of `rank` among `count`, or every value, to its place; in their order."""
    needed = set(range(count)) if rank is None else {rank}
    kept: list[Comparator] = []
    for low, high in reversed(list(_merge_sort(count))):
        if low in needed or high in needed:
            kept.append((low, high, low in needed, high in needed))
            needed |= {low, high}
    return tuple(reversed(kept))


def _merge_sort(count: int) -> Iterator[tuple[int, int]]:
    """Batcher's network for any count, as in Knuth's algorithm M."""
    top = 1 << (count - 1).bit_length() - 1
    step = top
    while step:
        until, offset, distance = top, 0, step
        while True:
            yield from ((low, low + distance) for low in range(count - distance) if low & step == offset)
            if until == step:
                break
            distance, until, offset = until - step, until >> 1, step
        step >>= 1
