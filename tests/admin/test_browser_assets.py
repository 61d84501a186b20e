"""The admin of assets in Chromium: a look is uploaded, seen, used and refused; in both themes and on a phone."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.assets import WARM, font_file, logo
from tests.fixtures.servers import Server, manage, project_environ

NAME, PASSWORD = "carol", secrets.token_urlsafe(12)
SLUG = "made-in-a-browser"
FILES = {"look": WARM, "font": font_file(), "picture": logo()}
CLEAN_UP = f"""
from filters.models import MODELS
for model in MODELS.values():
    model.objects.filter(slug={SLUG!r}).delete()
"""
OURS = [".asset-specimen", ".field-thumbnail", ".field-file"]
every_kind = pytest.mark.parametrize("kind", FILES)


@pytest.fixture(scope="session")
def staffed(gunicorn_server: Server) -> Server:
    """The server, with an admin."""
    environ = project_environ(gunicorn_server.data_dir, DJANGO_SUPERUSER_PASSWORD=PASSWORD)
    done = manage("createsuperuser", "--noinput", "--username", NAME, "--email", "carol@example.org", environ=environ)
    assert done.returncode == 0, done.stderr
    return gunicorn_server


@pytest.fixture(autouse=True)
def no_trace(staffed: Server) -> Iterator[None]:
    """Takes away what the test saved: others use the same server."""
    yield
    done = manage("shell", "-c", CLEAN_UP, environ=project_environ(staffed.data_dir))
    assert done.returncode == 0, done.stderr


def log_in(page: Page, server: Server, path: str) -> Page:
    page.goto(f"{server.url}/admin/login/?next={path}")
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{server.url}{path}")
    return page


def upload(page: Page, data: bytes) -> None:
    """Fill in the empty form and save it, once its scripts are there."""
    page.wait_for_load_state()
    page.get_by_label("Title").press_sequentially("Made in a browser")
    expect(page.get_by_label("Slug")).to_have_value(SLUG)
    file: FilePayload = {"name": "file.bin", "mimeType": "application/octet-stream", "buffer": data}
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Save and continue editing").click()


@every_kind
def test_one_is_uploaded_and_seen(page: Page, staffed: Server, kind: str) -> None:
    log_in(page, staffed, f"/admin/filters/{kind}/add/")
    upload(page, FILES[kind])
    specimen = page.locator(".asset-specimen img").last
    expect(specimen).to_have_js_property("complete", True)
    assert specimen.evaluate("image => image.naturalWidth") >= 40
    page.goto(f"{staffed.url}/admin/filters/{kind}/")
    row = page.get_by_role("row").filter(has_text="Made in a browser")
    thumbnail = row.get_by_role("img", name="Specimen of Made in a browser")
    thumbnail.scroll_into_view_if_needed()
    expect(thumbnail).to_have_js_property("complete", True)
    assert thumbnail.evaluate("image => image.naturalWidth") >= 40


def test_a_wrong_file_is_refused_beside_its_field(page: Page, staffed: Server) -> None:
    log_in(page, staffed, "/admin/filters/look/add/")
    upload(page, b"LUT_3D_SIZE 2\n0 0 0\n0 zero 0\n")
    expect(page.locator(".field-file .errorlist")).to_contain_text("Line 3: a row must be three numbers")
    expect(page.get_by_label("Title")).to_have_value("Made in a browser")


def test_an_uploaded_look_can_be_chosen_at_once(page: Page, staffed: Server) -> None:
    log_in(page, staffed, "/admin/filters/look/add/")
    upload(page, WARM)
    page.goto(f"{staffed.url}/admin/filters/preset/add/")
    after = page.get_by_role("img", name="The sample photo after")
    page.get_by_label("Operation").select_option("look")
    page.get_by_role("button", name="Add step").click()
    with page.expect_response("**/process/") as answered:
        page.locator("pipeline-editor li [data-parameter=look] select").select_option(SLUG)
    assert answered.value.ok
    expect(after).to_have_js_property("naturalWidth", 451)


@pytest.mark.parametrize("theme", ["light", "dark"])
@every_kind
def test_it_is_accessible(browser: Browser, staffed: Server, theme: Any, kind: str) -> None:
    page = browser.new_page(color_scheme=theme, bypass_csp=True)  # axe brings a style of its own
    log_in(page, staffed, f"/admin/filters/{kind}/add/")
    upload(page, FILES[kind])
    page.wait_for_load_state("networkidle")
    for path in (None, f"/admin/filters/{kind}/"):
        if path:
            page.goto(f"{staffed.url}{path}")
            page.wait_for_load_state("networkidle")
        parts = [[part] for part in OURS if page.locator(part).count()]
        report = Axe().run(page, context={"include": parts})
        assert report.violations_count == 0, report.generate_report()
    page.context.close()


@every_kind
def test_it_fits_a_phone(page: Page, staffed: Server, kind: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    log_in(page, staffed, f"/admin/filters/{kind}/add/")
    upload(page, FILES[kind])
    expect(page.locator(".asset-specimen")).to_be_visible()
    for image in page.locator(".asset-specimen img").all():
        box = image.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
