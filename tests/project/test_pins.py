"""What is installed is what was looked at: pins with hashes, in step with pyproject.toml; and an audit that is one."""

import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.audit import FILES, complaints, main, pinned
from tests.fixtures.servers import ROOT

PIN = re.compile(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==(\S+)(?: ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN = PROJECT["project"]["dependencies"]
DEVELOP = PROJECT["dependency-groups"]["dev"]


def blocks(file: str) -> dict[str, list[str]]:
    """The lines of each pin, by its name."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        if pin := PIN.match(line):
            found[pin[1]] = [pin[2]]
        else:
            assert found, f"{file} does not begin with a pin: {line}"
            list(found.values())[-1].append(line)
    return found


@pytest.mark.parametrize("file", FILES)
def test_every_line_is_a_pin_a_hash_or_a_reason(file: str) -> None:
    for name, (_, *lines) in blocks(file).items():
        assert [line for line in lines if not HASH.match(line) and not line.startswith("    #")] == [], name
        assert any(HASH.match(line) for line in lines), f"{name} has no hash"


@pytest.mark.parametrize("file", FILES)
def test_the_audit_reads_every_pin(file: str) -> None:
    assert pinned(file) == blocks(file).keys() != set()


@pytest.mark.parametrize(
    ("file", "requirement"),
    [(FILES[0], each) for each in RUN] + [(FILES[1], each) for each in [*RUN, *DEVELOP]],
)
def test_what_is_asked_for_is_pinned_within_its_bounds(file: str, requirement: str) -> None:
    asked = Requirement(requirement)
    version = blocks(file)[canonicalize_name(asked.name)][0]
    assert asked.specifier.contains(version, prereleases=True)


def test_nothing_is_pinned_for_the_project_that_it_does_not_ask_for() -> None:
    asked = {canonicalize_name(Requirement(each).name) for each in RUN}
    by_project = {
        name for name, lines in blocks(FILES[0]).items() if any("imgsvc (pyproject.toml)" in line for line in lines)
    }
    assert by_project == asked


def test_both_files_pin_the_same_versions_and_files() -> None:
    run, develop = blocks(FILES[0]), blocks(FILES[1])
    for name, (version, *lines) in run.items():
        other_version, *other_lines = develop[name]
        assert (name, version, hashes(lines)) == (name, other_version, hashes(other_lines))


def hashes(lines: list[str]) -> set[str]:
    return {line.strip(" \\") for line in lines if HASH.match(line)}


AUDITED = {"name": "django", "version": "5.2.1", "vulns": []}
WEAK = {"name": "pillow", "version": "13.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["13.1"]}]}
SKIPPED = {"name": "numpy", "skip_reason": "Dependency not found on PyPI and could not be audited: numpy (2.0)"}


@pytest.mark.parametrize(
    ("dependencies", "names", "sentences"),
    [
        ([AUDITED], ["django"], []),
        ([AUDITED, WEAK], ["django", "pillow"], ["pillow 13.0 has PYSEC-1, mended in 13.1."]),
        ([AUDITED, SKIPPED], ["django", "numpy"], ["NOT AUDITED: 1 packages, numpy."]),
        ([AUDITED], ["django", "numpy"], ["NOT AUDITED: 1 packages, numpy."]),
        ([], ["a", "b", "c", "d", "e", "f", "g"], ["NOT AUDITED: 7 packages, a, b, c, d, e and 2 more."]),
    ],
    ids=["all audited", "weak", "skipped", "left out", "nothing audited"],
)
def test_an_audit_that_asked_nothing_is_a_complaint(dependencies: Any, names: list[str], sentences: list[str]) -> None:
    found = list(complaints(names, {"dependencies": dependencies}))
    assert [text[: len(start)] for text, start in zip(found, sentences, strict=True)] == sentences


@pytest.mark.parametrize(("answer", "status"), [([], 0), (["numpy has a weakness."], 1)])
def test_it_fails_where_there_is_something_to_complain_about(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: list[str], status: int
) -> None:
    monkeypatch.setattr("tests.audit.report", lambda file: {})
    monkeypatch.setattr("tests.audit.complaints", lambda names, found: iter(answer))
    assert main() == status
    assert ("numpy has a weakness." if answer else "packages audited.") in capsys.readouterr().out
