"""The pipeline editor in Chromium: steps are added, moved, tuned and removed, by mouse and by keyboard."""

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from filters.engine import OPERATIONS


@pytest.fixture
def page(open_page: Any) -> Page:
    opened: Page = open_page()
    opened.evaluate(
        """() => {
          window.heard = [];
          document.addEventListener("change", (event) => event.detail && window.heard.push(event.detail.pipeline));
        }"""
    )
    return opened


def add(page: Page, *names: str) -> None:
    for title in names:
        page.get_by_label("Operation").select_option(label=title)
        page.get_by_role("button", name="Add step").click()


def card(page: Page, number: int) -> Locator:
    return page.locator(".pe-step").nth(number)


def steps_of(page: Page) -> Any:
    return json.loads(page.locator("textarea[name=pipeline]").input_value() or "[]")


def ops(page: Page) -> list[str]:
    return [step["op"] for step in steps_of(page)]


def test_the_palette_has_every_operation_in_its_family(page: Page) -> None:
    shown = page.get_by_label("Operation").evaluate(
        "select => [...select.children].map((group) => [group.label, [...group.children].map((one) => one.value)])"
    )

    assert shown == [[name, [one.op for one in members]] for name, members in OPERATIONS.families().items()]


def test_every_operation_can_be_added_and_means_its_defaults(page: Page) -> None:
    for op, operation in OPERATIONS.items():
        page.get_by_label("Operation").select_option(op)
        page.get_by_role("button", name="Add step").click()
        assert steps_of(page) == [{"op": op}]
        expect(card(page, 0).locator("[data-parameter]")).to_have_count(len(operation.parameters()))
        page.get_by_role("button", name=f"Remove {operation.title()}", exact=True).click()


def test_buttons_move_and_remove_steps(page: Page) -> None:
    add(page, "Mirror", "Flip", "Sepia")

    page.get_by_role("button", name="Move Sepia up").click()
    assert ops(page) == ["mirror", "sepia", "flip"]
    expect(page.locator("pipeline-editor [role=status]")).to_have_text("Sepia is step 2 of 3 now.")
    page.get_by_role("button", name="Move Mirror down").click()
    assert ops(page) == ["sepia", "mirror", "flip"]
    page.get_by_role("button", name="Remove Mirror").click()
    assert ops(page) == ["sepia", "flip"]
    expect(page.locator("pipeline-editor [role=status]")).to_have_text("Mirror removed.")


def test_the_keyboard_does_all_of_it(page: Page) -> None:
    page.get_by_label("Operation").focus()
    page.keyboard.type("Mir")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("Gaussian")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert ops(page) == ["mirror", "gaussian_blur"]

    page.get_by_role("button", name="Move Gaussian blur up").focus()
    page.keyboard.press("Alt+ArrowUp")
    assert ops(page) == ["gaussian_blur", "mirror"]
    expect(page.get_by_role("button", name="Move Gaussian blur up")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert ops(page) == ["mirror", "gaussian_blur"]

    card(page, 1).get_by_label("Radius (px)", exact=True).focus()
    page.keyboard.press("ArrowUp")
    assert steps_of(page)[1] == {"op": "gaussian_blur", "radius": 2.5}

    page.get_by_role("button", name="Remove Gaussian blur").focus()
    page.keyboard.press("Enter")
    assert ops(page) == ["mirror"]
    expect(page.get_by_role("button", name="Remove Mirror")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Operation")).to_be_focused()


def test_a_step_at_an_end_stays_there(page: Page) -> None:
    add(page, "Mirror", "Flip")

    expect(page.get_by_role("button", name="Move Mirror up")).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Move Mirror up").click(force=True)

    assert ops(page) == ["mirror", "flip"]


def test_controls_write_typed_values(page: Page) -> None:
    add(page, "Rotate")
    rotate = card(page, 0)

    rotate.get_by_label("Angle (°)", exact=True).fill("12.5")
    rotate.get_by_label("Expand").uncheck()
    rotate.get_by_label("Background", exact=True).fill("#FF0000")
    rotate.get_by_label("Resample").select_option("nearest")

    assert steps_of(page) == [
        {"op": "rotate", "angle": 12.5, "expand": False, "background": "#ff0000", "resample": "nearest"}
    ]


def test_a_control_at_its_default_says_nothing(page: Page) -> None:
    add(page, "Gaussian blur")
    radius = card(page, 0).get_by_label("Radius (px)", exact=True)

    radius.fill("9")
    radius.fill("2")
    assert steps_of(page) == [{"op": "gaussian_blur"}]
    radius.fill("")
    assert steps_of(page) == [{"op": "gaussian_blur"}]


def test_a_picked_color_keeps_its_alpha(page: Page) -> None:
    add(page, "Rotate")
    text = card(page, 0).get_by_label("Background", exact=True)
    text.fill("#ff000080")

    card(page, 0).get_by_label("Background: picker").fill("#00ff00")

    expect(text).to_have_value("#00ff0080")
    assert steps_of(page)[0]["background"] == "#00ff0080"


def test_the_same_operation_twice_is_two_steps(page: Page) -> None:
    add(page, "Gaussian blur", "Gaussian blur")
    card(page, 1).get_by_label("Radius (px)", exact=True).fill("5")

    assert steps_of(page) == [{"op": "gaussian_blur"}, {"op": "gaussian_blur", "radius": 5}]
    ids: list[str] = page.evaluate("[...document.querySelectorAll('[id]')].map((element) => element.id)")
    assert len(ids) == len(set(ids))


def test_the_text_can_be_edited_too(page: Page) -> None:
    page.get_by_text("Steps as JSON").click()
    text = page.locator("textarea[name=pipeline]")

    text.fill('[{"op": "sepia", "amount": 0.5}]')
    expect(card(page, 0).get_by_label("Amount", exact=True)).to_have_value("0.5")
    text.fill('[{"op": "sepia", "amount": 0.5}')
    expect(page.get_by_text("This is not a JSON list of steps yet")).to_be_visible()
    expect(text).to_have_attribute("aria-invalid", "true")
    text.fill("")
    expect(page.get_by_text("No steps yet.")).to_be_visible()


@pytest.mark.parametrize("text", ['[{"op": "unknown_one", "x": 1}]', "[5]", "[null]", '[{"radius": 1}]'])
def test_a_step_without_controls_is_kept_as_it_is(page: Page, text: str) -> None:
    page.get_by_text("Steps as JSON").click()
    page.locator("textarea[name=pipeline]").fill(text)

    add(page, "Mirror")

    assert steps_of(page) == [*json.loads(text), {"op": "mirror"}]


def test_it_tells_of_every_edit(page: Page) -> None:
    add(page, "Mirror", "Sepia")
    card(page, 1).get_by_label("Amount", exact=True).fill("0.5")

    assert page.evaluate("window.heard") == [
        [{"op": "mirror"}],
        [{"op": "mirror"}, {"op": "sepia"}],
        [{"op": "mirror"}, {"op": "sepia", "amount": 0.5}],
    ]


def test_only_the_text_is_posted(page: Page) -> None:
    add(page, "Gaussian blur")

    names: list[str] = page.evaluate("[...new FormData(document.querySelector('form')).keys()]")

    assert "pipeline" in names
    assert [name for name in names if name.startswith(("op-", "order-"))] == []


def test_a_full_list_takes_no_more(page: Page) -> None:
    page.locator("pipeline-editor").evaluate("editor => (editor.dataset.maxSteps = '1')")

    add(page, "Mirror", "Flip")

    assert ops(page) == ["mirror"]
    expect(page.locator("pipeline-editor [role=status]")).to_have_text("A pipeline has at most 1 steps.")


def test_choosing_an_operation_is_no_change_before_it_is_added(page: Page) -> None:
    page.locator("pipeline-editor").evaluate(
        "editor => { window.told = 0; editor.addEventListener('change', () => (window.told += 1)); }"
    )
    page.get_by_label("Operation").select_option(label="Crop")
    assert page.evaluate("window.told") == 0

    page.get_by_role("button", name="Add step").click()
    add(page, "Mirror")
    assert page.evaluate("window.told") == 1
