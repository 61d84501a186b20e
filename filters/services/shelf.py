"""The files of one kind of asset that were needed lately, in memory."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Self

from filters.engine.parameters import AssetKind
from filters.models import MODELS

LARGEST = 64 * 1024 * 1024  # bytes of all files on one shelf, in each worker process

Version = tuple[str, datetime]


class Shelf:
    """Which assets of a kind are active, and the files of those that were asked for."""

    def __init__(self, kind: AssetKind, versions: Mapping[str, Version], files: Mapping[str, bytes]) -> None:
        self._kind = kind
        self._versions = versions
        self._files = files  # replaced and never changed: other threads are reading it

    @classmethod
    def read(cls, kind: AssetKind, before: Self | None) -> Self:
        """The shelf as the database says, with those files of the one before that are still right."""
        rows = MODELS[kind].objects.active().values_list("slug", "digest", "updated")
        versions = {slug: (digest, updated) for slug, digest, updated in rows}
        return cls(kind, versions, dict(before._still_right(versions)) if before else {})

    def names(self) -> list[str]:
        """Those that steps may use."""
        return list(self._versions)

    def files(self, names: Collection[str]) -> dict[str, bytes]:
        """The files of these assets without those that are unknown; what is not yet here is one query."""
        here, known = self._files, [name for name in names if name in self._versions]
        missing = [name for name in known if name not in here]
        read = dict(self._read_files(missing)) if missing else {}
        files = {name: data for name in known if (data := read.get(name, here.get(name))) is not None}
        if read:
            together = {**here, **read}
            self._files = together if _size(together) <= LARGEST else read if _size(read) <= LARGEST else {}
        return files

    def _read_files(self, names: Collection[str]) -> Iterator[tuple[str, bytes]]:
        rows = MODELS[self._kind].objects.active().filter(slug__in=names).values_list("slug", "file")
        return ((slug, bytes(data)) for slug, data in rows)

    def _still_right(self, versions: Mapping[str, Version]) -> Iterator[tuple[str, bytes]]:
        return ((name, data) for name, data in self._files.items() if versions.get(name) == self._versions[name])


def _size(files: Mapping[str, bytes]) -> int:
    return sum(map(len, files.values()))
