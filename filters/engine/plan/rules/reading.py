"""Reading less: a file is decoded small or as it lies, where no more of it is needed.

- Reduced decode: a JPEG is decoded at 1/2, 1/4 or 1/8 of its sides (JPEG 2000: by powers of two), which averages
  blocks of pixels; never to less than the picture that a resize makes of it. The result is that of another shrinking
  filter: on photos the mean difference is below 3 of 255 (JPEG 2000: 7) and the structural similarity above 0.97.
  Filters too narrow to even out two steps (box, hamming, nearest) take the whole picture, as does averaging by light.
- Orientation: what is shrunk or cut first is turned upright afterwards: within 1 of 255, as in `turning`.
"""

from dataclasses import replace

from filters.engine.geometry import Box, Size
from filters.engine.operations.geometric import Cut, LaidOut, ResizingOperation, Turned
from filters.engine.plan.rules.turning import before_turn
from filters.engine.plan.steps import Draft, Rewrite, RuleName
from filters.engine.turns import STILL, UPRIGHT

REDUCED: RuleName = "reduced_decode"
PLANES: RuleName = "planes"
READING = (REDUCED, PLANES)
WIDE = ("lanczos", "bicubic", "bilinear")


def read_less(draft: Draft) -> Draft:
    """Let the decoder do what the first steps would undo."""
    if draft.frames != 1 or not draft.steps:
        return draft
    return _reduced(_unturned(draft))


def _unturned(draft: Draft) -> Draft:
    """Turn the picture upright behind its first step."""
    turn = UPRIGHT[draft.header.orientation]
    first = draft.steps[0]
    if draft.header.orientation == 1 or isinstance(first.operation, LaidOut):
        return draft
    step = before_turn(draft, first, turn)
    if step is None:
        return draft
    turned = [draft.sized(first.paths, Turned(turns=turn), step.size_out)] if isinstance(step.operation, Cut) else []
    rewrite = Rewrite("turned_small", first.paths, "it is brought upright when it is small")
    draft = draft.replaced(0, 1, (step, *turned), rewrite)
    return replace(draft, decoding=replace(draft.decoding, upright=False))


def _reduced(draft: Draft) -> Draft:
    """Decode at a fraction of the size. Not behind a cut: what was cut away would shine through at its edges."""
    step = draft.steps[0]
    operation = step.operation
    if not isinstance(operation, ResizingOperation) or operation.by_light or operation.resample not in WIDE:
        return draft
    layout = operation.layout(step.size_in)
    turns = operation.turns if isinstance(operation, LaidOut) else STILL
    margin = draft.header.scale_margin
    least = turns.inverse.size((layout.picture[0] * margin, layout.picture[1] * margin))
    scale = _scale(layout.box, least, draft.header.scales)
    if scale == 1:
        return draft
    size = reduced_size(step.size_in, scale)
    left, top, right, bottom = (edge / scale for edge in layout.box)
    smaller = LaidOut.of(operation, replace(layout, box=(left, top, right, bottom)), turns)
    rewrite = Rewrite(REDUCED, step.paths, f"it is decoded at 1/{scale} of its size, {size[0]} x {size[1]}")
    draft = draft.replaced(0, 1, (draft.sized(step.paths, smaller, size),), rewrite)
    return replace(draft, decoding=replace(draft.decoding, scale=scale))


def _scale(box: Box, least: Size, scales: tuple[int, ...]) -> int:
    """The largest fraction at which the box still has `least` pixels; 1 where there is none."""
    across, down = box[2] - box[0], box[3] - box[1]
    return max((one for one in scales if across >= least[0] * one and down >= least[1] * one), default=1)


def reduced_size(size: Size, scale: int) -> Size:
    """The size of a picture that is decoded at 1/scale."""
    return -(-size[0] // scale), -(-size[1] // scale)
