"""`python -m tests.corpus`: have the engine and a real server look at every picture that Pillow is tested with.

Every file is answered with a picture or a documented refusal, within bounds of CPU time and memory, and then the next
good request is. What is not so is listed, and the exit status is 1. Without the network, or where the pinned hash does
not fit, it fails.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.corpus.fetch import fetch
from tests.fixtures.servers import running_server
from tests.hostile.asking import Asked
from tests.hostile.judge import HANGS_S, Judge

FEWEST = 1000  # files that have to be there
SETTINGS = {"WEB_CONCURRENCY": "1", "IMGSVC_PIXEL_WORKERS": "1", "IMGSVC_DEADLINE_S": f"{HANGS_S:g}"}


def by_engine(files: list[Path], counted: Counter[str]) -> Iterator[str]:
    """What is wrong with what the engine makes of them."""
    with Judge() as judge:
        for path in files:
            for verdict in judge.verdicts(path):
                counted[f"engine {verdict.status}"] += 1
                yield from (f"{path.name}: {complaint}" for complaint in verdict.complaints())


def over_http(files: list[Path], counted: Counter[str]) -> Iterator[str]:
    """What is wrong with how a real server answers them."""
    with (
        TemporaryDirectory() as name,
        running_server(Path(name), **SETTINGS) as server,
    ):
        asked = Asked(server)
        before = asked.resident()
        for path in files:
            for answer in asked.answers(path.read_bytes()):
                counted[f"HTTP {answer.status}"] += 1
                yield from (f"{path.name}: {complaint}" for complaint in answer.complaints())
            if not asked.still_works():
                yield f"{path.name}: the next good request was not answered with a picture"
        counted["MiB that the server grew by in all"] = (asked.resident() - before) >> 20


def main() -> int:
    """Look at all of them, telling what is wrong as it comes; 1 where anything is."""
    files = sorted(path for path in fetch().iterdir() if path.is_file())
    counted: Counter[str] = Counter(files=len(files))
    wrong = 0
    fewer = [f"only {len(files)} files"] if len(files) < FEWEST else []
    for line in chain(fewer, by_engine(files, counted), over_http(files, counted)):
        wrong += 1
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    sys.stdout.write(", ".join(f"{name}: {count}" for name, count in sorted(counted.items())) + "\n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
