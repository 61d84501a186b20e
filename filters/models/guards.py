"""What stops an asset from going while presets use it."""

from typing import Any

from django.db.models import ProtectedError
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from filters.models.assets import Asset, Font, Look, Picture
from filters.models.presets import Preset


@receiver(pre_delete, sender=Look)
@receiver(pre_delete, sender=Font)
@receiver(pre_delete, sender=Picture)
def protect_used_asset(sender: type[Asset], instance: Asset, **signal: Any) -> None:
    """Raise `ProtectedError` with the active presets that name the asset."""
    presets = Preset.objects.active().naming(instance)
    if presets:
        names = ", ".join(preset.slug for preset in presets)
        raise ProtectedError(f"{instance.slug} is used by the presets {names}.", set(presets))
