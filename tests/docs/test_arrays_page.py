"""The page of arrays: its Python runs against a real server, from top to bottom."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from filters.engine.arrays.form import CHANNELS, NUMBERS
from tests.fixtures.servers import Server

PAGE = (Path(settings.BASE_DIR) / "docs" / "arrays.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8000"


def test_its_examples_work(gunicorn_server: Server, cat_jpeg: bytes, tmp_path: Path) -> None:
    (tmp_path / "cat.jpg").write_bytes(cat_jpeg)
    snippets = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(snippets) == 4
    script = "".join(snippets).replace(ADDRESS, gunicorn_server.url)
    assert gunicorn_server.url in script
    result = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("name", NUMBERS.values())
def test_it_lists_a_type(name: str) -> None:
    assert f"`{name}`" in PAGE.split("| types |")[1].splitlines()[0]


def test_it_lists_the_channels() -> None:
    assert "height x width x 1, 2, 3 or 4" in PAGE
    assert CHANNELS == (1, 2, 3, 4)
