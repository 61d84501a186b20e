"""Names of files: nothing that a stranger wrote is a path or turns a reader around."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.services.names import LONGEST, safe_name

NAMES = [
    ("../../etc/passwd", "passwd"),
    ("..\\..\\boot.ini", "boot.ini"),
    ("C:\\Users\\me\\cat.jpg", "cat.jpg"),
    ("nul\0byte\r\n.png", "nulbyte.png"),
    (".htaccess", "htaccess"),
    ("..", "file"),
    ("/", "file"),
    (" dots. . ", "dots"),
    ("cafe\u0301.png", "caf\u00e9.png"),
    ("\u732b\U0001f408.png", "\u732b\U0001f408.png"),
    ("\u202egpj.exe", "gpj.exe"),
    ("x" * 500 + ".jpeg", "x" * 145 + ".jpeg"),
    ("x" * 500, "x" * 150),
    ("a." + "x" * 500, "a." + "x" * 148),
]


@pytest.mark.parametrize(("name", "kept"), NAMES, ids=[f"name{number}" for number in range(len(NAMES))])
def test_a_name_is_made_safe(name: str, kept: str) -> None:
    assert safe_name(name) == kept


@given(st.text(max_size=400))
def test_what_is_safe_stays_as_it_is(name: str) -> None:
    safe = safe_name(name)
    assert safe_name(safe) == safe
    assert 0 < len(safe) <= LONGEST
    assert not {*"/\\\0\r\n"} & {*safe}
    assert safe.encode()
