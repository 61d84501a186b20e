"""Fused steps: neighbors that each follow from a pixel's color alone run as one chain.

Bit for bit. Tables become one table; the rest goes through the processor's cache strip by strip, see `kernels.points`.
"""

from filters.engine.operations.point import ColorOperation, Points
from filters.engine.plan.steps import Draft, Rewrite, joined


def fuse_points(draft: Draft) -> Draft:
    """Make one step of point operations that follow one another."""
    number = 0
    while number + 1 < len(draft.steps):
        pair = draft.steps[number : number + 2]
        first, second = pair[0].operation, pair[1].operation
        if not (isinstance(first, ColorOperation) and isinstance(second, ColorOperation)):
            number += 1
            continue
        chain = Points(chain=(*first.points(), *second.points()))
        step = draft.sized(joined(*pair), chain, pair[0].size_in)
        before = draft.rewrites
        detail = "they run as one: " + ", ".join(path for path in step.paths)
        draft = draft.replaced(number, number + 2, (step,), Rewrite("fused", step.paths, detail))
        if before and before[-1].rule == "fused" and set(before[-1].paths) < set(step.paths):
            draft = draft.saying((*before[:-1], draft.rewrites[-1]))
    return draft
