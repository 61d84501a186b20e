"""Every preset or asset that is saved or deleted is announced."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver

from filters.models.assets import Font, Look, Picture
from filters.models.changes import announce, announce_once_committed
from filters.models.presets import Preset


@receiver([post_save, post_delete], sender=Preset)
@receiver([post_save, post_delete], sender=Look)
@receiver([post_save, post_delete], sender=Font)
@receiver([post_save, post_delete], sender=Picture)
def announce_change(sender: type[Model], using: str, **signal: Any) -> None:
    """Announce it once it is committed."""
    announce_once_committed(using)


@receiver(post_migrate)
def announce_tables(**signal: Any) -> None:
    """Announce that tables were made, changed or emptied."""
    announce()
