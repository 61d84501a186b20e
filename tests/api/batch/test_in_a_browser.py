"""The form of the browsable API, with many pictures, in Chromium."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.api.batch.clients import noise, pixels, unzipped
from tests.api.batch.conftest import archive
from tests.fixtures.servers import Server


@pytest.mark.parametrize("kind", ["pictures", "archive"])
def test_pictures_go_in_by_the_form_and_come_out_as_an_archive(
    page: Page, gunicorn_server: Server, tmp_path: Path, kind: str
) -> None:
    images = {f"{index}.png": data for index, data in enumerate(noise(12))}
    page.goto(f"{gunicorn_server.url}/api/v1/batch/")
    if kind == "archive":
        (tmp_path / "photos.zip").write_bytes(archive(images))
        page.get_by_label("Zip", exact=True).set_input_files(tmp_path / "photos.zip")
    else:
        for name, data in images.items():
            (tmp_path / name).write_bytes(data)
        page.get_by_label("Image", exact=True).set_input_files([tmp_path / name for name in images])
    page.get_by_label("Pipeline").fill('[{"op": "flip"}, {"op": "flip"}]')
    with page.expect_download() as started:
        page.get_by_role("button", name="POST").click()
    assert started.value.suggested_filename == "batch.zip"
    found = unzipped(Path(started.value.path()).read_bytes())
    assert {name: pixels(data) for name, data in found.items()} == {name: pixels(data) for name, data in images.items()}
