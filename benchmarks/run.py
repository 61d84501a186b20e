"""A run as it is kept: everything that the page and the chart are made of."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.figures import Row
from benchmarks.memory import Memory
from benchmarks.stages import Stages


@dataclass(slots=True)
class Run:
    """What was measured, on what, and how."""

    machine: dict[str, str]
    photos: str
    rounds: int
    seconds: float
    rows: list[Row] = field(default_factory=list)
    memory: list[Memory] = field(default_factory=list)
    stages: Stages = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Keep it as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1))


def load(path: Path) -> Run:
    """What `save` has kept."""
    fields = json.loads(path.read_text())
    rows = [Row(**row) for row in fields.pop("rows")]
    memory = [Memory(**entry) for entry in fields.pop("memory")]
    return Run(rows=rows, memory=memory, **fields)
