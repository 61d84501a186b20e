"""A second picture, to lay over or beside another: from the bytes of its file, upright, in sRGB and a working mode."""

import hashlib
from collections import OrderedDict
from threading import Lock

from PIL import Image

from filters.engine.decode import open_source
from filters.engine.errors import PictureInvalid, SourceError
from filters.engine.limits import MEGA, Limits

KEPT_PIXELS = 8 * MEGA  # pixels of pictures that are kept, all together: an animation asks for one at every frame


class _Recent:
    """The pictures that were read last, by the hash of their files. Threads may share it."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[str, Image.Image] = OrderedDict()
        self._lock = Lock()

    def get(self, digest: str) -> Image.Image | None:
        with self._lock:
            if digest in self._pictures:
                self._pictures.move_to_end(digest)
            return self._pictures.get(digest)

    def put(self, digest: str, picture: Image.Image) -> None:
        with self._lock:
            self._pictures[digest] = picture
            while sum(one.width * one.height for one in self._pictures.values()) > KEPT_PIXELS:
                self._pictures.popitem(last=False)


_recent = _Recent()


def read_picture(data: bytes, *, limits: Limits | None = None) -> Image.Image:
    """The picture, the first frame of an animation; do not change it. Raises `PictureInvalid`."""
    digest = hashlib.sha256(data).hexdigest()
    picture = _recent.get(digest)
    if picture is None:
        try:
            picture = next(iter(open_source(data, limits or Limits()).frames(every=False))).image
        except SourceError as error:
            raise PictureInvalid(error.detail) from error
        _recent.put(digest, picture)
    return picture
