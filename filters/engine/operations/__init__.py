"""The catalog: every family of operations, in the order that people see them."""

from filters.engine.operations import blur
from filters.engine.registry import Registry

OPERATIONS = Registry(
    blur.OPERATIONS,
)
