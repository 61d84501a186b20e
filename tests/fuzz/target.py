"""One target of fuzzing in a process of its own: `python -m tests.fuzz.target NAME [options and folders of libFuzzer]`.

With the path of a single file it is run with that file alone, which is how a finding is looked at again.
"""

import sys

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["filters.engine"]):
    from tests.fuzz.targets import TARGETS, allowed


def main() -> None:
    """Fuzz the target until libFuzzer is done. Ends the process."""
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, lambda data: allowed(target, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
