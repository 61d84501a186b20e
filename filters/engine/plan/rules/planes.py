"""Planes: from JPEG to JPEG, averages are taken before the picture becomes RGB.

Brightness and color are averaged apart, the color at half the size as the file has it. What differs from the way over
RGB is below JPEG's own losses: on photos, a result at quality 80 is at most a tenth further from the true pixels.
A file with many colors outside of RGB, which are cut off on that way (drawings in pure colors), takes it after all: the
decoder sees to that.
"""

from dataclasses import replace

from filters.engine.operation import PlanarOperation
from filters.engine.operations.geometric import LaidOut, ResizingOperation
from filters.engine.output import AUTO
from filters.engine.plan.rules.reading import PLANES
from filters.engine.plan.steps import Draft, PlannedStep, Rewrite, joined

HALVED = (None, "4:2:0")  # the subsamplings that write the planes as they are


def keep_planes(draft: Draft) -> Draft:
    """Leave the picture in planes where every step takes them and the encoder does."""
    steps = tuple(_laid_out(draft, step) for step in draft.steps)
    if not steps or not _fits(draft) or not all(_takes_planes(step) for step in steps):
        return draft
    rewrite = Rewrite(PLANES, joined(*steps), "brightness and color are averaged apart, as the JPEG has them")
    decoding = replace(draft.decoding, planes=True)
    return replace(draft, steps=steps, decoding=decoding, rewrites=(*draft.rewrites, rewrite))


def _fits(draft: Draft) -> bool:
    header = draft.header
    whole = header.orientation == 1 and draft.frames == 1
    if not (whole and header.planes and header.native and draft.metadata == "strip" and len(draft.encodings) == 1):
        return False
    encoding = draft.encodings[0]
    asked = encoding.choices
    if encoding.format.name != "jpeg" or asked.quality == AUTO or asked.max_bytes is not None:
        return False
    return encoding.options.keys() <= {"quality", "subsampling"} and encoding.options.get("subsampling") in HALVED


def _laid_out(draft: Draft, step: PlannedStep) -> PlannedStep:
    """A resize with its numbers."""
    operation = step.operation
    if not isinstance(operation, ResizingOperation) or isinstance(operation, LaidOut) or not _known(draft, step):
        return step
    return replace(step, operation=LaidOut.of(operation, operation.layout(step.size_in)))


def _known(draft: Draft, step: PlannedStep) -> bool:
    return draft.is_exact(draft.steps.index(step))


def _takes_planes(step: PlannedStep) -> bool:
    return isinstance(step.operation, PlanarOperation) and step.operation.takes_planes
