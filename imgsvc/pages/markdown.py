"""Small pieces of Markdown."""

from collections.abc import Iterable, Sequence

NOTE = "<!-- Written by `make docs` from the code. Change the code, not this page. -->"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar or a line break in a cell does not end it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def code(text: str) -> str:
    """The text as code, or nothing."""
    return f"`{text}`" if text else ""


def page(title: str, *parts: str) -> str:
    """A whole page: a title, the note that it is generated, and parts with a line between them."""
    return "\n\n".join([f"# {title}", NOTE, *parts]) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
