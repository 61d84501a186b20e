"""The admin of presets in Chromium: one is made by typed controls, seen, and used by the API at once."""

import io
import re
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Locator, Page, Route, expect

from tests.fixtures.servers import Server, manage, project_environ

LIST = "/admin/filters/preset/"
ADD = "/admin/filters/preset/add/"
NAME, PASSWORD = "alice", secrets.token_urlsafe(12)
OURS = {"include": [["pipeline-editor"], ["preset-preview"], [".field-picture"]]}
SLUG = "made-in-a-browser"
CLEAN_UP = f"from filters.models import Preset; Preset.objects.filter(slug={SLUG!r}).delete()"


@pytest.fixture(scope="module")
def staffed(gunicorn_server: Server) -> Server:
    """The server, with an admin."""
    environ = project_environ(gunicorn_server.data_dir, DJANGO_SUPERUSER_PASSWORD=PASSWORD)
    who = ["--username", NAME, "--email", "alice@example.org"]
    done = manage("createsuperuser", "--noinput", *who, environ=environ)
    assert done.returncode == 0, done.stderr
    return gunicorn_server


def log_in(page: Page, server: Server, path: str) -> Page:
    page.goto(f"{server.url}/admin/login/?next={path}")
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{server.url}{path}")
    return page


@pytest.fixture
def form(page: Page, staffed: Server) -> Page:
    """The empty form, logged in."""
    return log_in(page, staffed, ADD)


@pytest.fixture
def no_trace(staffed: Server) -> Iterator[None]:
    """Takes away what the test saved: others use the same server."""
    yield
    done = manage("shell", "-c", CLEAN_UP, environ=project_environ(staffed.data_dir))
    assert done.returncode == 0, done.stderr


def add_step(page: Page, op: str) -> Locator:
    page.get_by_label("Operation").select_option(op)
    page.get_by_role("button", name="Add step").click()
    return page.locator("pipeline-editor li").last


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def expect_drawn(picture: Locator, width: int) -> None:
    """The picture has arrived, and has this width."""
    expect(picture).to_have_js_property("complete", True)
    expect(picture).to_have_js_property("naturalWidth", width)


def answer(page: Page, url: str, photo: bytes, **fields: str) -> bytes:
    file: FilePayload = {"name": "cat.jpg", "mimeType": "image/jpeg", "buffer": photo}
    response = page.request.post(url, multipart={"image": file, **fields}, headers={"X-CSRFToken": token(page)})
    assert response.ok, response.text()
    return response.body()


def token(page: Page) -> str:
    return page.locator("[name=csrfmiddlewaretoken]").first.input_value()


@pytest.mark.usefixtures("no_trace")
def test_it_makes_a_preset_that_is_seen_and_used_at_once(form: Page, staffed: Server, cat_jpeg: bytes) -> None:
    form.get_by_label("Title").press_sequentially("Made in a browser")
    expect(form.get_by_label("Slug")).to_have_value(SLUG)
    add_step(form, "gaussian_blur").get_by_role("spinbutton").fill("6")
    add_step(form, "grayscale")
    save(form)
    expect(form).to_have_url(staffed.url + LIST)

    row = form.get_by_role("row").filter(has_text="Made in a browser")
    expect(row).to_contain_text("Gaussian blur (radius 6 px) → Grayscale")
    row.scroll_into_view_if_needed()
    expect_drawn(row.get_by_role("img", name="The sample photo through"), 451)

    api = f"{staffed.url}/api/v1"
    by_preset = answer(form, f"{api}/presets/{SLUG}/apply/", cat_jpeg)
    steps = '[{"op": "gaussian_blur", "radius": 6}, {"op": "grayscale"}]'
    assert by_preset == answer(form, f"{api}/process/", cat_jpeg, pipeline=steps)
    assert Image.open(io.BytesIO(by_preset)).mode == "L"


@pytest.mark.usefixtures("no_trace")
def test_it_refuses_a_wrong_value_beside_its_step_and_takes_the_right_one(form: Page, staffed: Server) -> None:
    form.get_by_label("Title").press_sequentially("Made in a browser")
    add_step(form, "mirror")
    add_step(form, "gaussian_blur").get_by_role("spinbutton").fill("999")
    save(form)

    message = "radius of gaussian_blur must be a number from 0 to 250 px; got 999."
    expect(form.locator(".field-pipeline .errorlist").first).to_contain_text(f"{message} (pipeline[1].radius)")
    step = form.locator("pipeline-editor li").nth(1)
    expect(step).to_contain_text(message)
    expect(form.get_by_label("Title")).to_have_value("Made in a browser")

    step.get_by_role("spinbutton").fill("9")
    save(form)
    expect(form).to_have_url(staffed.url + LIST)


def test_it_shows_the_result_while_steps_are_edited(form: Page) -> None:
    after = form.get_by_role("img", name="The sample photo after")
    expect_drawn(after, 451)
    step = add_step(form, "rotate")
    expect_drawn(after, 300)
    step.get_by_role("spinbutton", name="Angle (°)").fill("180")
    expect_drawn(after, 451)
    step.get_by_role("spinbutton", name="Angle (°)").fill("270")
    expect_drawn(after, 300)
    form.get_by_role("button", name="Remove Rotate").click()
    expect_drawn(after, 451)


def test_it_lets_the_newest_edit_win(form: Page) -> None:
    after = form.get_by_role("img", name="The sample photo after")
    expect_drawn(after, 451)
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        held.append(route)
        if len(held) > 1:
            route.continue_()

    form.route("**/process/", hold_the_first)
    form.get_by_text("Steps as JSON").click()
    text = form.locator("textarea[name=pipeline]")
    with form.expect_request("**/process/"):
        text.fill('[{"op": "resize", "width": 120}]')
    with form.expect_event("requestfailed"):
        text.fill('[{"op": "resize", "width": 90}]')
    expect_drawn(after, 90)


def test_it_shows_the_result_in_the_chosen_format(form: Page) -> None:
    with form.expect_response(re.compile("/process/")) as answered:
        form.get_by_label("Format").select_option("webp")
    assert answered.value.headers["content-type"] == "image/webp"
    with form.expect_response(re.compile("/process/")) as answered:
        form.get_by_label("Format").select_option("tiff")
    assert answered.value.headers["content-type"] == "image/png"


def test_it_says_why_a_result_cannot_be_shown(form: Page, console_errors: list[str]) -> None:
    step = add_step(form, "crop")
    step.get_by_label("Width").fill("5000")
    step.get_by_label("Height").fill("10")
    expect(form.locator("preset-preview [role=status]")).to_contain_text("the picture is 451 px wide")
    assert {re.sub(r"\d+.*", "", error) for error in console_errors} == {
        "Failed to load resource: the server responded with a status of "
    }
    console_errors.clear()


def test_it_shows_a_saved_preset_large(page: Page, staffed: Server) -> None:
    log_in(page, staffed, LIST).get_by_role("link", name="Noir", exact=True).click()
    expect_drawn(page.get_by_role("img", name="The sample photo after"), 451)
    expect(page.locator("pipeline-editor li")).to_have_count(4)


@pytest.mark.usefixtures("no_trace")
def test_it_works_without_javascript(page_without_javascript: Page, staffed: Server) -> None:
    page = log_in(page_without_javascript, staffed, ADD)
    page.get_by_label("Title").fill("Plain")
    page.get_by_label("Slug").fill(SLUG)
    page.locator("summary").filter(has_text="Blur").click()
    page.get_by_label("Use Gaussian blur").check()
    page.locator("[name=op-gaussian_blur-radius]").fill("7")
    save(page)
    expect(page).to_have_url(staffed.url + LIST)
    expect(page.get_by_role("row").filter(has_text="Plain")).to_contain_text("Gaussian blur (radius 7 px)")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("where", ["list", "form", "error"])
def test_it_is_accessible(browser: Browser, staffed: Server, theme: Any, where: str) -> None:
    page = browser.new_page(color_scheme=theme, bypass_csp=True)  # axe brings a style of its own
    log_in(page, staffed, LIST if where == "list" else ADD)
    if where != "list":
        add_step(page, "resize")
        add_step(page, "gaussian_blur").get_by_role("spinbutton").fill("999")
    if where == "error":
        save(page)
        expect(page.locator(".errornote")).to_be_visible()
    page.wait_for_load_state("networkidle")
    report = Axe().run(page, context={"include": [part for part in OURS["include"] if page.locator(part[0]).count()]})
    page.context.close()
    assert report.violations_count == 0, report.generate_report()


def test_it_fits_a_phone(page: Page, staffed: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    log_in(page, staffed, ADD)
    for op in ("rotate", "autocontrast", "unsharp_mask"):
        add_step(page, op)
    page.wait_for_load_state()  # its style sheets have come
    editor, preview = page.locator("pipeline-editor").bounding_box(), page.locator("preset-preview").bounding_box()
    for box in (editor, preview):
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
