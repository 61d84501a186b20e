"""docs/streaming.md: each pattern has a test, every test that it names is there, and its figures were measured."""

import ast
import re

import pytest

from filters.streams import responses
from filters.streams.blocks import BLOCK
from tests.fixtures.servers import ROOT

PAGE = (ROOT / "docs" / "streaming.md").read_text(encoding="utf-8")
MEASURED = (ROOT / "benchmarks" / "STREAMS.md").read_text(encoding="utf-8")
CITED = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)))
PATTERNS = re.search(r"^\| pattern \|.*\n\|.*\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
ROWS = PATTERNS[1].splitlines() if PATTERNS else []
FIGURES = re.findall(r"^\| (`.*?) \| (\d+) \| (\d+) \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("path", "name"), CITED, ids=[f"{path}::{name}" for path, name in CITED])
def test_a_test_that_it_names_exists(path: str, name: str) -> None:
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_pattern_has_a_call_a_trap_and_a_test() -> None:
    assert len(ROWS) > 20
    assert [
        row for row in ROWS if not re.fullmatch(r"\|( [^|]+ \|){3} `[\w/]+\.py::\w+`(, `[\w/]+\.py::\w+`)* \|", row)
    ] == []


@pytest.mark.parametrize(("answer", "clock", "cpu"), FIGURES, ids=[answer for answer, *_ in FIGURES])
def test_a_figure_is_what_was_measured(answer: str, clock: str, cpu: str) -> None:
    assert re.search(rf"\| +{re.escape(answer)} \| +{clock} \| +{cpu} \|", MEASURED)


def test_the_ways_that_it_compares_are_all_there() -> None:
    assert len(FIGURES) == 3


def test_every_class_of_stream_is_named() -> None:
    kinds = {
        name for name, kind in vars(responses).items() if isinstance(kind, type) and issubclass(kind, responses.Stream)
    }
    assert {name for name in kinds if f"`{name}`" not in PAGE} == set()


def test_the_block_is_the_one_that_is_read() -> None:
    assert f"{BLOCK >> 10} KiB is what streams read at once" in PAGE
