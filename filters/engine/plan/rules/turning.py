"""Turns: several become one, and one waits until the picture is small.

Joined turns are bit for bit the same. A turn behind a resize is within 1 of 255 of one before it, colors weighed by
their alpha: Pillow rounds once between columns and rows, and these change places. It also cuts off there what lanczos
and bicubic overshoot, which at hard edges comes to up to 30 of 255.
"""

from dataclasses import replace

from filters.engine.operations.geometric import (
    Cut,
    CuttingOperation,
    LaidOut,
    ResizingOperation,
    Turned,
    TurningOperation,
)
from filters.engine.plan.steps import Draft, PlannedStep, Rewrite, joined, neighbors_swapped
from filters.engine.turns import STILL, Turn, turned

LOPSIDED = ("nearest", "box")  # filters that take the one of two equally near pixels that lies to the left, or above


def join_turns(draft: Draft) -> Draft:
    """Make one turn, or none, of neighbors that only move pixels."""
    number = 0
    while number + 1 < len(draft.steps):
        pair = draft.steps[number : number + 2]
        turns = [turn_of(draft, number + place) for place in (0, 1)]
        if turns[0] is None or turns[1] is None:
            number += 1
            continue
        turn, paths = turned(*(one for one in turns if one)), joined(*pair)
        made = () if turn == STILL else (draft.sized(paths, Turned(turns=turn), pair[0].size_in),)
        detail = "these turns undo each other" if turn == STILL else "two turns become one"
        draft = draft.replaced(number, number + 2, made, Rewrite("turns_joined", paths, detail))
        number = max(0, number - 1)
    return draft


def turn_last(draft: Draft) -> Draft:
    """Cut and shrink before turning: fewer pixels move."""
    return neighbors_swapped(draft, _swapped)


def _swapped(draft: Draft, number: int) -> Draft | None:
    first, second = draft.steps[number : number + 2]
    turn = turn_of(draft, number)
    if turn is None or turn == STILL or isinstance(second.operation, LaidOut | Turned):
        return None
    step = before_turn(draft, second, turn, first)
    if step is None:
        return None
    if isinstance(step.operation, LaidOut):  # it turns by itself
        detail = "it shrinks before it is turned"
        return draft.replaced(number, number + 2, (step,), Rewrite("turned_small", step.paths, detail))
    rest = draft.sized(first.paths, Turned(turns=turn), step.size_out)
    detail = "it is cut before it is turned"
    return draft.replaced(number, number + 2, (step, rest), Rewrite("turned_small", joined(second, first), detail))


def before_turn(draft: Draft, step: PlannedStep, turn: Turn, turning: PlannedStep | None = None) -> PlannedStep | None:
    """The step for the picture as it is before `turn`; a resize turns its result, a cut leaves that to be done.

    None for other steps, and for those that do not make the picture smaller. `turning` is the step that turned.
    """
    operation, size = step.operation, step.size_in
    unturned = turn.inverse.size(size)
    if isinstance(operation, CuttingOperation):
        left, top, right, bottom = turn.inverse.box(operation.corners(size), size)
        cut = Cut(rectangle=(int(left), int(top), int(right), int(bottom)))
        return draft.sized(step.paths, cut, unturned)
    if isinstance(operation, ResizingOperation):
        layout = operation.layout(size)
        if not layout.shrinks or operation.resample in LOPSIDED:
            return None
        form = replace(layout, box=turn.inverse.box(layout.box, size))
        paths = joined(step, turning) if turning else step.paths
        return draft.sized(paths, LaidOut.of(operation, form, turn), unturned)
    return None


def turn_of(draft: Draft, number: int) -> Turn | None:
    """What step `number` does, where that is a turn and known."""
    step = draft.steps[number]
    is_turning = isinstance(step.operation, TurningOperation) and draft.is_exact(number)
    return step.operation.turn(step.size_in) if is_turning and isinstance(step.operation, TurningOperation) else None
