"""Where the benchmark keeps what it makes: nothing of it is in the repository, but the results."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "benchmarks"
WORK = ROOT / "var" / "bench"  # environments of the peers, photos, logs
PHOTOS = WORK / "photos"
LOGS = WORK / "logs"
RUN = WORK / "run.json"
RESULTS = HERE / "RESULTS.md"
RECORDED = HERE / "recorded.json"
CHART = ROOT / "docs" / "speed.svg"
