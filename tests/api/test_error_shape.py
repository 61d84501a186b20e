"""One shape for every error: each route that can fail, driven through it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from filters.engine import OPERATIONS
from filters.models import Preset
from tests.api.shapes import assert_problem

Call = Callable[..., Any]
V1 = "/api/v1/"
IMAGE_ROUTES = [
    "process/",
    "inspect/",
    "explain/",
    "batch/",
    "operations/invert/",
    "operations/gaussian_blur/",
    "presets/noir/apply/",
]
ASSET_ROUTES = [f"{kind}/{slug}" for kind in ("looks", "fonts", "pictures") for slug in ("", "noir/")]
JSON_ROUTES = ["", "operations/", "generators/", "presets/", "presets/noir/", *ASSET_ROUTES]
FILE_ROUTES = {
    "files/": "GET, POST, HEAD, OPTIONS",
    "files/noir/": "GET, PUT, PATCH, DELETE, HEAD, OPTIONS",
    "files/noir/info/": "GET, HEAD, OPTIONS",
    "uploads/": "GET, POST, HEAD, OPTIONS",
    "uploads/noir/": "PATCH, DELETE, HEAD, OPTIONS",
}
REMOTE_ROUTES = ["fetch/", "forward/noir/"]
ALLOWED = {
    "": "GET, HEAD, OPTIONS",
    "process/": "POST, OPTIONS",
    "inspect/": "POST, OPTIONS",
    "explain/": "POST, OPTIONS",
    "batch/": "POST, OPTIONS",
    "operations/": "GET, HEAD, OPTIONS",
    "generators/": "GET, HEAD, OPTIONS",
    "operations/invert/": "GET, POST, HEAD, OPTIONS",
    "presets/": "GET, POST, HEAD, OPTIONS",
    "presets/noir/": "GET, PUT, PATCH, DELETE, HEAD, OPTIONS",
    "presets/noir/apply/": "POST, OPTIONS",
    **dict.fromkeys(ASSET_ROUTES, "GET, HEAD, OPTIONS"),
    **FILE_ROUTES,
    "fetch/": "GET, HEAD, OPTIONS",
}


@pytest.mark.parametrize("route", IMAGE_ROUTES)
@pytest.mark.parametrize("accept", ["*/*", "image/png", "application/json", "application/problem+json"])
def test_no_picture(call: Call, noir: Preset, route: str, accept: str) -> None:
    assert_problem(call(route, image=None, accept=accept), 400, "image_missing", field="image")


@pytest.mark.parametrize("route", IMAGE_ROUTES)
def test_no_such_field(call: Call, noir: Preset, route: str) -> None:
    assert_problem(call(route, nonsense="1"), 400, "parameter_invalid", field="nonsense")


@pytest.mark.parametrize("route", IMAGE_ROUTES)
def test_a_body_of_another_type(client: Client, noir: Preset, route: str) -> None:
    response = client.post(f"{V1}{route}", "{}", content_type="text/plain")
    assert_problem(response, 415, "unsupported_media_type")


@pytest.mark.parametrize("route", JSON_ROUTES)
def test_an_answer_of_another_type(client: Client, noir: Preset, route: str) -> None:
    assert_problem(client.get(f"{V1}{route}", headers={"accept": "image/png"}), 406, "not_acceptable")


@pytest.mark.parametrize(("route", "allowed"), ALLOWED.items())
def test_a_method_that_is_not_allowed(staff: Client, noir: Preset, route: str, allowed: str) -> None:
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - set(allowed.split(", ")):
        response = staff.generic(method, f"{V1}{route}")
        assert_problem(response, 405, "method_not_allowed")
        assert response["Allow"] == allowed


@pytest.mark.parametrize("route", ALLOWED)
def test_options_are_told_everywhere(staff: Client, noir: Preset, route: str) -> None:
    response = staff.options(f"{V1}{route}")
    assert (response.status_code, response["Allow"]) == (200, ALLOWED[route])


@pytest.mark.parametrize(
    "route", ["operations/nothing/", "presets/nothing/", "presets/nothing/apply/", "looks/nothing/", "files/nothing/"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_of_this_name(staff: Client, noir: Preset, route: str, method: str) -> None:
    response = staff.generic(method, f"{V1}{route}")
    if response.status_code != 405:
        assert_problem(response, 404, response.json()["code"])


def test_no_route_was_forgotten() -> None:
    routes = {str(pattern.pattern) for pattern in get_resolver("filters.api.urls").url_patterns}
    with_slash = {route for route in routes if route.endswith("/")}
    assert routes - with_slash - {""} == {route.removesuffix("/") for route in with_slash}
    filled = {
        re.sub("<str:(slug|file|upload|destination)>", "noir", route).replace("<str:name>", "invert")
        for route in with_slash
    }
    operations = {f"operations/{name}/" for name in OPERATIONS}
    assert filled - operations == {*IMAGE_ROUTES, *JSON_ROUTES, *FILE_ROUTES, *REMOTE_ROUTES} - operations - {""}
    assert operations <= filled
