"""Starting an interpreter of its own for what cannot be taken back, and reading its answer."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
NOBODY = 65_534
MEMORY = 768 * 1024 * 1024
USERS = {"as it was started": None} | ({"as an ordinary user": NOBODY} if os.geteuid() == 0 else {})
"""Root could do what others cannot, with and without isolation; so it is tried as somebody else, too."""


def answer_of(module: str, **order: Any) -> Any:
    """What the child says that runs a module of these tests, having read the order from its standard input."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.isolation.{module}"], cwd=ROOT, input=json.dumps(order),
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def read_order() -> dict[str, Any]:
    """In the child: what it is to do."""
    order: dict[str, Any] = json.load(sys.stdin)
    return order


def answer(value: Any) -> None:
    """In the child: say it, and leave nothing to be done at exit."""
    sys.stdout.write(json.dumps(value))
    sys.stdout.flush()


def become(user: int | None) -> None:
    """In the child: give up root, for good."""
    if user is not None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
