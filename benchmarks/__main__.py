"""`make bench`: every service, the same photos and operations, in alternating rounds.

    make bench                                                 # about half an hour on two cores
    make bench ARGS="--operations tone6,median(3) --sizes 24"  # a part
    make bench ARGS=--write                                    # and write benchmarks/RESULTS.md and the chart

What the options leave open is the default matrix: every operation on the JPEG of six megapixels, a few on the other
sizes and formats.
"""

import argparse
import signal
import sys
from collections.abc import Callable, Collection
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from benchmarks import chart, machine, memory, page, photos, stages
from benchmarks.bar import verdicts
from benchmarks.install import NotInstallable, say
from benchmarks.operations import BY_NAME as OPERATIONS
from benchmarks.operations import Operation
from benchmarks.peers import BY_NAME as PEERS
from benchmarks.peers import IMGSVC, Peer
from benchmarks.photos import Photo
from benchmarks.places import CHART, RESULTS, ROOT, RUN
from benchmarks.processes import DidNotStart, Running
from benchmarks.rounds import rows_of
from benchmarks.run import Run, load
from benchmarks.tables import operation_table

FEW = ("re-encode", "gaussian(2)", "resize(800)", "tone6")
DEFAULT = {
    Photo("6", "jpeg"): tuple(OPERATIONS),
    Photo("0.2", "jpeg"): FEW,
    Photo("12", "jpeg"): FEW,
    Photo("24", "jpeg"): FEW,
    Photo("6", "png"): FEW,
    Photo("6", "webp"): FEW,
}


def main() -> int:
    """Measure what is asked for and print it."""
    signal.signal(signal.SIGTERM, _leave)
    options = _options()
    try:
        run = load(RUN) if options.render else _measure(options)
    except (NotInstallable, DidNotStart) as error:
        say(str(error))
        return 2
    if options.write or options.render:
        RESULTS.write_text(page.write(run))
        CHART.write_text(chart.draw(run.rows, f"{run.machine['processor']}, {run.machine['date']}; make bench"))
        say(f"wrote {RESULTS.relative_to(ROOT)} and {CHART.relative_to(ROOT)}")
    return 0


def _measure(options: argparse.Namespace) -> Run:
    """The rows of the matrix, and of the whole of it memory and stages as well; kept in var/bench/run.json."""
    matrix = _matrix(options)
    whole = not (options.sizes or options.formats or options.operations)
    wanted = [photo for photo, _ in matrix] + (list(memory.PHOTOS) if whole else [])
    run = Run({}, photos.make(wanted, options.photo), options.rounds, options.seconds)
    with ExitStack() as stack:
        servers = _start(options.peers, options.port, stack)
        run.machine = machine.description()
        for number, (photo, operation) in enumerate(matrix, 1):
            say(f"[{number}/{len(matrix)}] {photo.name} {operation.name}")
            found = list(rows_of(photo, operation, servers, rounds=options.rounds, seconds=options.seconds))
            print(f"\n{photo.title}: {operation.name}\n\n{operation_table(found)}", flush=True)
            run.rows += found
        if whole and IMGSVC in servers:
            say("where the time of a request goes ...")
            run.stages = stages.measure(servers[IMGSVC][1].port, matrix[0][0])
    print("\nbelow the bar:\n" + ("\n".join(page.missed(verdicts(run.rows))) or "nothing"))
    if whole and IMGSVC in servers:
        say("memory of a request ...")
        run.memory = list(memory.measure(options.port))
        print(f"\n{page.memory_table(run.memory)}\n\n{page.stages_table(run.stages)}")
    run.save(RUN)
    return run


def _start(names: list[str], port: int, stack: ExitStack) -> dict[str, tuple[Peer, Running]]:
    """Every server, each on its own port; a peer that cannot be installed or started is left out with a word."""
    servers = {}
    for number, name in enumerate(names):
        say(f"starting {PEERS[name].title} ...")
        try:
            servers[name] = PEERS[name], stack.enter_context(PEERS[name].start(port + number))
        except (NotInstallable, DidNotStart) as error:
            if name == IMGSVC:
                raise
            say(f"left out: {error}")
    return servers


def _matrix(options: argparse.Namespace) -> list[tuple[Photo, Operation]]:
    """Photo by photo, what is done to it."""
    if not (options.sizes or options.formats or options.operations):
        return [(photo, OPERATIONS[name]) for photo, names in DEFAULT.items() for name in names]
    wanted = [Photo(size, kind) for size in options.sizes or ["6"] for kind in options.formats or ["jpeg"]]
    return [(photo, OPERATIONS[name]) for photo in wanted for name in options.operations or OPERATIONS]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    some: dict[str, tuple[str, Collection[str]]] = {
        "sizes": ("megapixels", photos.SIZES),
        "formats": ("of the photo", photos.FORMATS),
        "operations": ("what is done", OPERATIONS),
        "peers": ("services", PEERS),
    }
    for name, (words, known) in some.items():
        default = list(known) if name == "peers" else None
        parser.add_argument(
            f"--{name}", type=_some_of(known), default=default, metavar="A,B", help=f"{words}: {', '.join(known)}"
        )
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each service (3)")
    parser.add_argument("--seconds", type=float, default=1.5, help="seconds of each service in a round (1.5)")
    parser.add_argument("--port", type=int, default=9100, help="the first of the ports that the servers take (9100)")
    parser.add_argument("--photo", type=Path, help="a photo of your own instead of the package's")
    parser.add_argument("--write", action="store_true", help="write benchmarks/RESULTS.md and docs/speed.svg")
    parser.add_argument("--render", action="store_true", help="write them again out of the last run")
    return parser.parse_args()


def _some_of(known: Collection[str]) -> Callable[[str], list[str]]:
    def read(text: str) -> list[str]:
        names = text.split(",")
        unknown = [name for name in names if name not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: choose from {', '.join(known)}")
        return names

    return read


def _leave(number: int, frame: FrameType | None) -> None:
    """Stop as Ctrl-C does, so that the servers are stopped."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
