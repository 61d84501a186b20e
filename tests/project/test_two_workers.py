"""A change that one worker process makes is seen by all of them at the next request."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.fixtures.servers import Server, manage, project_environ, running_server

APPLY = "/api/v1/presets/noir/apply/"
PRESET = "/api/v1/presets/noir/"
ALICE = {"DJANGO_SUPERUSER_USERNAME": "alice", "DJANGO_SUPERUSER_PASSWORD": "not-a-secret-1"}
ASKED = 24  # requests, each over a connection of its own, so that both workers get some


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Two workers that look into the database for changes once an hour."""
    environ = project_environ(tmp_path) | ALICE
    assert manage("migrate", environ=environ).returncode == 0
    assert manage("createsuperuser", "--noinput", "--email", "a@example.org", environ=environ).returncode == 0
    with running_server(tmp_path, IMGSVC_PRESET_CACHE_S="3600") as server:
        yield server


@pytest.fixture
def alice(server: Server) -> Iterator[requests.Session]:
    """A logged-in admin, who sends a CSRF token with each request."""
    with requests.Session() as session:
        session.trust_env = False
        login = f"{server.url}/admin/login/"
        token = {"csrfmiddlewaretoken": session.get(login).cookies["csrftoken"]}
        form = token | {"username": "alice", "password": ALICE["DJANGO_SUPERUSER_PASSWORD"]}
        assert session.post(login, form, allow_redirects=False, timeout=20).status_code == 302
        session.headers["X-CSRFToken"] = str(session.cookies["csrftoken"])
        yield session


def answers(server: Server, picture: bytes) -> Counter[tuple[int, str]]:
    """How often the preset's answers have which status and which name of a step or of an error."""
    found: Counter[tuple[int, str]] = Counter()
    for _ in range(ASKED):
        answer = requests.post(server.url + APPLY, files={"image": picture}, timeout=20)
        steps = answer.headers.get("Server-Timing", "")
        found[answer.status_code, steps.split(", ")[2].partition(";")[0] if steps else answer.json()["code"]] += 1
    return found


def test_every_worker_refuses_a_key_that_one_revoked(server: Server, alice: requests.Session, cat_jpeg: bytes) -> None:
    form = alice.headers["X-CSRFToken"]
    add = f"{server.url}/admin/filters/apikey/add/"
    fields = {"csrfmiddlewaretoken": form, "name": "phone", "scopes": "process"}
    made = alice.post(add, fields, headers={"Referer": add}, timeout=20)
    [text] = re.findall(r'value="(\w{8}\.\w{32})"', made.text)
    headers = {"Authorization": f"Api-Key {text}"}

    def statuses() -> set[int]:
        return {
            requests.post(server.url + APPLY, files={"image": cat_jpeg}, headers=headers, timeout=20).status_code
            for _ in range(ASKED)
        }

    assert statuses() == {200}
    change = {"csrfmiddlewaretoken": form, "action": "revoke", "_selected_action": "1"}
    changed = alice.post(f"{server.url}/admin/filters/apikey/", change, timeout=20)
    assert "1 API key is revoked." in changed.text
    assert statuses() == {401}


def test_every_worker_follows_an_edit_and_a_switch(server: Server, alice: requests.Session, cat_jpeg: bytes) -> None:
    def change(**fields: Any) -> None:
        assert alice.patch(server.url + PRESET, json=fields).status_code == 200

    change(pipeline=[{"op": "invert"}])
    assert answers(server, cat_jpeg) == {(200, "invert"): ASKED}
    change(pipeline=[{"op": "sepia"}])
    assert answers(server, cat_jpeg) == {(200, "sepia"): ASKED}
    change(active=False)
    assert answers(server, cat_jpeg) == {(404, "preset_unknown"): ASKED}
