"""Moved steps: a tone that keeps averages is set behind a shrink, where there are fewer pixels.

Such are straight tables and matrices that never cut anything off: what they make of a mean is the mean of what they
make. Within 2 of 255 for each tone, for values are rounded at other places. Where a filter with negative lobes
(lanczos, bicubic) overshoots at an edge, it is cut off before the tone instead of behind it: there, by as much as it
overshoots, on photos up to 15 of 255 at few pixels.
"""

import numpy as np

from filters.engine.kernels.matrices import is_cut_off
from filters.engine.kernels.points import Gradient, Matrix, Point, Table, simplified
from filters.engine.kernels.tables import LEVELS
from filters.engine.modes import Alpha
from filters.engine.operations.geometric import CuttingOperation, ResizingOperation, TurningOperation
from filters.engine.operations.point import ColorOperation
from filters.engine.plan.steps import Draft, PlannedStep, Rewrite, joined, neighbors_swapped

STRAIGHT = 1.0  # levels that a table may be off a straight line: Pillow's own arithmetic cuts fractions off
WORTH = 0.5  # the share of pixels that is left, from which on nothing is gained


def tone_last(draft: Draft) -> Draft:
    """Let each shrink pass the tones before it that it can pass."""
    return neighbors_swapped(draft, _swapped)


def _swapped(draft: Draft, number: int) -> Draft | None:
    tone, shrink = draft.steps[number : number + 2]
    known = draft.is_exact(number) and _is_opaque(draft, number)
    if not known or not _shrinks(shrink) or not _keeps_averages(tone):
        return None
    moved = draft.sized(shrink.paths, shrink.operation, tone.size_in)
    steps = (moved, draft.sized(tone.paths, tone.operation, moved.size_out))
    detail = f"{shrink.operation.op} comes before it"
    return draft.replaced(number, number + 2, steps, Rewrite("moved", joined(tone, shrink), detail))


def _shrinks(step: PlannedStep) -> bool:
    """Whether it averages the picture into a smaller one, and leaves no room around that."""
    if not isinstance(step.operation, ResizingOperation) or step.operation.by_light:
        return False
    layout = step.operation.layout(step.size_in)
    across, down = step.size_in
    return layout.shrinks and layout.picture == layout.canvas and _area(layout.canvas) < WORTH * across * down


def _area(size: tuple[int, int]) -> int:
    return size[0] * size[1]


def _is_opaque(draft: Draft, number: int) -> bool:
    """Whether no transparency can be there by then: where colors are weighed by it, rounding weighs more."""
    return not draft.header.has_alpha and all(map(_stays_opaque, draft.steps[:number]))


def _stays_opaque(step: PlannedStep) -> bool:
    operation = step.operation
    if isinstance(operation, TurningOperation):
        return operation.turn(step.size_in) is not None
    if isinstance(operation, ResizingOperation):
        layout = operation.layout(step.size_in)
        return layout.picture == layout.canvas
    return operation.alpha is not Alpha.OWN or isinstance(operation, CuttingOperation)


def _keeps_averages(step: PlannedStep) -> bool:
    return isinstance(step.operation, ColorOperation) and all(map(is_straight, simplified(step.operation.points())))


def is_straight(point: Point) -> bool:
    """Whether it makes of every mean of colors the mean of what it makes of them, and never cuts anything off."""
    if isinstance(point, Matrix):
        return not is_cut_off(point.numbers)
    if not isinstance(point, Table | Gradient):
        return False
    levels = np.frombuffer(point.entries, np.uint8).reshape(-1, LEVELS).astype(float)
    line = np.linspace(levels[:, 0], levels[:, -1], LEVELS, axis=1)
    return bool(np.abs(levels - line).max() <= STRAIGHT)
