"""benchmarks/RESULTS.md, out of a run."""

from collections.abc import Iterable, Sequence

from benchmarks.bar import Verdict, verdicts
from benchmarks.figures import Row
from benchmarks.load import CONCURRENCY
from benchmarks.memory import MB, Memory
from benchmarks.peers import PROCESSES
from benchmarks.photos import FORMATS, Photo
from benchmarks.pillow import QUALITY
from benchmarks.run import Run
from benchmarks.stages import Stages
from benchmarks.tables import operation_table, table

AGAINST = ("snippet", "thumbor", "sharp", "floor", "in process")

HEAD = """# How fast imgsvc is

<!-- Written by `make bench ARGS=--write`. Run it again instead of changing this page. -->

One command starts every service, plays the same photos and operations against each in alternating rounds, and counts
the CPU time of all of its processes out of /proc. `make bench` does it on your machine; the peers install themselves.
"""

HOW = f"""
## How it is measured

- Every service runs {PROCESSES} processes, and gets {CONCURRENCY} requests at a time, each on a connection of its own;
  quality {QUALITY}, everything else as it ships.
- As they ship, thumbor and ipx write progressive JPEGs, which take more time and are smaller: see *answer kB*.
- imgsvc, the snippet, sharp and the floor get the photo in the request; thumbor and ipx read it from a folder, which
  spares them the upload.
- *CPU ms* is user and system time per request, of the server and all of its processes. *peak MB* sums the largest
  resident memory of each process; what they share counts in each.
- *SSIM* is the likeness of the answer to Pillow's own (luma, in the middle of the picture); below 0.95 it is said
  beside it, as is any other size, format or color, so that nobody wins by doing less. sharp's gray is of linear light,
  and its brightness and saturation are those of LCh: other pixels, not less work; with transparency its gamma comes
  out too dark after them. ipx rotates bilinearly.
- *floor* is a server that only decodes and encodes with Pillow, *in process* the same without a server.
- The snippet is the one of FastAPI's and Pillow's tutorials: `UploadFile`, one call of Pillow, `StreamingResponse`.
"""

BAR = """
First, how many times imgsvc's CPU the other takes; then, how many times the other's requests a second imgsvc answers:
above 1, imgsvc is faster. For the two floors it is the other way round: how many times the floor's CPU imgsvc takes.
What misses the bar is **bold**, what has no bar is in *italics*.

The bar: against the snippet 3 for filters and tone chains, 2 for resizing and 1 for the rest; against thumbor 2;
against sharp 1 for filters, tone chains and grayscale and 0.9 for resizing; of the floor at most 1.6 for a Gaussian
blur, 1.3 for a tone chain and 1.2 for grayscale.
"""


def write(run: Run) -> str:
    """The page."""
    found = verdicts(run.rows)
    parts = [HEAD, _machine(run), HOW, "\n## Where it stands\n", BAR, _matrix(run.rows, found), _missed(found)]
    if run.memory:
        parts += ["\n## Memory of one request\n", memory_table(run.memory)]
    if run.stages:
        parts += ["\n## Where the time of one request goes (ms)\n", stages_table(run.stages)]
    for photo in dict.fromkeys(row.photo for row in run.rows):
        parts.append(f"\n## {_photo(photo).title}\n")
        for name in dict.fromkeys(row.operation for row in run.rows if row.photo == photo):
            rows = [row for row in run.rows if (row.photo, row.operation) == (photo, name)]
            parts.append(f"### {name}\n\n{operation_table(rows)}\n")
    return "\n\n".join(part.strip() for part in parts) + "\n"


def memory_table(memory: Iterable[Memory]) -> str:
    """What a request takes above an idle worker."""
    head = ("photo, operation", "idle MB", "above MB", "bytes a pixel", "")
    return table(
        head,
        (
            (
                f"{entry.photo}, {entry.operation}",
                f"{entry.idle / MB:.0f}",
                f"{entry.above / MB:.0f}",
                f"{entry.per_pixel:.1f}",
                "met" if entry.met else "**missed**",
            )
            for entry in memory
        ),
    )


def stages_table(stages: Stages) -> str:
    """The medians of Server-Timing."""
    names = list(dict.fromkeys(stage for found in stages.values() for stage in found))
    lines = (
        [name, *(f"{found[stage]:.1f}" if stage in found else "" for stage in names)] for name, found in stages.items()
    )
    return table(["operation", *names], lines)


def missed(found: Sequence[Verdict]) -> list[str]:
    """A line for each comparison below the bar."""
    return [_miss(verdict) for verdict in found if not verdict.met]


def _machine(run: Run) -> str:
    facts = [*run.machine.items(), ("photos", run.photos)]
    facts.append(("rounds", f"{run.rounds} of {run.seconds:g} s for each service and row, or what one round takes"))
    return "\n".join(f"- {name}: {text}" for name, text in facts)


def _matrix(rows: Sequence[Row], found: Sequence[Verdict]) -> str:
    """A line for each photo and operation, a column for each comparison."""
    judged = {(verdict.photo, verdict.operation, verdict.peer): verdict for verdict in found}
    answered = {(row.photo, row.operation, row.peer): row for row in rows if row.requests}
    lines = []
    for photo, name in dict.fromkeys((row.photo, row.operation) for row in rows):
        ours = answered.get((photo, name, "imgsvc"))
        if ours:
            cells = [
                _cell(judged.get((photo, name, peer)), answered.get((photo, name, peer)), ours) for peer in AGAINST
            ]
            lines.append([f"{photo}, {name}", f"{ours.cpu:.1f}", f"{ours.rate:.1f}", *cells])
    return table(["photo, operation", "CPU ms", "req/s", *AGAINST], lines)


def _cell(verdict: Verdict | None, theirs: Row | None, ours: Row) -> str:
    if theirs is None:
        return ""
    if theirs.peer in {"floor", "in process"}:
        text = f"{ours.cpu / theirs.cpu:.2f}"
    else:
        text = f"{theirs.cpu / ours.cpu:.2f}, {ours.rate / theirs.rate:.2f}"
    if verdict is None:
        return f"*{text}*"
    return text if verdict.met else f"**{text}**"


def _missed(found: Sequence[Verdict]) -> str:
    lines = missed(found)
    if not lines:
        return "\nEvery comparison meets the bar."
    return f"\n{len(found) - len(lines)} of {len(found)} comparisons meet the bar. These do not:\n\n" + "\n".join(lines)


def _miss(verdict: Verdict) -> str:
    what = f"- {verdict.photo}, {verdict.operation}, against {verdict.peer}: {verdict.cpu:.2f} of CPU"
    if verdict.rate is None:
        return f"{what}, at most {verdict.bar:.1f}"
    return f"{what}, {verdict.rate:.2f} of requests a second, at least {verdict.bar:.1f}"


def _photo(name: str) -> Photo:
    size, _, ending = name.rpartition(".")
    return Photo(size, next(key for key, known in FORMATS.items() if known == ending))
