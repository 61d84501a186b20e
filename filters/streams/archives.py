"""A ZIP archive that is packed on the way: entries are stored, since pictures are compressed already."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import count
from pathlib import PurePosixPath
from typing import Any

from zipstream import ZIP_STORED, ZipStream  # type: ignore[import-untyped]

from filters.streams.pieces import Piece

ERRORS = "errors.ndjson"
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # names of devices on Windows
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')  # what Windows has in no name


class ZipWriter:
    """Each picture is an entry. What failed is listed in the last one, `errors.ndjson`, a JSON line each."""

    heartbeat = b""

    def __init__(self) -> None:
        self._archive = ZipStream(compress_type=ZIP_STORED)
        self._errors: list[Mapping[str, Any]] = []

    def piece(self, piece: Piece) -> Iterator[bytes]:
        """An entry, or nothing yet for what failed."""
        if piece.error is not None:
            self._errors.append({**piece.facts, "error": piece.error})
            return
        self._archive.add(piece.data, piece.name)
        yield from self._archive.file()

    def end(self, summary: Mapping[str, Any]) -> Iterator[bytes]:
        """What failed, and the directory."""
        whole = [{"error": summary["error"]}] if summary.get("error") else []
        lines = [json.dumps(error) for error in (*self._errors, *whole)]
        if lines:
            self._archive.add("".join(f"{line}\n" for line in lines), ERRORS)
        yield from self._archive.finalize()


class Names:
    """Names that are safe on every system, and each given once, whether letters are large or small."""

    def __init__(self) -> None:
        self._taken = {ERRORS}
        self._numbers: defaultdict[str, Iterator[int]] = defaultdict(partial(count, 2))

    def take(self, name: str) -> str:
        """The name, or the next like it that is free: `cat.jpg`, `cat-2.jpg`."""
        found = safe = portable(name)
        path = PurePosixPath(safe)
        while found.casefold() in self._taken:
            found = f"{path.stem}-{next(self._numbers[safe.casefold()])}{path.suffix}"
        self._taken.add(found.casefold())
        return found


def portable(name: str) -> str:
    """A file name without what some system does not allow in one."""
    found = FORBIDDEN.sub("_", name).strip(" .") or "image"
    return f"_{found}" if RESERVED.fullmatch(found) else found
