"""The audit log: what is recorded, what is left out, and that no file or secret is stored."""

import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import models, transaction
from rest_framework_api_key.models import APIKey

from filters.models import Preset
from filters.models.auditing import LEFT_OUT, SECRETS, command, in_words, recorded_fields, who
from tests.assets import stored_look
from tests.people import new_key

pytestmark = pytest.mark.django_db

PASSWORD = "correct-horse-battery"
FORGED = 'Noir\n2026-01-01 INFO imgsvc.audit: create of auth.user 1 "root" by "alice"\x1b[2J'


def entries(thing: models.Model) -> list[LogEntry]:
    """What is recorded of it, oldest first."""
    return list(LogEntry.objects.get_for_object(thing).order_by("timestamp", "pk"))


def noir(**changed: Any) -> Preset:
    return Preset.objects.create(**{"slug": "noir", "title": "Noir", "pipeline": [{"op": "grayscale"}]} | changed)


def everything_stored() -> str:
    """All text of all entries."""
    return "\n".join(str(row) for row in LogEntry.objects.values())


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_every_model_is_recorded_or_left_out_for_a_reason(model: type[models.Model]) -> None:
    left_out = LEFT_OUT.get(model._meta.label) or LEFT_OUT.get(model._meta.app_label)
    assert auditlog.contains(model) == (left_out is None)


@pytest.mark.parametrize("label", [label for label in LEFT_OUT if "." in label])
def test_what_is_left_out_exists(label: str) -> None:
    assert apps.get_model(label) is not None


@pytest.mark.parametrize("model", auditlog.get_models(), ids=lambda model: model._meta.label)
def test_no_file_is_recorded_and_every_secret_is_masked(model: type[models.Model]) -> None:
    fields = {field.name: field for field in model._meta.concrete_fields}
    recorded = auditlog.get_model_fields(model)
    assert recorded["include_fields"] == recorded_fields(model) != []
    assert not any(isinstance(fields[name], models.BinaryField) for name in recorded["include_fields"])
    assert set(recorded["mask_fields"]) == SECRETS


def test_it_records_what_was_made_changed_and_deleted() -> None:
    preset = noir()
    preset.title, preset.active = "Film noir", False
    preset.save()
    preset.pk, number = None, preset.pk
    Preset.objects.get(pk=number).delete()
    made, changed, deleted = LogEntry.objects.filter(object_id=number).order_by("timestamp", "pk")
    assert made.changes["pipeline"] == ["None", '[{"op": "grayscale"}]']
    assert changed.changes == {"title": ["Noir", "Film noir"], "active": ["True", "False"]}
    assert deleted.action == LogEntry.Action.DELETE and deleted.object_repr == "Film noir"


def test_saving_without_a_change_records_nothing() -> None:
    preset = noir()
    preset.save()
    assert len(entries(preset)) == 1


def test_a_password_is_recorded_as_changed_and_never_stored() -> None:
    user = User.objects.create_user("bob", password=PASSWORD)
    first = user.password
    user.set_password(PASSWORD * 2)
    user.save()
    assert entries(user)[1].changes == {"password": ["***", "***"]}
    assert not [secret for secret in (PASSWORD, first, user.password) if secret in everything_stored()]


def test_of_an_api_key_neither_its_text_nor_its_hash_is_stored() -> None:
    key, text = new_key(owner=User.objects.create_user("bob"))
    key.revoked = True
    key.save()
    made, revoked = entries(key)
    assert made.changes["hashed_key"] == ["***", "***"] and made.changes["prefix"][1] == key.prefix
    assert revoked.changes == {"revoked": ["False", "True"]}
    assert not [secret for secret in (text, text.partition(".")[2], key.hashed_key) if secret in everything_stored()]


def test_a_row_that_is_named_by_its_hash_is_recorded_by_its_prefix() -> None:
    key, text = APIKey.objects.create_key(name="the library's own kind, whose number holds the hash")
    assert APIKey.objects.get().pk == f"{key.prefix}.{key.hashed_key}"
    assert LogEntry.objects.get().object_pk == key.prefix
    assert not [secret for secret in (text, key.hashed_key) if secret in everything_stored()]


def test_the_use_of_a_key_is_not_a_change() -> None:
    key, _ = new_key()
    key.last_used = datetime.now(UTC)
    key.save()
    assert len(entries(key)) == 1


def test_a_login_is_not_a_change(client: Any) -> None:
    user = User.objects.create_user("bob", password=PASSWORD)
    client.force_login(user)
    assert len(entries(user)) == 1


def test_rights_that_are_given_and_taken_are_recorded() -> None:
    user, editors = User.objects.create_user("bob"), Group.objects.create(name="editors")
    user.groups.set([editors])
    editors.permissions.set([Permission.objects.get(codename="change_preset")])
    user.groups.set([])
    assert [entry.changes["groups"]["operation"] for entry in entries(user)[1:]] == ["add", "delete"]
    assert "Can change preset" in entries(editors)[1].changes["permissions"]["objects"][0]


def test_of_a_file_only_its_size_and_digest_are_recorded() -> None:
    look = stored_look()
    (made,) = entries(look)
    assert "file" not in made.changes
    assert made.changes["digest"][1] == look.digest and made.changes["file_size"][1] == str(look.file_size)
    assert look.data[:40].decode() not in everything_stored()


@pytest.mark.parametrize(
    ("arguments", "by"),
    [
        (["manage.py", "load_presets"], "command load_presets"),
        (["/srv/imgsvc/manage.py", "--version"], "command"),
        (["gunicorn", "imgsvc.wsgi"], "command"),
        ([], "command"),
    ],
)
def test_outside_of_a_request_it_was_a_command(monkeypatch: pytest.MonkeyPatch, arguments: list[str], by: str) -> None:
    monkeypatch.setattr("sys.argv", arguments)
    assert command().by == by


def test_what_a_command_does_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["manage.py", "load_presets"])
    call_command("load_presets")
    made = LogEntry.objects.filter(content_type__model="preset")
    assert made.count() == Preset.objects.count() > 0
    assert {(who(entry), entry.actor, entry.remote_addr) for entry in made} == {("command load_presets", None, None)}


def test_old_entries_are_deleted_by_the_command_and_others_stay() -> None:
    preset = noir()
    LogEntry.objects.update(timestamp=datetime(2025, 1, 1, tzinfo=UTC))
    preset.delete()
    call_command("auditlogflush", "--yes", "--before-date", "2025-06-01", verbosity=0)
    assert [entry.action for entry in LogEntry.objects.all()] == [LogEntry.Action.DELETE]


@pytest.mark.django_db(transaction=True)
def test_each_entry_is_a_line_of_the_log_once_it_is_committed(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "imgsvc.audit"):
        with transaction.atomic():
            preset = noir()
            assert caplog.messages == []
        assert [record.name for record in caplog.records] == ["imgsvc.audit"]
        assert caplog.messages == [in_words(entries(preset)[0])]
        with transaction.atomic():
            preset.delete()
            transaction.set_rollback(True)
    assert len(caplog.messages) == 1


def test_a_name_cannot_forge_a_line() -> None:
    line = in_words(entries(noir(title=FORGED))[0])
    assert line.startswith("create of filters.preset") and 'by "command' in line
    assert line.isprintable()
