"""The browsable API and Swagger UI, used by a person in Chromium under the content security policy."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from filters.engine import process
from tests.fixtures.servers import Server, manage, project_environ

PASSWORD = "swordfish-42"
NATURAL_WIDTH = "image => image.decode().then(() => image.naturalWidth)"


@pytest.fixture
def cat_file(tmp_path: Path, cat_jpeg: bytes) -> Path:
    """The cat on a disk, where file inputs look for it."""
    path = tmp_path / "cat.jpg"
    path.write_bytes(cat_jpeg)
    return path


def downloaded(page: Page, link: Locator) -> tuple[str, bytes]:
    """What a link saves, and under which name."""
    with page.expect_download() as started:
        link.click()
    return started.value.suggested_filename, Path(started.value.path()).read_bytes()


def test_process_shows_the_picture_and_saves_it(
    page: Page, gunicorn_server: Server, cat_file: Path, cat_jpeg: bytes
) -> None:
    page.goto(f"{gunicorn_server.url}/api/v1/process/")
    page.get_by_label("Image").set_input_files(cat_file)
    page.get_by_label("Pipeline").fill('[{"op": "gaussian_blur", "radius": 4}]')
    page.get_by_label("Format").select_option("png")
    page.get_by_role("button", name="POST").click()
    assert page.get_by_role("img", name="The result").evaluate(NATURAL_WIDTH) == 451
    expect(page.locator(".response-info")).to_contain_text("Server-Timing: queue;dur=")
    expect(page.get_by_label("Pipeline")).to_have_value('[{"op": "gaussian_blur", "radius": 4}]')
    name, picture = downloaded(page, page.get_by_role("link", name="Download"))
    assert (name, picture) == ("cat.png", process(cat_jpeg, [{"op": "gaussian_blur", "radius": 4}], format="png").data)


@pytest.mark.parametrize("path", ["presets/noir/apply/", "operations/grayscale/"])
def test_every_call_that_makes_a_picture_shows_it(
    page: Page, gunicorn_server: Server, cat_file: Path, path: str
) -> None:
    page.goto(f"{gunicorn_server.url}/api/v1/{path}")
    page.get_by_label("Image").set_input_files(cat_file)
    page.get_by_role("button", name="POST").click()
    assert page.get_by_role("img", name="The result").evaluate(NATURAL_WIDTH) == 451


@pytest.mark.parametrize(("path", "words"), [("inspect/", '"blurhash"'), ("explain/", '"decode"')])
def test_every_call_that_tells_facts_shows_them(
    page: Page, gunicorn_server: Server, cat_file: Path, path: str, words: str
) -> None:
    page.goto(f"{gunicorn_server.url}/api/v1/{path}")
    page.get_by_label("Image").set_input_files(cat_file)
    page.get_by_role("button", name="POST").click()
    expect(page.locator(".response-info")).to_contain_text(words)


def test_typed_controls_do_what_they_say(page: Page, gunicorn_server: Server, cat_file: Path) -> None:
    page.goto(f"{gunicorn_server.url}/api/v1/operations/resize/")
    page.get_by_label("Image").set_input_files(cat_file)
    page.get_by_label("Width", exact=True).fill("64")
    page.get_by_label("Height", exact=True).fill("64")
    page.get_by_label("Fit").select_option("cover")
    page.get_by_role("button", name="POST").click()
    expect(page.locator("figcaption")).to_contain_text("64 × 64")


def test_an_error_is_readable_and_the_choices_stay(
    page: Page, gunicorn_server: Server, cat_file: Path, console_errors: list[str]
) -> None:
    page.goto(f"{gunicorn_server.url}/api/v1/operations/gaussian_blur/")
    page.get_by_label("Image").set_input_files(cat_file)
    page.get_by_label("Radius").fill("500")
    page.get_by_role("button", name="POST").click()
    expect(page.get_by_role("alert")).to_contain_text("from 0 to 250 px")
    expect(page.get_by_label("Radius")).to_have_value("500")
    assert ["400" in error for error in console_errors] == [True]
    console_errors.clear()


@pytest.mark.parametrize("path", ["", "operations/", "presets/", "presets/noir/"])
def test_what_can_be_read_is_a_page(page: Page, gunicorn_server: Server, path: str) -> None:
    page.goto(f"{gunicorn_server.url}/api/v1/{path}")
    expect(page.locator(".response-info")).to_contain_text("HTTP 200 OK")


def test_staff_adds_changes_and_deletes_a_preset(page: Page, gunicorn_server: Server) -> None:
    environ = project_environ(gunicorn_server.data_dir, DJANGO_SUPERUSER_PASSWORD=PASSWORD)
    made = manage("createsuperuser", "--noinput", "--username=api", "--email=api@example.org", environ=environ)
    assert made.returncode == 0, made.stderr
    page.goto(f"{gunicorn_server.url}/api/v1/presets/")
    page.get_by_role("link", name="Log in").click()
    page.get_by_label("Username").fill("api")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    form = page.get_by_role("form", name="POST")
    form.get_by_label("Slug").fill("soft")
    form.get_by_label("Title").fill("Soft")
    form.get_by_label("Pipeline").fill('[{"op": "blur"}]')
    form.get_by_role("button", name="POST").click()
    expect(page.locator(".response-info")).to_contain_text("HTTP 201 Created")
    page.goto(f"{gunicorn_server.url}/api/v1/presets/soft/")
    form = page.get_by_role("form", name="PUT")
    form.get_by_label("Title").fill("Softer")
    form.get_by_role("button", name="PUT").click()
    expect(page.locator(".response-info")).to_contain_text('"title": "Softer"')
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".response-info")).to_contain_text("HTTP 204 No Content")


def test_it_works_without_javascript(page_without_javascript: Page, gunicorn_server: Server, cat_file: Path) -> None:
    page = page_without_javascript
    page.goto(f"{gunicorn_server.url}/api/v1/process/")
    page.get_by_label("Image").set_input_files(cat_file)
    page.get_by_role("button", name="POST").click()
    expect(page.get_by_role("img", name="The result")).to_be_visible()


@pytest.mark.parametrize(
    ("anchor", "field", "text", "steps"),
    [
        ("Blur/gaussianBlur", "radius", "9", [{"op": "gaussian_blur", "radius": 9}]),
        ("Pictures/process", "pipeline", '[{"op": "sepia"}]', [{"op": "sepia"}]),
    ],
)
def test_try_it_out_uploads_a_file_and_shows_the_picture(
    page: Page,
    gunicorn_server: Server,
    cat_file: Path,
    cat_jpeg: bytes,
    anchor: str,
    field: str,
    text: str,
    steps: Any,
) -> None:
    page.goto(f"{gunicorn_server.url}/api/docs/#/{anchor}")
    call = page.locator(".opblock.is-open")
    call.locator("[data-property-name=image] input[type=file]").set_input_files(cat_file)
    call.locator(f".opblock-section-request-body [data-property-name={field}]").get_by_role("textbox").fill(text)
    with page.expect_response(re.compile("/api/v1/")) as answered:
        call.get_by_role("button", name="Execute").click()
    picture = call.locator(".responses-wrapper img")
    assert picture.evaluate(NATURAL_WIDTH) == 451
    assert str(picture.get_attribute("src")).startswith("blob:")
    expected = process(cat_jpeg, steps, format="jpeg").etag
    assert (answered.value.status, answered.value.headers["etag"]) == (200, f'"{expected}"')


def test_the_docs_ask_nobody_else(page: Page, gunicorn_server: Server) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{gunicorn_server.url}/api/docs/")
    expect(page.locator(".opblock").first).to_be_visible()
    assert [url for url in asked if not url.startswith((gunicorn_server.url, "data:", "blob:"))] == []
