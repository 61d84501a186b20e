"""The processes of a server, and what each is for."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from benchmarks.census import MASTER, OTHER, WEB, census

FAMILY = """
import subprocess, sys
code = "import subprocess as s, sys; c = s.Popen([sys.executable, '-c', 'input()']); print('up', flush=True); c.wait()"
child = subprocess.Popen([sys.executable, "-c", code])
child.wait()
"""


@pytest.fixture
def family() -> Iterator[int]:
    """A process with a child and a grandchild, which end with their input."""
    with subprocess.Popen(
        [sys.executable, "-c", FAMILY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "up\n"
        yield process.pid
        assert process.stdin
        process.stdin.close()
        process.wait(60)


def test_roles_follow_from_the_tree(family: int) -> None:
    found = census(family)
    assert found.counts() == {MASTER: 1, WEB: 1, OTHER: 1}
    assert found.pids(MASTER) == [family]


def test_memory_and_descriptors_are_summed(family: int) -> None:
    found = census(family)
    assert found.resident == sum(found.resident_of(role) for role in (MASTER, WEB, OTHER))
    assert found.resident > 10_000_000
    assert found.descriptors >= 9  # standard input, output and errors of each


def test_a_process_that_is_gone_has_none() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait(60)
    assert census(ended.pid).processes == ()
