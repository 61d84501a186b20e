"""The pictures of looks, fonts and pictures in the admin, kept in the cache."""

import hashlib
from collections.abc import Callable

from django.core.cache import cache

from filters import conf
from filters.admin.previews import KEPT_S, sample_photo
from filters.engine.drawing.specimens import font_specimen, look_sample, picture_thumbnail
from filters.engine.parameters import AssetKind
from filters.models import Asset

VERSION = 1  # raised when specimens are drawn in another way
DRAW: dict[AssetKind, Callable[[bytes], bytes]] = {
    "look": lambda data: look_sample(data, sample_photo()),
    "font": font_specimen,
    "picture": lambda data: picture_thumbnail(data, conf.limits()),
}


def specimen_etag(asset: Asset) -> str:
    """A hash of all that the specimen depends on."""
    return hashlib.sha256(f"{asset.asset_kind} {asset.digest} {VERSION}".encode()).hexdigest()[:32]


def specimen(asset: Asset) -> bytes:
    """A PNG of what the asset is like, from the cache where it is there. Raises the engine's errors."""
    key = f"specimen-{specimen_etag(asset)}"
    found: bytes | None = cache.get(key)
    if found is None:
        found = DRAW[asset.asset_kind](asset.data)
        cache.set(key, found, KEPT_S)
    return found
