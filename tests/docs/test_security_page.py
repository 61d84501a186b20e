"""docs/security.md: every attack has a test, and every test that it names is there."""

import ast
import re

import pytest

from tests.fixtures.servers import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
CITED = sorted(set(re.findall(r"`([\w/]+\.py)::([\w:]+)`", PAGE)))
TABLES = re.findall(r"^\| (?:attack|case|mishap) \|.*\n\|.*\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
ROWS = [row for table in TABLES for row in table.splitlines()]


@pytest.mark.parametrize(("path", "name"), CITED, ids="::".join)
def test_a_test_that_it_names_exists(path: str, name: str) -> None:
    body = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8")).body
    *classes, function = name.split("::")
    for one in classes:
        (found,) = [node for node in body if isinstance(node, ast.ClassDef) and node.name == one]
        body = found.body
    assert function in {node.name for node in body if isinstance(node, ast.FunctionDef)}


def test_every_attack_has_a_test() -> None:
    assert len(ROWS) > 50
    assert [row for row in ROWS if "`::" in row or not re.search(r"`[\w/]+\.py::[\w:]+` \|$", row)] == []


def test_no_attack_is_told_twice() -> None:
    attacks = [row.split("|")[1].strip() for row in ROWS]
    assert len(set(attacks)) == len(attacks)


@pytest.mark.parametrize("page", ["README.md", "docs/index.md", "SECURITY.md"])
def test_it_is_found_from(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert re.search(r"\]\((docs/)?security\.md", text)


def test_the_policy_is_found_from_it() -> None:
    assert "(../SECURITY.md)" in PAGE
