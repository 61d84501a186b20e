"""Every preset, asset, API key or person that is saved or deleted is announced."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver

from filters.models.assets import Font, Look, Picture
from filters.models.changes import announce, announce_once_committed
from filters.models.keys import ApiKey
from filters.models.presets import Preset
from filters.models.remote import Destination, RemoteHost

LOGIN = {"last_login"}  # the one field that a login saves


@receiver([post_save, post_delete], sender=Preset)
@receiver([post_save, post_delete], sender=Look)
@receiver([post_save, post_delete], sender=Font)
@receiver([post_save, post_delete], sender=Picture)
@receiver([post_save, post_delete], sender=ApiKey)
@receiver([post_save, post_delete], sender=RemoteHost)
@receiver([post_save, post_delete], sender=Destination)
def announce_change(sender: type[Model], using: str, **signal: Any) -> None:
    """Announce it once it is committed."""
    announce_once_committed(using)


@receiver([post_save, post_delete], sender=settings.AUTH_USER_MODEL)
def announce_person(using: str, update_fields: Collection[str] | None = None, **signal: Any) -> None:
    """Keys stop with their owners: announce it, unless it was only a login."""
    if update_fields is None or set(update_fields) != LOGIN:
        announce_once_committed(using)


@receiver(post_migrate)
def announce_tables(**signal: Any) -> None:
    """Announce that tables were made, changed or emptied."""
    announce()
