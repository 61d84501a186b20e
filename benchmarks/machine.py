"""The machine and the versions, for the head of the results."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import PIL
from PIL import features

from benchmarks import install
from benchmarks.places import ROOT

OURS = ("django", "gunicorn", "numpy", "opencv-python-headless", "simplejpeg")
CODECS = {"libjpeg-turbo": "libjpeg_turbo", "libwebp": "webp", "libavif": "avif", "zlib-ng": "zlib_ng"}


def description() -> dict[str, str]:
    """What was measured on, and with what."""
    codecs = [f"{name} {features.version(key)}" for name, key in CODECS.items()]
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "processor": f"{_processor()}, {len(os.sched_getaffinity(0))} cores",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": f"Linux {platform.release()}, Python {platform.python_version()}",
        "imgsvc": ", ".join([*_commit(), f"Pillow {PIL.__version__}", *_ours()]),
        "codecs of Pillow": ", ".join(codecs),
        "peers": ", ".join(f"{name} {number}" for name, number in install.versions().items()),
    }


def _ours() -> list[str]:
    found = []
    for name in OURS:
        try:
            found.append(f"{name} {version(name)}")
        except ModuleNotFoundError:
            continue
    return found


def _commit() -> list[str]:
    """What is checked out, if it is known."""
    command = ["git", "describe", "--always", "--dirty"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return []
    return [done.stdout.strip()]


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
