"""Forged requests: a browser that is logged in cannot be made to write by another site's page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from filters.models import Preset

pytestmark = pytest.mark.django_db
LOGIN = "admin:login"


@pytest.fixture
def staff() -> Client:
    """A browser of someone from the staff, whose requests are checked as a real one's."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.fixture
def preset() -> Preset:
    """One that a stranger would like to change."""
    return Preset.objects.create(slug="mine", title="Mine", pipeline=[])


WRITES: dict[str, Callable[[Client], Any]] = {
    "make a preset": lambda c: c.post("/api/v1/presets/", {"slug": "x", "title": "x", "pipeline": []}, JSON),
    "replace a preset": lambda c: c.put("/api/v1/presets/mine/", {"slug": "x", "title": "x", "pipeline": []}, JSON),
    "change a preset": lambda c: c.patch("/api/v1/presets/mine/", {"title": "x"}, JSON),
    "delete a preset": lambda c: c.delete("/api/v1/presets/mine/"),
    "process": lambda c: c.post("/api/v1/process/"),
    "use the page": lambda c: c.post("/"),
    "add in the admin": lambda c: c.post(reverse("admin:filters_preset_add"), {"slug": "x"}),
    "delete in the admin": lambda c: c.post(reverse("admin:filters_preset_delete", args=[1]), {"post": "yes"}),
    "log in": lambda c: c.post(reverse(LOGIN), {"username": "x", "password": "y"}),
    "log out": lambda c: c.post(reverse("admin:logout")),
    "change a password": lambda c: c.post(reverse("admin:password_change"), {"old_password": "x"}),
}
JSON = "application/json"


@pytest.mark.parametrize("name", WRITES)
def test_a_session_without_a_token_writes_nothing(staff: Client, preset: Preset, name: str) -> None:
    response = WRITES[name](staff)
    assert response.status_code == 403
    assert [(found.slug, found.title) for found in Preset.objects.all()] == [("mine", "Mine")]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost.evil.example"])
def test_a_token_is_worth_nothing_from_another_origin(staff: Client, preset: Preset, origin: str) -> None:
    staff.get("/")
    token = staff.cookies["csrftoken"].value
    response = staff.delete("/api/v1/presets/mine/", headers={"X-CSRFToken": token, "Origin": origin})
    assert response.status_code == 403
    assert Preset.objects.filter(slug="mine").exists()


def test_a_token_from_here_is_good(staff: Client, preset: Preset) -> None:
    staff.get("/")
    token = staff.cookies["csrftoken"].value
    assert staff.delete("/api/v1/presets/mine/", headers={"X-CSRFToken": token}).status_code == 204


@pytest.mark.parametrize("path", ["/api/v1/presets/mine/", "/admin/filters/preset/1/delete/", "/admin/logout/"])
def test_nothing_is_written_by_a_get(staff: Client, preset: Preset, path: str) -> None:
    staff.get(path)
    assert Preset.objects.filter(slug="mine").exists()
    assert staff.get("/admin/").status_code == 200


def test_a_method_cannot_be_overridden(staff: Client, preset: Preset) -> None:
    staff.get("/api/v1/presets/mine/?_method=DELETE", headers={"X-HTTP-Method-Override": "DELETE"})
    assert Preset.objects.filter(slug="mine").exists()


def test_cookies_are_for_http_and_this_site(staff: Client) -> None:
    client = Client()
    User.objects.create_user("alice", password="not-a-secret-1", is_staff=True)
    client.post(reverse(LOGIN), {"username": "alice", "password": "not-a-secret-1"})
    session, token = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert session["httponly"] is True
    assert session["samesite"] == token["samesite"] == "Lax"
    assert session["domain"] == token["domain"] == ""
