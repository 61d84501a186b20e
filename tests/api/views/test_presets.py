"""`presets/`, `presets/{slug}/` and `presets/{slug}/apply/`."""

from collections.abc import Callable
from typing import Any

import pytest
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

from filters.engine import process
from filters.models import Preset
from tests.api.shapes import assert_problem, body_of
from tests.people import editor, person

Call = Callable[..., Any]
URL = "/api/v1/presets/"
NEW = {"slug": "soft", "title": "Soft", "pipeline": [{"op": "gaussian_blur"}]}


def send(client: Client, method: str, path: str = "", body: Any = None, **headers: str) -> Any:
    """A JSON request about presets."""
    return getattr(client, method)(f"{URL}{path}", body, content_type="application/json", headers=headers)


def test_anyone_reads_the_active_ones(client: Client, noir: Preset, switched_off: Preset) -> None:
    assert [preset["slug"] for preset in client.get(URL).json()] == ["noir"]
    assert client.get(f"{URL}noir/").json()["pipeline"] == [{"op": "grayscale"}]


def test_staff_reads_all(staff: Client, noir: Preset, switched_off: Preset) -> None:
    assert [preset["slug"] for preset in staff.get(URL).json()] == ["noir", "retired"]
    assert staff.get(f"{URL}retired/").json()["active"] is False


def test_staff_adds_one_with_its_defaults_filled_in(staff: Client) -> None:
    response = send(staff, "post", body=NEW)
    assert (response.status_code, response.json()["active"]) == (201, True)
    assert Preset.objects.get(slug="soft").pipeline == [{"op": "gaussian_blur", "radius": 2.0}]


def test_staff_changes_replaces_and_deletes(staff: Client, noir: Preset) -> None:
    assert send(staff, "patch", "noir/", {"title": "Black"}).json()["title"] == "Black"
    assert send(staff, "put", "noir/", {**NEW, "slug": "noir"}).json()["title"] == "Soft"
    assert send(staff, "delete", "noir/").status_code == 204
    assert not Preset.objects.exists()


@pytest.mark.parametrize(("method", "path"), [("post", ""), ("put", "noir/"), ("patch", "noir/"), ("delete", "noir/")])
def test_nobody_else_writes_the_houses(client: Client, noir: Preset, method: str, path: str) -> None:
    assert_problem(send(client, method, path, NEW), 401, "not_authenticated")
    client.force_login(person("bob"))
    if path:
        assert_problem(send(client, method, path, NEW), 403, "permission_denied")
    assert Preset.objects.get().title == "Noir"


def test_staff_needs_a_csrf_token(noir: Preset) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(editor("alice"))
    body = assert_problem(send(client, "delete", "noir/"), 403, "permission_denied")
    assert "CSRF" in body["detail"]
    request = RequestFactory().get("/")
    token = get_token(request)
    client.cookies["csrftoken"] = request.META["CSRF_COOKIE"]
    assert send(client, "delete", "noir/", **{"X-CSRFToken": token}).status_code == 204


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"pipeline": [{"op": "invert"}, {"op": "gaussian_blur", "radius": -1}]}, "parameter_invalid",
         "pipeline[1].radius"),
        ({"pipeline": [{"op": "gausian_blur"}]}, "operation_unknown", "pipeline[0].op"),
        ({"pipeline": {"op": "invert"}}, "pipeline_invalid", "pipeline"),
        ({"pipeline": "[[[["}, "pipeline_invalid", "pipeline"),
        ({"slug": "noir"}, "parameter_invalid", "slug"),
        ({"slug": "no slug"}, "parameter_invalid", "slug"),
        ({"title": ""}, "parameter_invalid", "title"),
        ({"format": "heic"}, "parameter_invalid", "format"),
        ({"quality": 101}, "parameter_invalid", "quality"),
        ({"quality": 0}, "parameter_invalid", "quality"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(staff: Client, noir: Preset, change: Any, code: str, field: str) -> None:
    assert_problem(send(staff, "post", body=NEW | change), 400, code, field=field)


def test_an_unknown_field_is_named(staff: Client) -> None:
    body = assert_problem(send(staff, "post", body=NEW | {"pipelin": []}), 400, "parameter_invalid", field="pipelin")
    assert "Did you mean pipeline?" in body["detail"]


@pytest.mark.parametrize("text", ["{", '{"title": NaN}', "[" * 100_000, "[1]", "null"])
def test_a_body_that_is_not_an_object_is_a_problem(staff: Client, text: str) -> None:
    response = staff.post(URL, text, content_type="application/json")
    assert response.status_code == 400
    assert_problem(response, 400, response.json()["code"])


def test_another_type_of_body_is_refused(staff: Client) -> None:
    assert_problem(staff.post(URL, "slug: soft", content_type="text/yaml"), 415, "unsupported_media_type")


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_an_unknown_preset_is_not_found_and_the_nearest_is_named(staff: Client, noir: Preset, method: str) -> None:
    body = assert_problem(send(staff, method, "nior/", NEW if method != "get" else None), 404, "preset_unknown")
    assert "Did you mean noir?" in body["detail"]


@pytest.mark.parametrize("slug", ["retired", "nothing", "%00", "%F0%9F%98%80"])
def test_only_active_ones_can_be_read_or_applied(call: Call, client: Client, switched_off: Preset, slug: str) -> None:
    assert_problem(client.get(f"{URL}{slug}/"), 404, "preset_unknown")
    assert_problem(call(f"presets/{slug}/apply/"), 404, "preset_unknown")


@pytest.mark.parametrize("slug", ["retired", "nothing", "\0"])
def test_in_a_field_only_active_ones_can_be_named(call: Call, switched_off: Preset, slug: str) -> None:
    assert_problem(call("process/", preset=slug), 400, "preset_unknown", field="preset")


def test_it_is_applied(call: Call, noir: Preset, cat_jpeg: bytes) -> None:
    assert body_of(call("presets/noir/apply/")) == process(cat_jpeg, [{"op": "grayscale"}], format="png").data


def test_explicit_choices_win_over_the_preset(call: Call, noir: Preset) -> None:
    assert call("presets/noir/apply/", format="webp")["Content-Type"] == "image/webp"


def test_a_change_is_live_at_once(call: Call, staff: Client, noir: Preset, cat_jpeg: bytes) -> None:
    send(staff, "patch", "noir/", {"pipeline": [{"op": "invert"}], "format": ""})
    assert body_of(call("presets/noir/apply/")) == process(cat_jpeg, [{"op": "invert"}]).data
