"""Installing the peers, each in an environment of its own: Python's by pip, Node's by npm, always the newest."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.places import WORK

VENVS = {
    "snippet": ("fastapi", "uvicorn", "python-multipart", "pillow"),
    "thumbor": ("thumbor",),
}
NODE = ("sharp", "ipx")
NODE_MODULES = WORK / "node" / "package.json"  # where Node looks modules up from


class NotInstallable(Exception):
    """A peer that cannot be installed here; the message says why."""


def venv(name: str) -> Path:
    """The `bin` folder of an environment of `VENVS`, made if need be."""
    folder = WORK / f"venv-{name}"
    done = folder / ".installed"
    if not done.exists():
        say(f"installing {' '.join(VENVS[name])} ...")
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        _run([sys.executable, "-m", "venv", str(folder)])
        _run([str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *VENVS[name]])
        done.touch()
    return folder / "bin"


def node_modules() -> Path:
    """The package.json beside `node_modules` with sharp and ipx, made if need be."""
    folder = NODE_MODULES.parent
    done = folder / ".installed"
    if not done.exists():
        for program in ("node", "npm"):
            if not shutil.which(program):
                raise NotInstallable(f"{program} is not installed: apt-get install nodejs npm")
        say(f"installing {' '.join(NODE)} ...")
        folder.mkdir(parents=True, exist_ok=True)
        NODE_MODULES.write_text(json.dumps({"private": True}))
        _run(["npm", "install", "--silent", "--prefix", str(folder), *NODE])
        done.touch()
    return NODE_MODULES


def versions() -> dict[str, str]:
    """The versions of what is installed, by the names of packages."""
    found: dict[str, str] = {}
    for name in VENVS:
        python = WORK / f"venv-{name}" / "bin" / "python"
        if python.exists():
            text = _run([str(python), "-m", "pip", "--disable-pip-version-check", "list", "--format=json"])
            installed = {row["name"].lower(): row["version"] for row in json.loads(text)}
            for package in ("fastapi", "uvicorn", "thumbor"):
                if package in installed:
                    found[package] = f"{installed[package]} (Pillow {installed['pillow']})"
    for package in NODE:
        manifest = NODE_MODULES.parent / "node_modules" / package / "package.json"
        if manifest.exists():
            found[package] = json.loads(manifest.read_text())["version"]
    if NODE_MODULES.exists():
        found["node"] = _run(["node", "--version"]).strip().lstrip("v")
    return found


def say(text: str) -> None:
    """Progress, apart from the figures."""
    print(text, file=sys.stderr, flush=True)


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotInstallable(f"{' '.join(command)} failed:\n{(done.stderr or done.stdout)[-2000:]}")
    return done.stdout
