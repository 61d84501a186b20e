"""The page's second picture, with JavaScript and without it."""

import io
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from filters.engine import Assets, process
from tests.assets import logo

STEPS = [{"op": "watermark_image", "opacity": 0.8}]
TEXT = '[{"op": "watermark_image", "opacity": 0.8}]'
PROCESS = "**/api/v1/process/"


def stamped(cat: bytes) -> bytes:
    return process(cat, STEPS, assets=Assets(overlay=logo())).data


def post(cat: bytes, overlay: bytes | None, **fields: str) -> Any:
    files = {"image": SimpleUploadedFile("cat.jpg", cat)}
    if overlay is not None:
        files["overlay"] = SimpleUploadedFile("my logo.png", overlay)
    return Client().post("/", {**fields, **files})


@pytest.mark.django_db
def test_a_plain_form_sends_it(cat_jpeg: bytes) -> None:
    assert b"".join(post(cat_jpeg, logo(), pipeline=TEXT, download="1")) == stamped(cat_jpeg)
    page = post(cat_jpeg, logo(), pipeline=TEXT).content.decode()
    assert "-F &#x27;overlay=@my logo.png&#x27;" in page


@pytest.mark.django_db
@pytest.mark.parametrize("overlay", [b"", b"no picture", logo()[:40]])
def test_a_bad_one_is_refused_beside_its_field(cat_jpeg: bytes, overlay: bytes) -> None:
    response = post(cat_jpeg, overlay, pipeline=TEXT)
    assert response.status_code == 400
    assert list(response.context["form"].errors) == ["overlay"]
    assert "The overlay cannot be used." in response.context["form"].errors["overlay"][0]


@pytest.mark.django_db
def test_a_step_that_misses_it_says_so(cat_jpeg: bytes) -> None:
    response = post(cat_jpeg, None, pipeline=TEXT)
    assert response.status_code == 400
    assert "overlay" in response.context["form"].errors["pipeline"][0]


def test_it_is_sent_with_every_change(open_page: Any, cat: Any, cat_jpeg: bytes, tmp_path: Path) -> None:
    page: Page = open_page()
    red: FilePayload = {"name": "logo.png", "mimeType": "image/png", "buffer": logo()}
    page.get_by_label("Operation").select_option("watermark_image")
    page.get_by_role("button", name="Add step").click()
    page.get_by_label("Photo").set_input_files(cat)
    expect(page.get_by_role("alert")).to_contain_text("overlay")

    with page.expect_response(PROCESS):
        page.get_by_label("Overlay", exact=True).set_input_files(red)

    expect(page.locator("[data-role=curl]")).to_contain_text("-F overlay=@logo.png")
    expect(page.get_by_role("alert")).to_be_hidden()
    (tmp_path / "cat.jpg").write_bytes(cat_jpeg)
    (tmp_path / "logo.png").write_bytes(logo())
    command = shlex.split(page.locator("[data-role=curl]").inner_text())
    subprocess.run([*command, "--silent", "--fail"], cwd=tmp_path, check=True, timeout=30)
    made = (tmp_path / "out.jpg").read_bytes()
    assert Image.open(io.BytesIO(made)).size == (451, 300)
    assert made == process(cat_jpeg, [{"op": "watermark_image"}], assets=Assets(overlay=logo())).data


def test_a_bad_one_is_shown_beside_its_field(open_page: Any, cat: Any) -> None:
    page: Page = open_page()
    page.get_by_label("Photo").set_input_files(cat)
    expect(page.locator("[data-role=status]")).to_contain_text("Done in")

    with page.expect_response(PROCESS):
        wrong: FilePayload = {"name": "logo.png", "mimeType": "image/png", "buffer": b"no picture"}
        page.get_by_label("Overlay", exact=True).set_input_files(wrong)

    expect(page.locator("[data-field=overlay] .errorlist")).to_contain_text("The overlay cannot be used.")
    expect(page.get_by_label("Overlay", exact=True)).to_have_attribute("aria-invalid", "true")


def test_it_works_without_javascript(open_page: Any, cat: Any) -> None:
    page: Page = open_page(java_script_enabled=False)
    page.locator("textarea[name=pipeline]").fill(TEXT)
    red: FilePayload = {"name": "logo.png", "mimeType": "image/png", "buffer": logo()}
    page.get_by_label("Overlay", exact=True).set_input_files(red)
    page.get_by_label("Photo").set_input_files(cat)
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.locator("[data-role=curl]")).to_contain_text("-F overlay=@logo.png")
