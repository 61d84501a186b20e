"""The Makefile, as far as it can be tried without installing anything."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.fixtures.servers import ROOT

TASKS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)


def make(*arguments: str, cwd: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["make", *arguments], cwd=cwd, capture_output=True, text=True, timeout=60, check=False)


def test_help_is_the_default_and_lists_every_task() -> None:
    listed = [line.split()[1] for line in make().stdout.splitlines()]
    assert listed == TASKS
    assert {"run", "test", "lint", "types", "docs", "openapi", "lock", "check", "clean", "superuser", "audit"} <= set(
        listed
    )


def test_ci_calls_the_same_tasks() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert {"make lint types test", 'make fuzz ARGS="--seconds 60"'} <= set(script.read_text().splitlines())
    assert "set -euo pipefail" in script.read_text()


def test_ci_tests_as_an_ordinary_user() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    as_root, as_anyone = script.split("if ((EUID == 0)); then")
    assert "exec runuser --user" in as_root and "go_on_as_ordinary_user" in as_anyone
    assert "make lint" not in as_root
    assert "apt-get update" not in as_anyone


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ('case "$*" in *version_info*) exit 0;; *) exit 1;; esac', "sudo apt-get install python3-venv"),
        ('case "$*" in --version) echo Python 3.9.2;; *) exit 1;; esac', "Python 3.11 or newer, and"),
    ],
    ids=["no venv", "old"],
)
def test_a_python_that_will_not_do_is_told_in_a_sentence(tmp_path: Path, answers: str, sentence: str) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/bash\n{answers}\n")
    python.chmod(0o755)
    for name in ("Makefile", "requirements.txt"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    done = make("run", f"PYTHON={python}", cwd=tmp_path)
    assert done.returncode != 0
    assert sentence in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_every_requirement_is_pinned_with_its_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        requirements = (ROOT / name).read_text().replace("\\\n", "")
        lines = [line for line in requirements.splitlines() if line and not line.lstrip().startswith("#")]
        assert lines
        assert all("==" in line and "--hash=sha256:" in line for line in lines)
