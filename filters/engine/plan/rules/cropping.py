"""Cutting first: a step that looks at near pixels alone is only run where its result is kept.

Bit for bit; a `look`, whose arithmetic depends on the size, within 1 of 255. With alpha, a step whose transparent
neighbors borrow colors looks as far as these are lent.
"""

from filters.engine.boxes import Corners
from filters.engine.geometry import Size
from filters.engine.modes import Alpha
from filters.engine.operation import Operation
from filters.engine.operations.geometric import Cut, CuttingOperation
from filters.engine.plan.steps import Draft, PlannedStep, Rewrite, joined, neighbors_swapped

WORTH = 0.9  # the share of the picture that is left, margin included, from which on a second cut does not pay
LENT = 4  # colors come from up to three times as far as they are lent: see `modes.bleed`


def crop_first(draft: Draft) -> Draft:
    """Move cuts to the front as far as they can go, with the margin that the steps behind them need."""
    return neighbors_swapped(draft, _swapped)


def _swapped(draft: Draft, number: int) -> Draft | None:
    step, cut = draft.steps[number : number + 2]
    if not draft.is_exact(number) or not isinstance(cut.operation, CuttingOperation):
        return None
    corners = cut.operation.corners(cut.size_in)
    if isinstance(step.operation, CuttingOperation):
        return _joined(draft, number, step.operation, corners)
    if not step.operation.local or step.operation.decides or step.size_in != step.size_out:
        return None
    wide = _widened(corners, _margin(step.operation), step.size_in)
    if _area(wide) > WORTH * step.size_in[0] * step.size_in[1]:
        return None
    return draft.replaced(number, number + 2, _around(draft, step, cut, corners, wide), _rewrite(step, cut))


def _around(
    draft: Draft, step: PlannedStep, cut: PlannedStep, corners: Corners, wide: Corners
) -> tuple[PlannedStep, ...]:
    """A cut with its margin, the step, and where there is a margin, the cut that takes it off."""
    first = draft.sized(cut.paths, Cut(rectangle=wide), step.size_in)
    middle = draft.sized(step.paths, step.operation, first.size_out)
    if wide == corners:
        return first, middle
    left, top = wide[:2]
    inner = corners[0] - left, corners[1] - top, corners[2] - left, corners[3] - top
    return first, middle, draft.sized(cut.paths, Cut(rectangle=inner), middle.size_out)


def _joined(draft: Draft, number: int, first: CuttingOperation, inner: Corners) -> Draft:
    """Two cuts in a row as one."""
    outer = first.corners(draft.steps[number].size_in)
    left, top = outer[:2]
    whole = left + inner[0], top + inner[1], left + inner[2], top + inner[3]
    pair = draft.steps[number : number + 2]
    made = draft.sized(joined(*pair), Cut(rectangle=whole), pair[0].size_in)
    return draft.replaced(number, number + 2, (made,), Rewrite("cuts_joined", made.paths, "two cuts become one"))


def _rewrite(step: PlannedStep, cut: PlannedStep) -> Rewrite:
    reach = _margin(step.operation)
    detail = f"it is cut before {step.operation.op}" + (f", with a margin of {reach} px" if reach else "")
    return Rewrite("cropped_first", joined(cut, step), detail)


def _margin(operation: Operation) -> int:
    return operation.reach * (LENT if operation.alpha is Alpha.BLEED else 1)


def _widened(corners: Corners, margin: int, size: Size) -> Corners:
    left, top, right, bottom = corners
    return max(0, left - margin), max(0, top - margin), min(size[0], right + margin), min(size[1], bottom + margin)


def _area(corners: Corners) -> int:
    left, top, right, bottom = corners
    return (right - left) * (bottom - top)
