"""Whose request it is that changes something: the user, and the address behind a proxy or without one."""

from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client, RequestFactory
from rest_framework.settings import api_settings

from filters.models import Preset
from filters.models.auditing import command, origin, who
from imgsvc.auditing import AuditMiddleware, address_of, origin_of
from tests.assets import stored_look
from tests.people import bearing, new_key

pytestmark = pytest.mark.django_db

NOIR = {"slug": "noir", "title": "Noir", "pipeline": [{"op": "grayscale"}]}
FORGED = "198.51.100.7"
CLIENT = "203.0.113.9"


class Key:
    """What authentication by an API key leaves at a request."""

    prefix = "aBcD1234"


@pytest.fixture
def alice() -> Client:
    client = Client(REMOTE_ADDR=CLIENT)
    client.force_login(User.objects.create_superuser("alice"))
    return client


def latest() -> LogEntry:
    return LogEntry.objects.order_by("pk").last()


def test_a_change_through_the_api_names_the_user_and_the_address(alice: Client) -> None:
    assert alice.post("/api/v1/presets/", NOIR, content_type="application/json").status_code == 201
    entry = latest()
    assert (who(entry), entry.actor.username, entry.remote_addr) == ("alice", "alice", CLIENT)
    assert entry.object_repr == "Noir"


def test_a_change_with_an_api_key_names_its_owner_and_its_prefix(client: Client) -> None:
    key, text = new_key("presets", owner=User.objects.create_superuser("alice"))
    answer = client.post("/api/v1/presets/", NOIR, content_type="application/json", headers=bearing(text))
    assert answer.status_code == 201
    entry = latest()
    assert (who(entry), entry.actor.username) == (f"alice, API key {key.prefix}", "alice")


def test_a_change_in_the_admin_names_the_user_and_the_address(alice: Client) -> None:
    preset = Preset.objects.create(**NOIR)
    answer = alice.post("/admin/filters/preset/", {"action": "deactivate", "_selected_action": [preset.pk]})
    assert answer.status_code == 302
    entry = latest()
    assert (who(entry), entry.remote_addr, entry.changes) == ("alice", CLIENT, {"active": ["True", "False"]})


def test_files_that_are_deleted_in_the_admin_are_recorded(alice: Client) -> None:
    look = stored_look()
    fields = {"action": "delete_selected", "_selected_action": [look.pk], "post": "yes"}
    assert alice.post("/admin/filters/look/", fields).status_code == 302
    entry = latest()
    assert (who(entry), entry.action, entry.object_pk) == ("alice", LogEntry.Action.DELETE, str(look.pk))


def test_who_made_a_change_stays_known_when_the_user_is_deleted(alice: Client) -> None:
    alice.post("/api/v1/presets/", NOIR, content_type="application/json")
    number = latest().pk
    User.objects.all().delete()
    entry = LogEntry.objects.get(pk=number)
    assert (who(entry), entry.actor) == ("alice", None)


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, {}, CLIENT),
        (0, {"HTTP_X_FORWARDED_FOR": FORGED}, CLIENT),
        (1, {"HTTP_X_FORWARDED_FOR": f"{FORGED}, 192.0.2.4"}, "192.0.2.4"),
        (1, {"HTTP_X_FORWARDED_FOR": "2001:db8::1"}, "2001:db8::1"),
        (1, {"HTTP_X_FORWARDED_FOR": "<script>"}, None),
        (1, {}, CLIENT),
    ],
)
def test_a_forged_address_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, proxies: int, header: dict[str, str], address: str | None
) -> None:
    monkeypatch.setattr(api_settings, "NUM_PROXIES", proxies)
    request = RequestFactory().get("/", REMOTE_ADDR=CLIENT, **header)  # type: ignore[arg-type]
    assert address_of(request) == address


@pytest.mark.parametrize(
    ("name", "key", "by"),
    [
        (None, None, "anonymous"),
        ("bob", None, "bob"),
        (None, Key(), "API key aBcD1234"),
        ("bob", Key(), "bob, API key aBcD1234"),
    ],
)
def test_users_and_api_keys_are_named(name: str | None, key: Any, by: str) -> None:
    request: Any = RequestFactory().get("/")
    request.user, request.auth = name and User.objects.create_user(name), key
    assert origin_of(request).by == by


def test_a_request_that_changes_nothing_reads_no_session() -> None:
    class Unread:
        """Fails where anything of it is read."""

        def __getattribute__(self, name: str) -> Any:
            raise AssertionError(f"{name} was read.")

    def view(request: Any) -> HttpResponse:
        assert origin.get() is not command
        return HttpResponse()

    assert AuditMiddleware(view)(Unread()).status_code == 200  # type: ignore[arg-type]
    assert origin.get() is command
