"""What the forkserver loads before it forks pixel workers, so that they share it. Not for any other process."""

import signal
from multiprocessing import spawn

from filters.engine.warmup import warm_up
from filters.isolation import worker
from filters.isolation.memory import freeze_loaded

signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a group-wide SIGTERM stops the web process, which stops the rest
# A worker needs nothing of the program that runs the web process; multiprocessing would import its main module.
spawn._fixup_main_from_path = spawn._fixup_main_from_name = lambda name: None  # type: ignore[attr-defined]

warm_up()
freeze_loaded()

__all__ = ["worker"]
