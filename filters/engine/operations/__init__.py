"""The catalog: every family of operations, in the order that people see them."""

from filters.engine.operations import blur, border, color, crop, edges, look, resize, scale, sharpen, tone, turn
from filters.engine.registry import Registry

OPERATIONS = Registry(
    resize.OPERATIONS,
    crop.OPERATIONS,
    turn.OPERATIONS,
    scale.OPERATIONS,
    border.OPERATIONS,
    tone.OPERATIONS,
    color.OPERATIONS,
    look.OPERATIONS,
    blur.OPERATIONS,
    sharpen.OPERATIONS,
    edges.OPERATIONS,
)
