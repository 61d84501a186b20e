"""What the result is to be: format, quality, metadata policy, background, and what each encoder can be told.

One declaration: error messages, API fields, controls of forms, and the page of output options are read from it.
"""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from filters.engine.choices import Choice, For, OneOf, choice_problems, read_choice
from filters.engine.errors import OutputInvalid
from filters.engine.formats import ALIASES, FORMATS, WRITABLE, Format, by_media_type
from filters.engine.parameters import Color, Many, Unit, read_list

MetadataPolicy = Literal["strip", "copyright", "keep"]
AUTO = "auto"
TARGET = 0.98  # what quality=auto reaches where no target is given; about JPEG's 70 to 80 on photos
MAX_BYTES = 1_000_000_000
LOSSY_FORMATS = tuple(name for name, format in FORMATS.items() if format.quality)


def _known_format(value: Any) -> Any:
    """An alias or a media type as the format's name; anything else as it is."""
    if not isinstance(value, str):
        return value
    name = value.strip().lower()
    by_type = by_media_type(name)
    name = by_type.name if by_type else ALIASES.get(name, name)
    if name not in FORMAT_NAMES:
        raise PydanticCustomError("format", "unknown format")
    return name


FORMAT_NAMES = (*WRITABLE, AUTO)
FormatName = Annotated[str, BeforeValidator(_known_format)]
Quality = Annotated[int, Field(ge=1, le=100)]


class Output(BaseModel):
    """Output choices. None is the format's own default; a choice that the format does not have is ignored."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", validate_default=True, allow_inf_nan=False)

    format: Annotated[
        FormatName | None,
        OneOf(FORMAT_NAMES),
        Field(
            description="The file format; auto is the smallest of those that Accept allows. "
            "Otherwise the preset, Accept or the picture itself decides."
        ),
    ] = None
    quality: Annotated[
        Quality | Literal["auto"] | None,
        For(LOSSY_FORMATS),
        Field(description="How much is kept; auto is the lowest that still looks like the source (see target)."),
    ] = None
    metadata: Annotated[MetadataPolicy, Field(description="What becomes of EXIF, XMP and the color profile.")] = "strip"
    background: Annotated[Color, Field(description="The color under transparency where the format has none.")] = (
        "#ffffff"
    )
    target: Annotated[
        Annotated[float, Field(ge=0.90, le=0.999), Unit(step=0.001)] | None,
        For(LOSSY_FORMATS),
        Field(description=f"The likeness (SSIM) to the source that quality=auto reaches; {TARGET} if not given."),
    ] = None
    max_bytes: Annotated[
        Annotated[int, Field(ge=100, le=MAX_BYTES), Unit("bytes")] | None,
        Field(
            description="The largest file: the best quality that fits is found (at most quality, if given); "
            "PNG and GIF give up colors instead."
        ),
    ] = None
    lossless: Annotated[
        bool | None,
        For(("webp", "jpeg2000", "jxl")),
        Field(description="Keep every pixel as it is."),
    ] = None
    progressive: Annotated[
        bool | None, For(("jpeg", "gif")), Field(description="Show a coarse picture first; interlaced in a GIF.")
    ] = None
    subsampling: Annotated[
        Literal["4:4:4", "4:2:2", "4:2:0"] | None,
        For(("jpeg", "avif")),
        Field(description="How much color is kept: 4:4:4 all of it, 4:2:0 a quarter."),
    ] = None
    optimize: Annotated[
        bool | None, For(("jpeg", "gif")), Field(description="Take more time for a slightly smaller file.")
    ] = None
    level: Annotated[
        Annotated[int, Field(ge=0, le=7)] | None,
        For(("png",)),
        Field(description="How hard to compress: 0 is not at all."),
    ] = None
    colors: Annotated[
        Annotated[int, Field(ge=2, le=256)] | None,
        For(("png", "gif")),
        Field(description="The size of a palette, of each frame in a GIF; fewer make a smaller file."),
    ] = None
    dither: Annotated[
        bool | None, For(("png", "gif")), Field(description="Hide the steps between the colors of a palette.")
    ] = None
    method: Annotated[
        Annotated[int, Field(ge=0, le=6)] | None,
        For(("webp",)),
        Field(description="How hard to compress: 0 is fast, 6 small."),
    ] = None
    speed: Annotated[
        Annotated[int, Field(ge=6, le=10)] | None,
        For(("avif",)),
        Field(description="How fast to compress: 10 is fast, 6 small; what is slower takes minutes."),
    ] = None
    compression: Annotated[
        Literal["none", "lzw", "deflate"] | None, For(("tiff",)), Field(description="How to compress.")
    ] = None
    sizes: Annotated[
        Annotated[
            tuple[Annotated[int, Field(ge=1, le=256), Unit("px")], ...], Many(), Field(min_length=1, max_length=16)
        ]
        | None,
        For(("ico",)),
        Field(description="The sides of the pictures that an icon holds; none is larger than the result."),
    ] = None
    dpi: Annotated[
        Annotated[int, Field(ge=1, le=10_000), Unit("dpi")] | None,
        For(("jpeg", "png", "tiff")),
        Field(description="The resolution that is written down for printing; no pixel changes."),
    ] = None

    @model_validator(mode="after")
    def _no_contradiction(self) -> Self:
        if self.lossless and (others := [name for name in LOSSY if getattr(self, name) is not None]):
            message = f"lossless keeps every pixel and leaves nothing to choose for {others[0]}: give only one of them"
            raise PydanticCustomError("rule", "{message}", {"field": "lossless", "message": message})
        return self

    @classmethod
    @cache
    def choices(cls) -> tuple[Choice, ...]:
        """The fields, in the order they were declared."""
        return tuple(read_choice(name, field) for name, field in cls.model_fields.items())

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """From a form's texts or JSON values; empty means default. Raises `OutputInvalid` naming each field."""
        given = {name: value for name, value in raw.items() if value is not None and value != ""}
        lists = {choice.name: choice for choice in cls.choices() if choice.kind == "list"}
        for name in given.keys() & lists.keys():
            given[name] = read_list(given[name], lists[name]) if isinstance(given[name], str) else given[name]
        texts = {name: value for name, value in given.items() if isinstance(value, str) or name in lists}
        values = {name: value for name, value in given.items() if name not in texts}
        errors = []
        try:
            read = cls.model_validate(texts, strict=False)
        except ValidationError as error:
            errors += error.errors(include_url=False)
        try:
            taken = cls.model_validate(values)
        except ValidationError as error:
            errors += error.errors(include_url=False)
        if not errors:
            try:
                return cls.model_validate(read.given() | taken.given())
            except ValidationError as error:
                errors += error.errors(include_url=False)
        problems = choice_problems(cls.choices(), errors)
        raise OutputInvalid(" ".join(problem.detail for problem in problems), problems=problems)

    def given(self) -> dict[str, Any]:
        """What was chosen, without what was left to defaults; None is no choice."""
        values = {name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set}
        return {name: value for name, value in values.items() if value is not None}

    def to_json(self) -> dict[str, Any]:
        """What was chosen, as JSON values."""
        return self.model_dump(mode="json", include=set(self.given()))

    def over(self, base: "Output") -> "Output":
        """These choices where they were made, and those of `base` elsewhere; what contradicts these gives way."""
        mine, theirs = self.given(), base.given()
        if self.lossless:
            theirs = {name: value for name, value in theirs.items() if name not in LOSSY}
        elif any(mine.get(name) is not None for name in LOSSY):
            theirs.pop("lossless", None)
        return type(self).model_validate(theirs | mine)

    def keeps_pixels(self, format: Format) -> bool:
        """Whether every pixel stays as it is, because the format is like that or because `lossless` says so."""
        return format.quality is None or bool(self.lossless and "lossless" not in self.ignored(format))

    def told(self, format: Format) -> dict[str, Any]:
        """The given choices that the format has a place for."""
        known = {choice.name: choice for choice in self.choices()}
        return {name: value for name, value in self.given().items() if known[name].counts_for(format.name)}

    def ignored(self, format: Format) -> tuple[str, ...]:
        """The given choices that the format does not have; quality was never more than a wish."""
        return tuple(name for name in self.given() if name not in self.told(format) and name != "quality")


LOSSY = ("quality", "target", "max_bytes")


def writable(source: Format, *, has_alpha: bool) -> Format:
    """The source's own format, or where it cannot be written PNG with alpha and JPEG without."""
    if source.writable:
        return source
    return FORMATS["png"] if has_alpha else FORMATS["jpeg"]
