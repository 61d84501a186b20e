"""`make bench-check`: has anything become slower?

Compares CPU time with what `benchmarks/recorded.json` says, as ratios to Pillow's decoding and encoding of the same
photo in the same run, so that another machine or a busy one says much the same: of the engine alone, in this process,
and of a request to the server. Everything is measured in turn, several times, and the best counts; what seems slower
is measured again before it is called so. Exit code 1 says that something is.

    make bench-check                # compare
    make bench-check ARGS=--record  # write recorded.json again, after a change that was meant
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable

from benchmarks import photos
from benchmarks.install import say
from benchmarks.load import play
from benchmarks.operations import BY_NAME, OPERATIONS
from benchmarks.peers import ask_imgsvc, imgsvc_server, target_of
from benchmarks.photos import Photo
from benchmarks.pillow import QUALITY
from benchmarks.places import RECORDED
from benchmarks.processes import Running
from benchmarks.rounds import in_process
from benchmarks.tables import table
from filters.engine import process

PHOTO = Photo("6", "jpeg")
NAMES = tuple(operation.name for operation in OPERATIONS if operation.name != "convert(avif)")  # seconds, not ours
ROUNDS = 5
REQUEST_S = 0.4
CONCURRENCY = 2
SLOWER, FASTER = 1.15, 0.85

Best = dict[tuple[str, str], float]  # (operation, "floor" | "engine" | "server"): seconds
Ratios = dict[str, dict[str, float]]  # operation: {"engine": ..., "server": ...}


def main() -> int:
    """Measure, compare, and say what is slower."""
    parser = argparse.ArgumentParser(
        prog="make bench-check", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--record", action="store_true", help="write benchmarks/recorded.json again")
    parser.add_argument("--port", type=int, default=9100, help="the port that the server takes (9100)")
    options = parser.parse_args()
    if not (options.record or RECORDED.exists()):
        say("Nothing has been recorded: make bench-check ARGS=--record")
        return 2
    photos.make([PHOTO])
    best: Best = {}
    with imgsvc_server(options.port) as server:
        _measure(NAMES, server, best)
        if options.record:
            _record(ratios(best))
            return 0
        recorded: Ratios = json.loads(RECORDED.read_text())
        again = slower(ratios(best), recorded)
        if again:
            say(f"once more, because they seem slower: {', '.join(again)}")
            _measure(again, server, best)
    now = ratios(best)
    print(comparison(now, recorded))
    worse = slower(now, recorded)
    print(f"\nSlower than recorded: {', '.join(worse)}" if worse else "\nNothing is slower than recorded.")
    return 1 if worse else 0


def ratios(best: Best) -> Ratios:
    """How many times the floor each operation costs, in the engine and as a request."""
    names = dict.fromkeys(name for name, _ in best)
    return {
        name: {part: round(best[name, part] / best[name, "floor"], 3) for part in ("engine", "server")}
        for name in names
    }


def slower(now: Ratios, recorded: Ratios) -> list[str]:
    """The operations that cost clearly more than recorded; what was never recorded is not among them."""
    return [
        name
        for name, parts in now.items()
        if any(parts[part] > SLOWER * known for part, known in recorded.get(name, {}).items())
    ]


def comparison(now: Ratios, recorded: Ratios) -> str:
    """A table of what was recorded and what is."""
    lines = []
    for name, parts in now.items():
        for part, value in parts.items():
            known = recorded.get(name, {}).get(part)
            lines.append((name, part, "" if known is None else f"{known:.2f}", f"{value:.2f}", _word(value, known)))
    return table(("operation", "", "recorded", "now", ""), lines)


def _word(value: float, known: float | None) -> str:
    if known is None:
        return "not recorded"
    if value > SLOWER * known:
        return f"{value / known:.2f} times"
    return "faster: record it" if value < FASTER * known else ""


def _measure(names: Iterable[str], server: Running, best: Best) -> None:
    """Take each in turn, and keep the least of every kind."""
    data = PHOTO.data()
    for number in range(ROUNDS):
        say(f"round {number + 1} of {ROUNDS}")
        for name in names:
            operation = BY_NAME[name]
            floor = in_process(PHOTO, operation, 0)
            _keep(best, (name, "floor"), floor.cpu_s / len(floor.latencies))
            start = time.process_time()
            process(data, operation.steps, format=target_of(PHOTO, operation), quality=QUALITY)
            _keep(best, (name, "engine"), time.process_time() - start)
            played = play(server, ask_imgsvc(PHOTO, operation), REQUEST_S, CONCURRENCY)
            _keep(best, (name, "server"), played.cpu_s / len(played.latencies))


def _keep(best: Best, key: tuple[str, str], seconds: float) -> None:
    best[key] = min(best.get(key, seconds), seconds)


def _record(now: Ratios) -> None:
    RECORDED.write_text(json.dumps(now, indent=2) + "\n")
    print(f"wrote {RECORDED.name}\n\n{comparison(now, now)}")


if __name__ == "__main__":
    sys.exit(main())
