"""What admins manage, layer 2: data and its constraints."""

from filters.models.announcements import announce_change
from filters.models.assets import MODELS, Asset, Font, Look, Picture, active_slugs, check_assets
from filters.models.guards import protect_used_asset
from filters.models.presets import LoadedStarter, Preset, PresetQuerySet, preset_choices, validate_pipeline

__all__ = [
    "MODELS",
    "Asset",
    "Font",
    "LoadedStarter",
    "Look",
    "Picture",
    "Preset",
    "PresetQuerySet",
    "active_slugs",
    "announce_change",
    "check_assets",
    "preset_choices",
    "protect_used_asset",
    "validate_pipeline",
]
