"""What admins manage, layer 2: data and its constraints."""

from filters.models.presets import LoadedStarter, Preset, PresetQuerySet, validate_pipeline

__all__ = ["LoadedStarter", "Preset", "PresetQuerySet", "validate_pipeline"]
