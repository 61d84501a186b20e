"""Pages in Chromium, opened as a test asks; at the end none of them may have had a problem of its own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

Open = Callable[..., Page]
REFUSED = "Failed to load resource: the server responded with a status of"
"""What Chromium notes about an answer that the test itself asked for."""


@pytest.fixture
def open_page(browser: Browser, gunicorn_server: Any) -> Iterator[Open]:
    """Opens the page at `/`; options are those of a browser context."""
    noted: list[str] = []
    contexts = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(REFUSED):
            noted.append(message.text)

    def open_one(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: noted.append(str(error)))
        page.goto(f"{gunicorn_server.url}/")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert noted == []


@pytest.fixture
def cat(cat_jpeg: bytes) -> Any:
    """The photo as a file to choose."""
    return {"name": "cat.jpg", "mimeType": "image/jpeg", "buffer": cat_jpeg}
