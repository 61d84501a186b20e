"""The audit log in the admin: who may read it, that nobody changes it, and that it is found."""

from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client

from filters.models import Preset
from filters.models.auditing import Origin, origin

pytestmark = pytest.mark.django_db

LIST = "/admin/auditlog/logentry/"
ADDRESS = "203.0.113.9"


@pytest.fixture
def entry() -> LogEntry:
    """Alice made a preset."""
    token = origin.set(lambda: Origin(by="alice", address=ADDRESS))
    Preset.objects.create(slug="noir", title="Noir <b>", pipeline=[{"op": "grayscale"}])
    origin.reset(token)
    return LogEntry.objects.get()


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def superuser(entry: LogEntry) -> Client:
    return logged_in(User.objects.create_superuser("root"))


def text(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def test_it_lists_who_changed_what_and_from_where(superuser: Client) -> None:
    shown = text(superuser.get(LIST))
    assert "Noir &lt;b&gt;" in shown and "Noir <b>" not in shown
    assert "alice" in shown and ADDRESS in shown


def test_an_entry_shows_every_change(superuser: Client, entry: LogEntry) -> None:
    shown = text(superuser.get(f"{LIST}{entry.pk}/change/"))
    assert "[{&quot;op&quot;: &quot;grayscale&quot;}]" in shown
    assert 'name="_save"' not in shown and "deletelink" not in shown


@pytest.mark.parametrize("words", ["alice", ADDRESS, "Noir", "grayscale"])
def test_an_entry_is_found_by(superuser: Client, words: str) -> None:
    assert superuser.get(LIST, {"q": words}).context["cl"].result_count == 1
    assert superuser.get(LIST, {"q": f"{words}-not"}).context["cl"].result_count == 0


@pytest.mark.parametrize("path", ["add/", "{pk}/delete/"])
def test_not_even_a_superuser_may(superuser: Client, entry: LogEntry, path: str) -> None:
    url = LIST + path.format(pk=entry.pk)
    assert (superuser.get(url).status_code, superuser.post(url, {"post": "yes"}).status_code) == (403, 403)
    assert LogEntry.objects.filter(pk=entry.pk).exists()


def test_not_even_a_superuser_may_change_one(superuser: Client, entry: LogEntry) -> None:
    assert superuser.post(f"{LIST}{entry.pk}/change/", {"object_repr": "Forged"}).status_code == 403
    assert LogEntry.objects.get(pk=entry.pk).object_repr == entry.object_repr


def test_there_is_no_action_that_deletes_many(superuser: Client, entry: LogEntry) -> None:
    superuser.post(LIST, {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})
    assert LogEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize(("codename", "status"), [("view_logentry", 200), ("view_preset", 403)])
def test_staff_read_it_only_with_the_permission(entry: LogEntry, codename: str, status: int) -> None:
    user = User.objects.create_user("bob", is_staff=True)
    apps = ["auditlog", "filters"]
    user.user_permissions.set(Permission.objects.filter(codename=codename, content_type__app_label__in=apps))
    assert logged_in(user).get(LIST).status_code == status
