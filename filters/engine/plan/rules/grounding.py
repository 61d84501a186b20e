"""Grounding: where the format has no transparency, empty corners get the color at once on which they would be laid.

Within 1 of 255: a color is mixed in once instead of twice. A gray picture stays gray.
"""

from dataclasses import replace

from filters.engine.operations.turn import Rotate
from filters.engine.plan.steps import GROUNDED, Draft, Rewrite


def ground_corners(draft: Draft) -> Draft:
    """Give a rotation at the end the output's background, where it would leave corners transparent."""
    colors = {encoding.background for encoding in draft.encodings}
    opaque = not draft.header.has_alpha and not any(encoding.format.alpha for encoding in draft.encodings)
    last = len(draft.steps) - 1
    if last < 0 or not opaque or len(colors) != 1 or not draft.is_exact(last):
        return draft
    step = draft.steps[last]
    if not isinstance(step.operation, Rotate) or not step.operation.leaves_corners(step.size_in):
        return draft
    color = "#{:02x}{:02x}{:02x}".format(*colors.pop())
    made = replace(step, operation=step.operation.model_copy(update={"background": color}))
    detail = f"its corners get the color on which they would be laid: {color}"
    return draft.replaced(last, last + 1, (made,), Rewrite(GROUNDED, step.paths, detail))
