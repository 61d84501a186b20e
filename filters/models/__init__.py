"""What admins manage, layer 2: data and its constraints."""

from filters.models.announcements import announce_change
from filters.models.assets import MODELS, Asset, Font, Look, Picture, active_slugs, check_assets
from filters.models.files import Blob, FileAllowance, Segment, StoredFile, StoredFileQuerySet, Upload
from filters.models.guards import protect_used_asset
from filters.models.keys import SCOPES, ApiKey, validate_scopes
from filters.models.ownership import Owned, OwnedQuerySet, Visibility
from filters.models.presets import LoadedStarter, Preset, PresetQuerySet, preset_choices, validate_pipeline
from filters.models.remote import Destination, RemoteHost
from filters.models.secrets import SecretTextField, SecretUnreadable, decrypted

__all__ = [
    "MODELS",
    "SCOPES",
    "ApiKey",
    "Asset",
    "Blob",
    "Destination",
    "FileAllowance",
    "Font",
    "LoadedStarter",
    "Look",
    "Owned",
    "OwnedQuerySet",
    "Picture",
    "Preset",
    "PresetQuerySet",
    "RemoteHost",
    "SecretTextField",
    "SecretUnreadable",
    "Segment",
    "StoredFile",
    "StoredFileQuerySet",
    "Upload",
    "Visibility",
    "active_slugs",
    "announce_change",
    "check_assets",
    "decrypted",
    "preset_choices",
    "protect_used_asset",
    "validate_pipeline",
    "validate_scopes",
]
