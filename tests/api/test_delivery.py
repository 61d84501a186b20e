"""Names and dispositions of answers."""

from collections.abc import Callable
from typing import Any

import pytest

from filters.api.delivery import LONGEST_STEM, Delivery
from filters.engine.formats import FORMATS
from tests.api.shapes import assert_problem

Call = Callable[..., Any]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cat.jpg", "cat.png"),
        ("cat", "cat.png"),
        ("cat.JPEG", "cat.png"),
        ("my.holiday.photo", "my.holiday.photo.png"),
        ("v1.2", "v1.2.png"),
        ("/etc/passwd", "passwd.png"),
        ("..\\..\\boot.ini", "boot.ini.png"),
        ("../..", "image.png"),
        ("..", "image.png"),
        (".png", "png.png"),
        ("", "image.png"),
        ("a\r\nSet-Cookie: x=1", "aSet-Cookie: x=1.png"),
        ("a\0b\u2028c\ud800d", "abcd.png"),
        ('my "cat"', 'my "cat".png'),
        ("katze \U0001f63a.webp", "katze \U0001f63a.png"),
        ("x" * 500, "x" * LONGEST_STEM + ".png"),
    ],
)
def test_a_file_name_is_safe_and_ends_like_its_format(name: str, expected: str) -> None:
    assert Delivery(name=name).file_name(FORMATS["png"]) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, 'inline; filename="cat.jpg"'),
        ({"disposition": "attachment"}, 'attachment; filename="cat.jpg"'),
        ({"filename": "look", "format": "png"}, 'inline; filename="look.png"'),
        ({"filename": 'my "best" cat'}, 'inline; filename="my \\"best\\" cat.jpg"'),
        ({"filename": "a\r\nb: c"}, 'inline; filename="ab: c.jpg"'),
        ({"filename": "\U0001f63a"}, "inline; filename*=utf-8''%F0%9F%98%BA.jpg"),
        ({"filename": "käse;x=y"}, "inline; filename*=utf-8''k%C3%A4se%3Bx%3Dy.jpg"),
    ],
)
def test_the_header_quotes_and_encodes_the_name(call: Call, fields: dict[str, str], expected: str) -> None:
    assert call("process/", **fields)["Content-Disposition"] == expected


def test_the_name_of_the_upload_is_the_default(call: Call, upload: Call) -> None:
    response = call("process/", image=upload(name="Über uns.jpeg"), format="webp")
    assert response["Content-Disposition"] == "inline; filename*=utf-8''%C3%9Cber%20uns.webp"


def test_another_disposition_is_refused(call: Call) -> None:
    body = assert_problem(call("process/", disposition="download"), 400, "parameter_invalid", field="disposition")
    assert "inline, attachment" in body["detail"]
