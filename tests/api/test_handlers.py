"""What happens outside the views: unknown addresses, broken requests, faults of ours."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.api.shapes import assert_problem

Call = Callable[..., Any]


@pytest.mark.parametrize("path", ["/api/", "/api/v1/nothing/", "/api/v2/process/", "/api/v1/presets/a/b/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_address_is_a_problem(client: Client, db: None, path: str, method: str) -> None:
    assert_problem(getattr(client, method)(path), 404, "not_found")


def test_an_unknown_page_is_a_page(client: Client, db: None) -> None:
    response = client.get("/nothing/")
    assert (response.status_code, response["Content-Type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize("path", ["/api/v1/process/", "/nothing/"])
def test_an_unknown_host_is_a_bad_request(client: Client, path: str) -> None:
    response = client.get(path, headers={"host": "evil.example"})
    assert response.status_code == 400
    if path.startswith("/api/"):
        assert_problem(response, 400, "parse_error")


def test_a_fault_of_ours_is_logged_and_not_shown(
    call: Call, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**arguments: Any) -> None:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr("filters.api.sending.image_process", fail)
    monkeypatch.setattr(logging.getLogger("django"), "propagate", True)
    body = assert_problem(call("process/"), 500, "internal_error")
    assert "swordfish" not in str(body)
    assert "swordfish" in caplog.text and "Traceback" in caplog.text


def test_a_fault_elsewhere_is_a_page(client: Client, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    def fail(*arguments: Any, **options: Any) -> None:
        raise RuntimeError("swordfish")

    monkeypatch.setattr("django.contrib.auth.views.LoginView.get_context_data", fail)
    response = client.get("/admin/login/")
    assert (response.status_code, response["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert b"swordfish" not in response.content
