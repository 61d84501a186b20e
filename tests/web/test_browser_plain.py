"""The page in Chromium with JavaScript switched off."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from filters.engine import process


@pytest.fixture
def page(open_page: Any) -> Page:
    opened: Page = open_page(java_script_enabled=False)
    return opened


def use(page: Page, family: str, title: str, order: str) -> None:
    group = page.get_by_role("group", name=title, exact=True)
    if not group.is_visible():
        page.locator(f'details[data-family="{family}"] > summary').click()
    group.get_by_role("checkbox", name=f"Use {title}").check()
    group.get_by_label("Order").fill(order)


def test_checked_operations_run_and_the_result_is_shown_and_downloaded(
    page: Page, cat: Any, cat_jpeg: bytes, tmp_path: Any
) -> None:
    use(page, "Geometry", "Rotate", "2")
    use(page, "Blur", "Gaussian blur", "1")
    page.get_by_role("group", name="Gaussian blur", exact=True).get_by_label("Radius (px)").fill("4.5")
    page.get_by_label("Format").select_option("png")
    page.get_by_label("Photo").set_input_files(cat)
    page.get_by_role("button", name="Filter", exact=True).click()

    expect(page.get_by_role("heading", name="Result")).to_be_visible()
    expect(page.get_by_alt_text("The photo as it came")).to_be_visible()
    expect(page.get_by_alt_text("The filtered photo")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download cat-filtered.png").click()
    download.value.save_as(tmp_path / "result.png")
    steps: list[dict[str, Any]] = [{"op": "gaussian_blur", "radius": 4.5}, {"op": "rotate"}]
    assert (tmp_path / "result.png").read_bytes() == process(cat_jpeg, steps, format="png").data


def test_a_preset_is_enough(page: Page, cat: Any) -> None:
    page.get_by_label("Preset", exact=True).select_option("noir")
    page.get_by_label("Photo").set_input_files(cat)
    page.get_by_role("button", name="Filter", exact=True).click()

    expect(page.get_by_alt_text("The filtered photo")).to_be_visible()
    expect(page.get_by_label("Preset", exact=True)).to_have_value("noir")


def test_a_direct_download_leaves_the_page_as_it_is(page: Page, cat: Any, cat_jpeg: bytes, tmp_path: Any) -> None:
    page.get_by_label("Photo").set_input_files(cat)
    with page.expect_download() as download:
        page.get_by_role("button", name="Filter and download directly").click()
    download.value.save_as(tmp_path / "result.jpg")

    assert download.value.suggested_filename == "cat-filtered.jpg"
    assert (tmp_path / "result.jpg").read_bytes() == process(cat_jpeg).data


def test_a_wrong_file_keeps_the_composition(page: Page) -> None:
    use(page, "Blur", "Gaussian blur", "1")
    page.get_by_role("group", name="Gaussian blur", exact=True).get_by_label("Radius (px)").fill("9")
    page.get_by_label("Photo").set_input_files({"name": "cat.jpg", "mimeType": "image/jpeg", "buffer": b"no cat"})
    page.get_by_role("button", name="Filter", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("The file looks like")
    expect(page.locator("#id_image_error")).to_contain_text("The file looks like")
    group = page.get_by_role("group", name="Gaussian blur", exact=True)
    expect(group.get_by_role("checkbox", name="Use Gaussian blur")).to_be_checked()
    expect(group.get_by_label("Radius (px)")).to_have_value("9")


def test_a_wrong_parameter_is_marked_at_its_control(page: Page, cat: Any) -> None:
    use(page, "Blur", "Gaussian blur", "1")
    page.get_by_role("group", name="Gaussian blur", exact=True).get_by_label("Radius (px)").fill("999")
    page.get_by_label("Photo").set_input_files(cat)
    page.get_by_role("button", name="Filter", exact=True).click()

    radius = page.get_by_role("group", name="Gaussian blur", exact=True).get_by_label("Radius (px)")
    expect(radius).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_op-gaussian_blur-radius_error")).to_contain_text("from 0 to 250 px; got")


def test_a_photo_over_the_limit_is_refused_with_the_choices_kept(page: Page, tmp_path: Path) -> None:
    page.get_by_label("Preset", exact=True).select_option("noir")
    page.locator("textarea[name=pipeline]").fill('[{"op": "mirror"}]')
    too_large = tmp_path / "cat.jpg"
    too_large.write_bytes(b"\xff\xd8\xff" + bytes(40 * 1024 * 1024))
    page.get_by_label("Photo").set_input_files(too_large)
    page.get_by_role("button", name="Filter", exact=True).click()

    expect(page.locator("#id_image_error")).to_contain_text("at most 32 MiB are allowed")
    expect(page.get_by_label("Preset", exact=True)).to_have_value("noir")
    expect(page.locator("textarea[name=pipeline]")).to_have_value('[{"op": "mirror"}]')
