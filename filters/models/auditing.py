"""Who changed what: each change of what admins manage is an entry of the audit log, and a line of the server's log.

Every model is recorded but those of `LEFT_OUT`, so that a new one is not forgotten. What is stored of a change never
holds a file or a secret. Rows that are changed in one statement (`update`, `bulk_create`) send no signals and are not
seen: what people do goes through `save` and `delete`.
"""

import json
import logging
import sys
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import BinaryField, Field, Model
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

logger = logging.getLogger("imgsvc.audit")

LEFT_OUT = {
    "admin": "Django's own record of the admin",
    "auditlog": "the audit log itself",
    "axes": "failed logins, which are a record themselves",
    "contenttypes": "made by migrations",
    "filters.Blob": "contents of files, which their owners keep and remove by themselves",
    "filters.LoadedStarter": "the record of what load_presets has done",
    "filters.Segment": "pieces of contents",
    "filters.StoredFile": "files that people keep; who removes another's does so in the admin, which records it",
    "filters.Upload": "uploads that are under way",
    "sessions": "logins, whose keys are secrets",
}
"""Models, or apps with all their models, that are not recorded, each with the reason."""

SECRETS = frozenset({"password", "hashed_key", "headers", "url"})
"""Fields of which is stored only that they changed."""

USES = frozenset({"last_login", "last_used"})
"""Fields that change by use, not by hand."""

HIDDEN = "***"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who makes changes, and where from; `by` stays readable when the user is deleted."""

    by: str
    user: AbstractBaseUser | None = None
    address: str | None = None


def command() -> Origin:
    """What is changed outside of a request is changed by a command."""
    program, *arguments = sys.argv or [""]
    named = [word for word in arguments[:1] if Path(program).name == "manage.py" and not word.startswith("-")]
    return Origin(by=" ".join(["command", *named]))


origin: ContextVar[Callable[[], Origin]] = ContextVar("origin", default=command)
"""Asked when there is a change to record, and not before."""


def audit_models() -> None:
    """Record every model that is not left out."""
    for model in apps.get_models():
        if not {model._meta.app_label, model._meta.label} & LEFT_OUT.keys():
            auditlog.register(
                model,
                include_fields=recorded_fields(model),
                mask_fields=sorted(SECRETS),
                mask_callable=f"{hidden.__module__}.{hidden.__name__}",
                m2m_fields=[field.name for field in model._meta.many_to_many],
            )


def recorded_fields(model: type[Model]) -> list[str]:
    """The fields whose changes are stored, secrets among them; not the row's own number, times, uses and files."""
    return [field.name for field in model._meta.concrete_fields if not _is_left_out(field)]


def _is_left_out(field: "Field[Any, Any]") -> bool:
    automatic = field.primary_key or getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return automatic or isinstance(field, BinaryField) or field.name in USES


def hidden(value: str) -> str:
    """What is stored instead of a secret, of whatever length."""
    return HIDDEN


@receiver(pre_save, sender=LogEntry)
def note_origin(sender: type[LogEntry], instance: LogEntry, **signal: Any) -> None:
    """Complete a new entry with who made the change, and where from."""
    if not instance._state.adding:
        return
    source = origin.get()()
    instance.actor, instance.remote_addr = source.user, source.address
    instance.additional_data = {**(instance.additional_data or {}), "by": source.by}
    model = instance.content_type.model_class()
    if model is not None and any(field.name == "hashed_key" for field in model._meta.fields):
        instance.object_pk = str(instance.object_pk).partition(".")[0]  # the library's own rows: prefix.hash


@receiver(post_save, sender=LogEntry)
def log_entry(sender: type[LogEntry], instance: LogEntry, created: bool, using: str, **signal: Any) -> None:
    """Write the entry to the server's log too, once it is committed."""
    if created:
        transaction.on_commit(lambda: logger.info("%s", in_words(instance)), using=using)


def in_words(entry: LogEntry) -> str:
    """The entry in one line; what people named stands quoted, so that no name can forge a line."""
    place = f" from {entry.remote_addr}" if entry.remote_addr else ""
    what = f"{entry.content_type.app_label}.{entry.content_type.model} {entry.object_pk}"
    fields = f": {', '.join(sorted(entry.changes_dict))}" if entry.changes else ""
    by, name = (json.dumps(text) for text in (who(entry), entry.object_repr))
    return f"{entry.get_action_display()} of {what} {name} by {by}{place}{fields}"


def who(entry: LogEntry) -> str:
    """Who made the change, as they were called then."""
    return str((entry.additional_data or {}).get("by", ""))
