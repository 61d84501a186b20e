"""Small pictures of stored files, made where all pictures are made and kept in the cache."""

import hashlib

from django.core.cache import cache

from filters import conf
from filters.admin.previews import KEPT_S
from filters.engine.output import Output
from filters.engine.pipeline import Pipeline
from filters.models import StoredFile
from filters.services.files import file_data
from filters.services.images import Job, image_process
from filters.services.media import is_picture

VERSION = 1  # raised when thumbnails are made in another way
SIDE = 192  # pixels: twice what the list shows
MEDIA_TYPE = "image/jpeg"


def has_thumbnail(file: StoredFile) -> bool:
    """Whether it looks like a picture, and is no larger than what is worked on."""
    return is_picture(file.media_type) and file.blob.size <= conf.max_upload_bytes()


def thumbnail_etag(file: StoredFile) -> str:
    """A hash of all that the thumbnail depends on."""
    return hashlib.sha256(f"{file.blob.sha256} {SIDE} {VERSION}".encode()).hexdigest()[:32]


def thumbnail(file: StoredFile) -> bytes:
    """A JPEG of the first frame, from the cache where it is there. Raises the engine's errors and `StorageFailed`."""
    key = f"file-thumbnail-{thumbnail_etag(file)}"
    found: bytes | None = cache.get(key)
    if found is None:
        smaller = Pipeline.parse([{"op": "resize", "width": SIDE, "height": SIDE}])
        data = file_data(file=file, most=conf.max_upload_bytes())
        found = image_process(job=Job(data=data, pipeline=smaller, output=Output(format="jpeg"))).data
        cache.set(key, found, KEPT_S)
    return found
