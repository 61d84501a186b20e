"""The page for those who come from another tool: each thing they know, and what it is called here."""

import re
import tomllib
from functools import cache
from pathlib import Path

from imgsvc.pages import markdown

TABLE = Path(__file__).with_name("parity.toml")
NO = "no: "
REFERENCE = re.compile(r"`([^`]+)`")
TITLES = {"thumbor": "thumbor", "imaginary": "imaginary", "imgproxy": "imgproxy", "ipx": "ipx"}
INTRODUCTION = (
    "What other tools call a thing, and what it is called here: an operation with its parameter, an output field, a "
    "call of the API or a setting. Where there is nothing, the row says why."
)


@cache
def tables() -> dict[str, dict[str, str]]:
    """For each tool or module its names, and under `about` what the list is complete of."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def page() -> str:
    """A table for each tool."""
    sections = [_section(name, rows) for name, rows in tables().items()]
    return markdown.page("Coming from another tool", INTRODUCTION, *sections)


def references() -> list[str]:
    """Everything between backticks that is to exist here."""
    rows = [(name, here) for table in tables().values() for name, here in table.items()]
    return [found for name, here in rows if name != "about" for found in _names(here)]


def _names(here: str) -> list[str]:
    return [] if here.startswith(NO) else REFERENCE.findall(here)


def _section(name: str, rows: dict[str, str]) -> str:
    title = TITLES.get(name, f"Pillow: {name}")
    cells = [[markdown.code(known), _here(here)] for known, here in rows.items() if known != "about"]
    return f"## {title}\n\nThis is {rows['about']}.\n\n{markdown.table(['there', 'here'], cells)}"


def _here(here: str) -> str:
    return here.removeprefix(NO) if here.startswith(NO) else here
