"""A page to which several measurements write, each its own section."""

import re
from pathlib import Path

TITLE = "# Streams\n\nWhat flows through imgsvc, measured. `make bench-streams` writes this page again.\n"


def replace_section(page: Path, title: str, text: str) -> None:
    """Write the section of this title again, or add it at the end."""
    before = page.read_text() if page.exists() else TITLE
    section = f"## {title}\n\n{text.strip()}\n"
    pattern = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if pattern.search(before):
        after = pattern.sub(lambda _: section + "\n", before)
    else:
        after = f"{before.rstrip()}\n\n{section}"
    page.write_text(after.rstrip() + "\n")
