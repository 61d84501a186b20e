"""What admins manage, layer 2: data and its constraints."""

from filters.models.announcements import announce_change
from filters.models.assets import MODELS, Asset, Font, Look, Picture, active_slugs, check_assets
from filters.models.guards import protect_used_asset
from filters.models.keys import SCOPES, ApiKey, validate_scopes
from filters.models.ownership import Owned, OwnedQuerySet, Visibility
from filters.models.presets import LoadedStarter, Preset, PresetQuerySet, preset_choices, validate_pipeline

__all__ = [
    "MODELS",
    "SCOPES",
    "ApiKey",
    "Asset",
    "Font",
    "LoadedStarter",
    "Look",
    "Owned",
    "OwnedQuerySet",
    "Picture",
    "Preset",
    "PresetQuerySet",
    "Visibility",
    "active_slugs",
    "announce_change",
    "check_assets",
    "preset_choices",
    "protect_used_asset",
    "validate_pipeline",
    "validate_scopes",
]
