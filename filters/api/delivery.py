"""How the client wants to get the picture: shown or saved, and under which name."""

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Literal, Self, get_args

from filters.api.errors import RequestInvalid
from filters.engine.errors import Problem
from filters.engine.formats import FORMATS, Format
from filters.engine.problems import shown
from filters.services.names import last_part

Disposition = Literal["inline", "attachment"]
DISPOSITIONS = get_args(Disposition)
LONGEST_STEM = 100  # characters
IMAGE_SUFFIXES = {suffix for format in FORMATS.values() for suffix in (format.suffix, *format.suffixes)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Disposition and file name of an answer."""

    disposition: Disposition = "inline"
    name: str = ""

    @classmethod
    def parse(cls, disposition: str, name: str) -> Self:
        """From the request's fields; empty means default. Raises `RequestInvalid`."""
        match disposition:
            case "inline" | "attachment":
                return cls(disposition=disposition, name=name)
            case "":
                return cls(name=name)
        detail = f"disposition must be one of {', '.join(DISPOSITIONS)}; got {shown(disposition)}."
        raise RequestInvalid([Problem("disposition", "parameter_invalid", detail)])

    def named(self, name: str) -> Self:
        """With this name, where the request gives none."""
        return self if self.name else replace(self, name=name)

    def file_name(self, format: Format) -> str:
        """A name that is safe to save under, with the suffix of the format."""
        return f"{safe_stem(self.name)}{format.suffix}"


def safe_stem(name: str) -> str:
    """The last part of a path without image suffix and control characters: `..\\..\\my "cat".png` is `my "cat"`."""
    last = last_part(name)
    path = PurePosixPath(last)
    stem = path.stem if path.suffix.lower() in IMAGE_SUFFIXES else last
    return stem.strip(". ")[:LONGEST_STEM] or "image"
