"""`python -m tests.fuzz`: look for inputs that make the engine fail, hang or swell. Findings are kept in var/fuzz/.

Atheris feeds each target (tests/fuzz/targets.py) with inputs that it changes to reach more of the engine's code. What
it found in earlier runs is where the next one begins.
"""

import argparse
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.fixtures.servers import ROOT
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS

FOLDER = ROOT / "var" / "fuzz"
HANGS_S = 15  # for one input, on a busy machine
MEMORY_MB = 2048
STATISTIC = re.compile(r"stat::number_of_executed_units:\s+(\d+)")
REACHED = re.compile(r"cov: (\d+) ft: (\d+)")
INSTRUMENTED = re.compile(r"^INFO: Instrumenting .*\n", re.MULTILINE)
TAIL = 4000  # characters of a log that are shown with a finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of fuzzing a target."""

    name: str
    executed: int
    reached: tuple[int, int]  # edges of code, and features
    findings: tuple[Path, ...]
    failed: bool
    log: str


def fuzz(name: str, seconds: float) -> Report:
    """Fuzz one target for so many seconds, or until it finds something."""
    folder = FOLDER / name
    known, findings = _seeded(folder / "seeds", name), folder / "findings"
    for made in (findings, folder / "reached"):
        made.mkdir(parents=True, exist_ok=True)
    before = set(findings.iterdir())
    options = [
        f"-max_total_time={max(1, round(seconds))}", f"-timeout={HANGS_S}", f"-rss_limit_mb={MEMORY_MB}",
        f"-artifact_prefix={findings}/", "-print_final_stats=1", "-max_len=20000",
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.target", name, *options, str(folder / "reached"), str(known)],
        cwd=ROOT, env=os.environ | {"PYTHONWARNINGS": "ignore"}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", check=False,
    )  # fmt: skip
    log = INSTRUMENTED.sub("", done.stdout)
    executed = STATISTIC.search(log)
    edges, features = max(((int(a), int(b)) for a, b in REACHED.findall(log)), default=(0, 0))
    return Report(
        name=name,
        executed=int(executed[1]) if executed else 0,
        reached=(edges, features),
        findings=tuple(sorted(set(findings.iterdir()) - before)),
        failed=done.returncode != 0,
        log=log[-TAIL:],
    )


def _seeded(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for data in seeds(name):
        (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    return folder


def told(report: Report) -> Iterator[str]:
    """The report, as lines for people."""
    edges, features = report.reached
    yield f"{report.name}: {report.executed} inputs, {edges} edges, {features} features"
    for finding in report.findings:
        yield f"  look again: python -m tests.fuzz.target {report.name} {finding.relative_to(ROOT)}"
    if report.failed:
        yield report.log


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz all targets, or those that are named; 1 where one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="TARGET", help=f"out of {', '.join(TARGETS)}; all by default")
    parser.add_argument("--seconds", type=float, default=600, help="for all of them together (default: 600)")
    parser.add_argument("--jobs", type=int, default=2, help="targets at one time (default: 2)")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.names) - set(TARGETS):
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    names = chosen.names or list(TARGETS)
    unit = chosen.seconds * chosen.jobs / sum(TARGETS[name].weight for name in names)
    failed = False
    with ThreadPoolExecutor(chosen.jobs) as pool:
        for report in pool.map(lambda name: fuzz(name, unit * TARGETS[name].weight), names):
            sys.stdout.write("\n".join(told(report)) + "\n")
            sys.stdout.flush()
            failed |= report.failed
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
