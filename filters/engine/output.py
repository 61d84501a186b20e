"""What the result is to be: format, quality, metadata policy and background."""

from dataclasses import dataclass
from typing import Any, Literal, Self, get_args

from pydantic_core import PydanticCustomError

from filters.engine.errors import OutputInvalid, Problem
from filters.engine.formats import ALIASES, FORMATS, WRITABLE, Format, by_media_type
from filters.engine.parameters import canonical_color
from filters.engine.problems import did_you_mean, shown

MetadataPolicy = Literal["strip", "copyright", "keep"]
QUALITY = range(1, 101)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Output choices. A quality of None is the format's own default; lossless formats take no notice of it."""

    format: str | None = None
    quality: int | None = None
    metadata: MetadataPolicy = "strip"
    background: str = "#ffffff"

    @classmethod
    def parse(cls, raw: dict[str, Any]) -> Self:
        """From a form's texts or JSON values; empty means default. Raises `OutputInvalid` naming each field."""
        readers = {"format": read_format, "quality": _quality, "metadata": _metadata, "background": _background}
        chosen: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, read in readers.items():
            value = raw.get(name)
            if value is None or value == "":
                continue
            try:
                chosen[name] = read(value)
            except ValueError as error:
                problems.append(Problem(name, "parameter_invalid", str(error)))
        if problems:
            raise OutputInvalid(" ".join(problem.detail for problem in problems), problems=problems)
        return cls(**chosen)


def read_format(value: Any) -> str:
    """A writable format by name, alias or media type; ValueError with the nearest known one."""
    name = str(value).strip().lower()
    by_type = by_media_type(name)
    name = by_type.name if by_type else ALIASES.get(name, name)
    if name not in WRITABLE:
        read_only = f" {FORMATS[name].label} can be read but not written." if name in FORMATS else ""
        hint = read_only or did_you_mean(name, WRITABLE)
        raise ValueError(f"format must be one of {', '.join(WRITABLE)}; got {shown(value)}.{hint}")
    return name


def _quality(value: Any) -> int:
    wrong = ValueError(f"quality must be a whole number from 1 to 100; got {shown(value)}.")
    if isinstance(value, bool) or not isinstance(value, int | str) or len(str(value)) > 20:
        raise wrong
    try:
        number = int(value)
    except ValueError:
        raise wrong from None
    if number not in QUALITY:
        raise wrong
    return number


def _metadata(value: Any) -> str:
    if value not in get_args(MetadataPolicy):
        raise ValueError(f"metadata must be one of {', '.join(get_args(MetadataPolicy))}; got {shown(value)}.")
    return str(value)


def _background(value: Any) -> str:
    wrong = f'background must be a color such as "#ff8800" or "navy"; got {shown(value)}.'
    if not isinstance(value, str) or len(value) > 64:
        raise ValueError(wrong)
    try:
        return canonical_color(value)
    except PydanticCustomError:
        raise ValueError(wrong) from None


def writable(source: Format, *, has_alpha: bool) -> Format:
    """The source's own format, or where it cannot be written PNG with alpha and JPEG without."""
    if source.writable:
        return source
    return FORMATS["png"] if has_alpha else FORMATS["jpeg"]
