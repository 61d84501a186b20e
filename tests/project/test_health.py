"""Health: alive, ready, and what is told when it is not."""

from typing import Any

import pytest
from django.test import Client

from filters.engine.errors import Busy
from filters.isolation.pool import WorkersMissing
from imgsvc import __version__, health

pytestmark = pytest.mark.django_db


def test_it_is_alive(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "version": __version__}


def test_it_is_ready(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    body = response.json()
    assert body["status"] == "ok"
    assert {name: check["status"] for name, check in body["checks"].items()} == {"database": "ok", "engine": "ok"}
    assert all(check["ms"] >= 0 for check in body["checks"].values())


@pytest.mark.parametrize("broken", ["database", "engine"])
def test_it_is_not_ready_when_a_check_fails(client: Client, broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("the password is hidden")

    monkeypatch.setitem(health.CHECKS, broken, fail)
    response = client.get("/readyz")
    assert response.status_code == 503
    statuses = {name: check["status"] for name, check in response.json()["checks"].items()}
    assert statuses == {"database": "ok", "engine": "ok"} | {broken: "failed"}
    assert b"hidden" not in response.content
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("refusal", "status"), [(Busy("Full."), 200), (WorkersMissing("None starts."), 503)], ids=["full", "no worker"]
)
def test_it_is_ready_while_it_is_full_but_not_without_workers(
    client: Client, monkeypatch: pytest.MonkeyPatch, refusal: Busy, status: int
) -> None:
    def refuse(**job: Any) -> None:
        raise refusal

    monkeypatch.setattr(health, "image_process", refuse)
    assert client.get("/readyz").status_code == status


def test_the_log_says_why_it_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setitem(health.CHECKS, "database", fail)
    client.get("/readyz")
    assert "Not ready: database" in caplog.text
    assert "the disk is full" in caplog.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_it_is_never_cached(client: Client, path: str) -> None:
    assert "no-store" in client.get(path).headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_it_takes_get_and_head_only(client: Client, path: str) -> None:
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_it_answers_over_http_where_everything_else_is_redirected(client: Client, path: str, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get(path).status_code == 200
    assert Client().get("/api/docs/").status_code == 301
