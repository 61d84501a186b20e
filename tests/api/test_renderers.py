"""The pages of the browsable API."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from filters.engine import OPERATIONS
from filters.models import Preset

Call = Callable[..., Any]
HTML = {"accept": "text/html"}


class Controls(HTMLParser):
    """The controls of a page's forms, and whatever a strict content security policy would block."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.controls: dict[str, dict[str, str | None]] = {}
        self.blocked: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        if tag in ("input", "select", "textarea") and found.get("name"):
            self.controls[str(found["name"])] = found | {"tag": tag}
        is_data = found.get("type") == "application/json"
        if tag == "style" or (tag == "script" and "src" not in found and not is_data):
            self.blocked.append(tag)
        self.blocked += [name for name in found if name == "style" or name.startswith("on")]


@pytest.mark.parametrize(
    "path",
    ["", "process/", "inspect/", "explain/", "operations/", "operations/resize/", "presets/", "presets/noir/",
     "presets/noir/apply/"],
)  # fmt: skip
def test_every_address_is_a_page_without_inline_style_or_script(staff: Client, noir: Preset, path: str) -> None:
    response = staff.get(f"/api/v1/{path}", headers=HTML)
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert Controls(response.content.decode()).blocked == []


def test_a_parameter_is_a_typed_control(client: Client, db: None) -> None:
    controls = Controls(client.get("/api/v1/operations/resize/", headers=HTML).content.decode()).controls
    assert controls["image"]["type"] == "file"
    assert (controls["width"]["type"], controls["width"]["min"], controls["width"]["max"]) == ("number", "1", "20000")
    assert controls["fit"]["tag"] == controls["upscale"]["tag"] == "select"


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_has_a_control_for_each_parameter(client: Client, db: None, name: str) -> None:
    controls = Controls(client.get(f"/api/v1/operations/{name}/", headers=HTML).content.decode()).controls
    assert {parameter.name for parameter in OPERATIONS[name].parameters()} <= set(controls)


def test_the_picture_stands_in_the_page_with_its_headers(call: Call) -> None:
    page = call("process/", accept="text/html", filename='"quoted" <b>').content.decode()
    assert '<img src="data:image/jpeg;base64,' in page
    assert "queue;dur=" in page
    assert 'download="&quot;quoted&quot; &lt;b&gt;.jpg"' in page


def test_the_form_keeps_what_was_chosen(call: Call) -> None:
    page = call("operations/gaussian_blur/", accept="text/html", radius="7.5", quality="500").content.decode()
    assert Controls(page).controls["radius"]["value"] == "7.5"


def test_an_error_is_readable_in_the_page(call: Call) -> None:
    response = call("operations/gaussian_blur/", accept="text/html", radius="-1")
    assert (response.status_code, response["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert 'role="alert"' in response.content.decode() and "from 0 to 250 px" in response.content.decode()


@pytest.mark.parametrize("path", ["operations/nothing/", "presets/nothing/", "presets/nothing/apply/"])
def test_a_page_for_nothing_has_no_form(client: Client, db: None, path: str) -> None:
    response = client.get(f"/api/v1/{path}", headers=HTML)
    assert "image" not in Controls(response.content.decode()).controls


def test_only_staff_sees_the_forms_that_write(client: Client, staff: Client, noir: Preset) -> None:
    pages = [who.get("/api/v1/presets/noir/", headers=HTML).content.decode() for who in (client, staff)]
    assert ["title" in Controls(page).controls for page in pages] == [False, True]


def test_staff_adds_a_preset_with_the_form(staff: Client) -> None:
    form = {"slug": "soft", "title": "Soft", "pipeline": '[{"op": "blur"}]', "active": "true", "quality": ""}
    response = staff.post("/api/v1/presets/", form, headers=HTML)
    assert response.status_code == 201
    assert Preset.objects.get().pipeline == [{"op": "blur"}]
