"""Formats over HTTP: a telephone's photo opens out of the box, and each format by each of its names."""

import io
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from filters.engine.formats import FORMATS, WRITABLE_PICTURES
from tests.api.conftest import Call
from tests.engine.pictures import encoded, heic, photo


def small() -> Image.Image:
    return photo(size=(64, 48))


FILES = {
    "heic": heic(small()),
    "jpeg2000": encoded(small(), "JPEG2000"),
    "jxl": encoded(small(), "JXL"),
    "ico": encoded(small(), "ICO", sizes=[(48, 48)]),
    "bmp": encoded(small(), "BMP"),
    "ppm": encoded(small(), "PPM"),
    "qoi": encoded(small(), "QOI"),
}


@pytest.mark.parametrize("content_type", ["image/heic", "image/heif", "application/octet-stream"])
def test_a_photo_from_a_telephone_as_a_raw_body(client: Client, content_type: str, db: None) -> None:
    response = client.post("/api/v1/process/?filename=IMG_0042.HEIC", FILES["heic"], content_type=content_type)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'inline; filename="IMG_0042.jpg"'
    assert Image.open(io.BytesIO(response.getvalue())).size == (64, 48)


@pytest.mark.parametrize("name", FILES)
def test_it_is_read_explained_and_inspected(call: Call, name: str) -> None:
    assert call("process/", image=FILES[name], format="png")["Content-Type"] == "image/png"
    assert call("explain/", image=FILES[name]).json()["decode"]["format"] == name
    facts = call("inspect/", image=FILES[name]).json()
    assert (facts["format"], facts["media_type"]) == (name, FORMATS[name].media_type)


@pytest.mark.parametrize(
    ("asked", "name"),
    [(asked, name) for name in WRITABLE_PICTURES for asked in (FORMATS[name].media_type, *FORMATS[name].media_types)],
)
def test_accept_knows_every_name_of_a_format(call: Call, asked: str, name: str) -> None:
    response = call("process/", image=encoded(photo(size=(16, 16)), "PNG"), accept=asked)
    assert response["Content-Type"] == FORMATS[name].media_type


def test_it_is_not_made(call: Call) -> None:
    assert call("process/", accept="image/heic").status_code == 406
    problem: Any = call("process/", format="heic").json()
    assert problem["errors"][0]["field"] == "format"


def test_a_format_that_is_switched_off_is_refused(call: Call, settings: Any) -> None:
    settings.IMGSVC_FORMATS_IN = ("jpeg", "png")
    response = call("process/", image=FILES["heic"])
    assert (response.status_code, response.json()["code"]) == (415, "format_unsupported")
    assert response.json()["detail"] == "HEIC images are switched off here. Send one of: JPEG, PNG."


def test_the_plan_tells_what_becomes_of_the_coded_pixels(call: Call) -> None:
    assert call("explain/").json()["encode"]["pixels"] == "copied"
    assert call("explain/", pipeline=[{"op": "invert"}]).json()["encode"]["pixels"] == "encoded"
