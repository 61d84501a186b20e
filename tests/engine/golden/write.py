"""`make golden`: write the golden pictures again; see `tests/engine/test_golden.py` for when and how."""

from filters.engine import OPERATIONS
from tests.engine.test_golden import GOLDEN, made

for path in GOLDEN.glob("*.png"):
    path.unlink()
for name, operation in OPERATIONS.items():
    made(operation).save(GOLDEN / f"{name}.png", optimize=True)
