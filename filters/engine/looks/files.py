"""A look from the bytes of its file, whichever kind that is; the last ones that were read are kept."""

import hashlib
from collections import OrderedDict
from threading import Lock
from typing import Literal

from filters.engine.errors import FormatUnsupported
from filters.engine.formats import sniff
from filters.engine.looks.cube import read_cube
from filters.engine.looks.hald import read_hald
from filters.engine.looks.lut import Lut

LookKind = Literal["cube", "hald"]
KEPT = 8  # looks; the largest has 3 MB


class _Recent:
    """The looks that were read last, by the hash of their files. Threads may share it."""

    def __init__(self) -> None:
        self._looks: OrderedDict[str, Lut] = OrderedDict()
        self._lock = Lock()

    def get(self, digest: str) -> Lut | None:
        with self._lock:
            if digest in self._looks:
                self._looks.move_to_end(digest)
            return self._looks.get(digest)

    def put(self, digest: str, look: Lut) -> None:
        with self._lock:
            self._looks[digest] = look
            while len(self._looks) > KEPT:
                self._looks.popitem(last=False)


_recent = _Recent()


def look_kind(data: bytes) -> LookKind:
    """Judged by the bytes: what begins like an image is a Hald image, everything else is read as text."""
    try:
        sniff(data)
    except FormatUnsupported:
        return "cube"
    return "hald"


def read_look(data: bytes) -> Lut:
    """The look in a `.cube` file or a Hald image. Raises `LookInvalid`."""
    digest = hashlib.sha256(data).hexdigest()
    look = _recent.get(digest)
    if look is None:
        look = read_hald(data) if look_kind(data) == "hald" else read_cube(data)
        _recent.put(digest, look)
    return look
