"""The child on a machine that lacks something: locked down all the same, as far as that goes."""

import errno
import os
from typing import Any
from unittest.mock import patch

from filters.isolation.sandbox import lock_down
from tests.isolation.children import MEMORY, answer, read_order


def absent(missing: str) -> Any:
    """What makes this process believe that it is not there: a library, a file system, or Landlock by an errno."""
    if missing == "libseccomp":
        return patch("filters.isolation.seccomp.pyseccomp", None)
    if missing == "/proc":
        return patch("filters.isolation.limits.MAPPED", "/proc/nothing")
    code = getattr(errno, missing)
    return patch("filters.isolation.landlock.system_call", side_effect=OSError(code, os.strerror(code)))


def main() -> None:
    with absent(read_order()["missing"]):
        told = lock_down(memory_bytes=MEMORY, readable=["/usr/lib", "/nowhere"])
    answer(told.as_dict())
    os._exit(0)


if __name__ == "__main__":
    main()
