"""The page in Chromium with JavaScript: every change is seen at once, without a page load."""

import base64
import io
import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from filters.engine import process

PROCESS = "**/api/v1/process/"


@pytest.fixture
def page(open_page: Any) -> Page:
    opened: Page = open_page()
    return opened


def add(page: Page, title: str) -> Locator:
    page.get_by_label("Operation").select_option(label=title)
    page.get_by_role("button", name="Add step").click()
    return page.locator(".pe-step").last


def choose(page: Page, file: Any) -> None:
    page.get_by_label("Photo").set_input_files(file)


def done(page: Page) -> None:
    expect(page.locator("[data-role=progress]")).to_be_hidden()
    expect(page.locator("[data-role=status]")).to_contain_text("Done in")


def download(page: Page, folder: Path) -> bytes:
    with page.expect_download() as waiting:
        page.locator("[data-role=download]").click()
    waiting.value.save_as(folder / "download")
    return (folder / "download").read_bytes()


def steps_of(page: Page) -> Any:
    return json.loads(page.locator("textarea[name=pipeline]").input_value() or "[]")


def titles(page: Page) -> list[str]:
    return page.locator("[data-part=title]").all_inner_texts()


def test_a_chosen_photo_is_seen_before_and_after(page: Page, cat: Any, cat_jpeg: bytes, tmp_path: Path) -> None:
    add(page, "Gaussian blur").get_by_label("Radius (px)", exact=True).fill("4")

    choose(page, cat)

    expect(page.get_by_alt_text("The photo as it came")).to_have_attribute("src", re.compile("^blob:"))
    expect(page.get_by_alt_text("The filtered photo")).to_have_attribute("src", re.compile("^blob:"))
    expect(page.locator("[data-role=before-facts]")).to_contain_text("JPEG")
    expect(page.locator("[data-role=after-facts]")).to_contain_text(re.compile(r"^\d+ × \d+, .+ JPEG$"))
    assert download(page, tmp_path) == process(cat_jpeg, [{"op": "gaussian_blur", "radius": 4}]).data


def test_a_dropped_photo_is_taken(page: Page, cat_jpeg: bytes) -> None:
    transfer = page.evaluate_handle(
        """(text) => {
          const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
          const transfer = new DataTransfer();
          transfer.items.add(new File([bytes], "dropped.jpg", { type: "image/jpeg" }));
          return transfer;
        }""",
        base64.b64encode(cat_jpeg).decode(),
    )

    page.dispatch_event("[data-role=drop]", "drop", {"dataTransfer": transfer})

    expect(page.get_by_role("link", name="Download dropped-filtered.jpg")).to_be_visible()
    assert page.get_by_label("Photo").evaluate("input => input.files[0].name") == "dropped.jpg"


def test_a_change_renders_again(page: Page, cat: Any, cat_jpeg: bytes, tmp_path: Path) -> None:
    card = add(page, "Gaussian blur")
    choose(page, cat)
    done(page)

    with page.expect_response(PROCESS):
        card.get_by_label("Radius (px): slider").fill("12")

    expect(card.get_by_label("Radius (px)", exact=True)).to_have_value("12")
    expect(page.locator("[data-role=curl]")).to_contain_text('"radius":12')
    assert download(page, tmp_path) == process(cat_jpeg, [{"op": "gaussian_blur", "radius": 12}]).data


def test_a_change_waits_where_live_updates_are_off(page: Page, cat: Any) -> None:
    choose(page, cat)
    done(page)
    page.get_by_label("Update as I change").uncheck()
    add(page, "Mirror")
    page.get_by_label("Format").select_option("webp")
    expect(page.locator("[data-role=curl]")).not_to_contain_text("mirror")

    page.get_by_role("button", name="Filter").click()

    expect(page.locator("[data-role=curl]")).to_contain_text('[{"op":"mirror"}]')


def test_a_newer_change_stops_an_older_one(page: Page, cat: Any) -> None:
    held: list[Route] = []
    page.route(PROCESS, lambda route: held.append(route) if not held else route.continue_())
    choose(page, cat)
    expect(page.locator("[data-role=progress]")).to_be_visible()

    with page.expect_event("requestfailed") as stopped:
        page.get_by_label("Format").select_option("webp")

    expect(page.get_by_role("link", name="Download cat-filtered.webp")).to_be_visible()
    assert stopped.value.failure == "net::ERR_ABORTED"


def test_the_progress_of_a_slow_upload_is_shown(page: Page, cat: Any) -> None:
    held: list[Route] = []
    page.route(PROCESS, lambda route: held.append(route))
    choose(page, cat)

    expect(page.get_by_role("progressbar", name="Upload")).to_be_visible()
    expect(page.locator("[data-role=status]")).to_contain_text(re.compile("Uploading|Processing"))

    held[0].continue_()
    done(page)


def test_the_curl_line_gives_the_same_bytes(page: Page, cat: Any, cat_jpeg: bytes, tmp_path: Path) -> None:
    page.get_by_label("Preset", exact=True).select_option("noir")
    add(page, "Gaussian blur").get_by_label("Radius (px)", exact=True).fill("2.5")
    page.get_by_label("Format").select_option("png")
    choose(page, cat)
    done(page)
    (tmp_path / "cat.jpg").write_bytes(cat_jpeg)

    command = shlex.split(page.locator("[data-role=curl]").inner_text())
    subprocess.run([*command, "--silent", "--fail"], cwd=tmp_path, check=True, timeout=30)

    assert (tmp_path / "out.png").read_bytes() == download(page, tmp_path)


def test_the_curl_line_is_the_one_that_the_server_writes(open_page: Any, cat: Any) -> None:
    lines = []
    for scripted in (True, False):
        page = open_page(java_script_enabled=scripted)
        page.get_by_label("Preset", exact=True).select_option("noir")
        if scripted:
            page.get_by_text("Steps as JSON").click()
        page.locator("textarea[name=pipeline]").fill(
            '[{"op": "gaussian_blur", "radius": 2.0}, {"radius": 2.50, "op": "gaussian_blur"}, '
            '{"op": "rotate", "expand": false, "angle": 10.0, "background": "#ff880080"}, '
            '{"op": "resize", "width": 90}]'
        )
        page.get_by_label("Quality").fill("75")
        page.get_by_label("Metadata").select_option("copyright")
        page.get_by_label("Background", exact=True).last.fill("#123456")
        page.get_by_label("Photo").set_input_files({**cat, "name": "o'cat; 1.jpg"})
        page.get_by_role("button", name="Filter", exact=True).click()
        expect(page.locator("[data-role=curl]")).to_contain_text("quality=75")
        lines.append(page.locator("[data-role=curl]").inner_text())

    assert lines[0] == lines[1]


def test_a_wrong_parameter_is_marked_at_its_step_and_keeps_the_rest(page: Page, cat: Any) -> None:
    add(page, "Mirror")
    card = add(page, "Gaussian blur")
    choose(page, cat)
    done(page)

    radius = card.get_by_label("Radius (px)", exact=True)
    radius.fill("-3")

    expect(radius).to_have_attribute("aria-invalid", "true")
    expect(card.locator(".problem").last).to_have_text(
        "radius of gaussian_blur must be a number from 0 to 250 px; got -3."
    )
    expect(page.get_by_role("alert")).to_contain_text("(pipeline[1].radius)")
    assert steps_of(page) == [{"op": "mirror"}, {"op": "gaussian_blur", "radius": -3}]
    radius.fill("3")
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(radius).not_to_have_attribute("aria-invalid", "true")


def test_a_wrong_file_has_a_message_beside_the_field_and_keeps_the_choices(page: Page) -> None:
    page.get_by_label("Preset", exact=True).select_option("noir")
    add(page, "Sepia")

    choose(page, {"name": "cat.jpg", "mimeType": "image/jpeg", "buffer": b"no cat"})

    expect(page.locator("[data-field=image] .errorlist")).to_contain_text("The file looks like")
    expect(page.get_by_label("Photo")).to_have_attribute("aria-describedby", re.compile("id_image_error"))
    expect(page.get_by_label("Preset", exact=True)).to_have_value("noir")
    assert titles(page) == ["Sepia"]


def test_a_photo_over_the_limit_is_not_sent(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("[data-role=studio]").evaluate("form => (form.dataset.maxBytes = '10')")

    choose(page, {"name": "cat.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff" + bytes(100)})

    expect(page.locator("[data-field=image] .errorlist")).to_contain_text("The photo is too large; at most")
    assert [url for url in asked if "process" in url] == []


def test_a_form_without_a_photo_asks_for_one(page: Page) -> None:
    page.get_by_role("button", name="Filter").click()

    expect(page.get_by_role("alert")).to_contain_text("Photo: Choose a photo.")
    expect(page.get_by_role("alert")).to_be_focused()


def test_a_service_that_cannot_be_reached_is_told(page: Page, cat: Any) -> None:
    page.route(PROCESS, lambda route: route.fulfill(status=502, body="<html>", content_type="text/html"))
    choose(page, cat)

    expect(page.get_by_role("alert")).to_contain_text("The service cannot be reached.")


def test_what_the_result_lost_is_told(page: Page, cat: Any) -> None:
    add(page, "Rotate").get_by_label("Angle (°)", exact=True).fill("30")
    page.get_by_label("Format").select_option("png")
    choose(page, cat)
    done(page)
    expect(page.locator("[data-role=notes] li")).to_have_count(0)

    file = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 100)).save(file, "PNG")
    page.get_by_label("Format").select_option("jpeg")
    choose(page, {"name": "red.png", "mimeType": "image/png", "buffer": file.getvalue()})

    expect(page.locator("[data-role=notes]")).to_contain_text("The format has no transparency")


def test_an_unfinished_step_is_not_run_before_it_is_filled_in(page: Page, cat: Any) -> None:
    choose(page, cat)
    done(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    card = add(page, "Resize")
    assert steps_of(page) == [{"op": "resize"}]
    card.get_by_label("Width (px)", exact=True).fill("64")

    expect(page.locator("[data-role=after-facts]")).to_contain_text("64 ×")
    expect(page.get_by_role("alert")).to_be_hidden()
    assert len([url for url in asked if "process" in url]) == 1


def test_a_preset_tells_what_it_does(page: Page) -> None:
    page.get_by_label("Preset", exact=True).select_option("noir")

    expect(page.locator(".preset-note")).not_to_be_empty()


def test_a_tiff_is_shown_although_browsers_cannot(page: Page, cat_jpeg: bytes, tmp_path: Path) -> None:
    tiff = process(cat_jpeg, format="tiff").data

    choose(page, {"name": "cat.tif", "mimeType": "image/tiff", "buffer": tiff})
    done(page)

    expect(page.get_by_alt_text("The photo as it came")).to_have_attribute("src", re.compile("^blob:"))
    expect(page.get_by_alt_text("The filtered photo")).to_have_attribute("src", re.compile("^blob:"))
    expect(page.get_by_role("link", name="Download cat-filtered.tiff")).to_be_visible()
    assert download(page, tmp_path) == process(tiff).data


def test_the_page_is_never_loaded_again(page: Page, cat: Any) -> None:
    page.evaluate("window.mark = 1")
    add(page, "Sepia")
    choose(page, cat)
    page.get_by_role("button", name="Filter").click()
    done(page)

    assert page.evaluate("window.mark") == 1
