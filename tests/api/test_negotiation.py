"""Who gets pages, who gets JSON, who gets pictures."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.api.shapes import assert_problem

Call = Callable[..., Any]
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "image/jpeg"),
        ("image/*", "image/jpeg"),
        ("image/webp", "image/webp"),
        ("image/webp, text/html;q=0.1", "text/html; charset=utf-8"),
        (CHROME, "text/html; charset=utf-8"),
    ],
)
def test_a_browser_gets_a_page_and_others_the_picture(call: Call, accept: str, media_type: str) -> None:
    assert call("process/", accept=accept)["Content-Type"] == media_type


def test_the_image_types_of_a_navigation_name_no_format(call: Call) -> None:
    assert b"data:image/jpeg;base64," in call("process/", accept=CHROME).content


@pytest.mark.parametrize("accept", ["*/*", "application/json", "image/png"])
def test_errors_are_problems_for_everyone_but_browsers(call: Call, accept: str) -> None:
    assert_problem(call("process/", image=b"words", accept=accept), 415, "format_unsupported")


def test_format_in_a_query_string_is_the_pictures(client: Client, db: None, cat_jpeg: bytes) -> None:
    response = client.post("/api/v1/process/?format=png", cat_jpeg, content_type="image/jpeg")
    assert response["Content-Type"] == "image/png"


def test_a_long_media_type_is_refused(client: Client, db: None) -> None:
    response = client.post("/api/v1/process/", b"x", content_type="image/" + "x" * 300)
    assert_problem(response, 415, "unsupported_media_type")
