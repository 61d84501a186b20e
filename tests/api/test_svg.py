"""SVG over HTTP: refused by default, drawn where the operator allows it, and never an answer."""

import io
from typing import Any

import pytest
from PIL import Image

from tests.api.conftest import Call
from tests.engine.codecs.plugins.test_svg import svg

HOSTILE = svg("&a;", before='<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>')


@pytest.fixture
def allowed(settings: Any) -> None:
    """As by `IMGSVC_FORMATS_IN=png,svg`."""
    settings.IMGSVC_FORMATS_IN = ("png", "svg")


def test_by_default_it_is_refused(call: Call) -> None:
    response = call("process/", image=svg())
    assert (response.status_code, response.json()["code"]) == (415, "format_unsupported")
    assert response.json()["detail"].startswith("SVG images are switched off here. Send one of: JPEG")


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize("accept", ["*/*", "image/svg+xml, */*;q=0.1"])
def test_where_it_is_allowed_a_picture_comes_out(call: Call, accept: str) -> None:
    response = call("process/", image=svg(), accept=accept)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(response.getvalue())).size == (100, 100)
    assert call("inspect/", image=svg()).json()["format"] == "svg"
    assert call("explain/", image=svg()).json()["decode"]["format"] == "svg"


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (HOSTILE, 422, "image_unreadable"),
        (svg("<g>" * 99 + "</g>" * 99), 422, "image_unreadable"),
        (svg('<use id="a" href="#a"/>'), 422, "image_unreadable"),
        (svg(size='width="-1" height="1"'), 422, "image_unreadable"),
        (svg(size='width="1e6" height="1e6"'), 413, "image_too_large"),
        (svg("<g/>" * 20_000), 413, "image_too_large"),
        (b"\x1f\x8b\x08" + bytes(99), 415, "format_unsupported"),
        (b"<!DOCTYPE html><svg/>", 415, "format_unsupported"),
    ],
    ids=["entity", "deep", "circle", "negative", "large", "many", "compressed", "page"],
)
def test_what_is_refused_has_its_code(call: Call, data: bytes, status: int, code: str) -> None:
    response = call("process/", image=data)
    assert (response.status_code, response.json()["code"]) == (status, code)


@pytest.mark.usefixtures("allowed")
def test_it_is_never_an_answer(call: Call) -> None:
    assert call("process/", image=svg(), accept="image/svg+xml").status_code == 406
    assert call("process/", image=svg(), format="svg").status_code == 400
