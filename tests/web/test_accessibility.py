"""axe finds nothing wrong in any state of the page, and no state is wider than a small phone."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

State = Callable[[Page, Any], None]
STEPS = """[{"op": "resize", "width": 90}, {"op": "rotate", "angle": 12}, {"op": "contrast"}, {"op": "autocontrast"},
 {"op": "unsharp_mask"}, {"op": "grayscale"}]"""


def empty(page: Page, cat: Any) -> None:
    """As it is opened."""


def result(page: Page, cat: Any) -> None:
    page.locator("#id_image").set_input_files(cat)
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.get_by_role("link", name="Download")).to_be_visible()
    page.wait_for_load_state()  # the elements of a new page can be seen before its style sheet has come


def many_steps(page: Page, cat: Any) -> None:
    page.locator("textarea[name=pipeline]").fill(STEPS)
    result(page, cat)


def error(page: Page, cat: Any) -> None:
    page.locator("textarea[name=pipeline]").fill('[{"op": "gaussian_blur", "radius": -1}, {"op": "no_such_thing"}]')
    page.locator("#id_image").set_input_files({"name": "cat.jpg", "mimeType": "image/jpeg", "buffer": b"no cat"})
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.wait_for_load_state()


def missing_page(page: Page, cat: Any) -> None:
    page.goto(f"{page.url}nothing-here")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")


STATES = [empty, result, many_steps, error, missing_page]


def opened(open_page: Any, *, scripted: bool, **options: Any) -> Page:
    """The page; unscripted its modules come empty, so that axe itself still runs."""
    page: Page = open_page(**options)
    if not scripted:
        page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        page.reload()
    for details in page.locator("details").all():
        details.evaluate("element => (element.open = true)")
    return page


@pytest.mark.parametrize("scripted", [True, False], ids=["scripted", "plain"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES, ids=[state.__name__ for state in STATES])
def test_axe_finds_nothing(open_page: Any, cat: Any, state: State, scheme: str, scripted: bool) -> None:
    page = opened(open_page, scripted=scripted, color_scheme=scheme, reduced_motion="reduce")

    state(page, cat)

    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scripted", [True, False], ids=["scripted", "plain"])
@pytest.mark.parametrize("state", STATES, ids=[state.__name__ for state in STATES])
def test_nothing_is_wider_than_a_small_phone(open_page: Any, cat: Any, state: State, scripted: bool) -> None:
    page = opened(open_page, scripted=scripted, viewport={"width": 360, "height": 740})

    state(page, cat)

    assert page.evaluate("document.documentElement.scrollWidth") == 360
