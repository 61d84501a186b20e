"""Fused steps: neighbors that each follow from a pixel's color alone run as one chain.

Tables become one table, and what else there is goes through the processor's cache strip by strip, see
`kernels.points`: bit for bit. Two color matrices at the end, of which the first cuts nothing off, become one: within 2
of 255.
"""

from dataclasses import replace

from filters.engine.kernels.matrices import joined_matrices
from filters.engine.kernels.points import Matrix
from filters.engine.operations.point import ColorOperation, Points
from filters.engine.plan.steps import Draft, PlannedStep, Rewrite, joined


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
    return replace(draft, steps=tuple(map(_ended, draft.steps)))


def _ended(step: PlannedStep) -> PlannedStep:
    """The step with the last two points of its chain as one, where these are matrices and the product near enough.

    Not earlier in the chain: what follows could make the difference larger.
    """
    operation = step.operation
    if not isinstance(operation, Points) or len(operation.chain) < 2:
        return step
    *before, first, second = operation.chain
    if not isinstance(first, Matrix) or not isinstance(second, Matrix):
        return step
    product = joined_matrices(first.numbers, second.numbers)
    return step if product is None else replace(step, operation=Points(chain=(*before, Matrix(product))))
