"""The page of formats, from the engine's table."""

from filters.engine.formats import ALIASES, FORMATS, Format
from imgsvc.pages import markdown

INTRODUCTION = (
    "A file is known by its first bytes, never by its name. The result has the first of: the field `format`, the "
    "preset's format, an image type that `Accept` names, the input's own format. A format that can only be read "
    "falls back to PNG where the picture has transparency and to JPEG where it has none."
)
FRAMES = {"one": "no", "animation": "yes", "pages": "pages"}
HEAD = ["format", "names", "media type", "read", "written", "transparency", "animation", "default quality"]


def page() -> str:
    """One row a format."""
    return markdown.page("Formats", INTRODUCTION, markdown.table(HEAD, [_row(format) for format in FORMATS.values()]))


def _row(format: Format) -> list[str]:
    names = [format.name, *(alias for alias, name in ALIASES.items() if name == format.name)]
    return [
        format.label,
        ", ".join(markdown.code(name) for name in names),
        markdown.code(format.media_type),
        f"with the extra `{format.extra}`" if format.extra else _yes(format.readable),
        _yes(format.writable),
        _yes(format.alpha),
        FRAMES[format.frames],
        str(format.quality or ""),
    ]


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"
