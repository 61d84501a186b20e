"""The page of formats, from the engine's table."""

from filters.engine.formats import ALIASES, FORMATS, Format
from imgsvc.pages import markdown

INTRODUCTION = (
    "A file is known by its first bytes, never by its name. The result has the first of: the field `format`, the "
    "preset's format, an image type that `Accept` names, the input's own format. A format that can only be read "
    "falls back to PNG where the picture has transparency and to JPEG where it has none."
)
RULES = """## What comes out

- **A pipeline that changes nothing** returns the very bytes that came in: JPEG, PNG, WebP, GIF, AVIF, JPEG 2000, ICO,
  BMP and PPM in their own format, upright and in sRGB, with no choice made about the encoding. What the metadata
  policy drops is taken out block by block and the coded pixels stay (an AVIF with metadata is encoded again). With
  `metadata=keep` everything stays. Bytes that belong to no block, and all that follows the end of the picture, never
  pass; nor does the second picture of an MPO, nor what follows the pixels inside a PNG's chunks. What stands among
  the coded pixels of another format stays: give a `quality` to have them encoded again. The file is decoded all the
  same, so that a damaged one is refused.
- **A JPEG that is only turned or mirrored**, by steps or by its EXIF orientation, keeps its coefficients where the
  system has libturbojpeg (Debian: `libturbojpeg0`) and its size is a multiple of the blocks that move (8 or 16 pixels);
  otherwise it is encoded again. `POST explain/` tells: `encode.pixels` is `copied`, `turned` or `encoded`.
- **Colors** become sRGB through the ICC profile, or through the code points (CICP) by which AVIF, HEIC and PNG may name
  their colors; `metadata=keep` keeps gray and RGB in their own space, with the profile. A profile that is damaged, does
  not fit or has more than 4 MB (in a PNG: 1 MB) is not used, and the answer says `profile_ignored`.
- **16 bits** of gray are scaled to 8 where a step or the format needs 8; all other pictures have 8 bits a channel.
- **Animations** keep every frame's time; neighbors that look the same become one frame. GIF counts in hundredths of a
  second, WebP and AVIF in thousandths, PNG in fractions. A HEIC gives its primary picture, an ICO its largest.
- **An SVG** is drawn at the size of its `width`, `height` and `viewBox` (300 x 150 where it has none), on a transparent
  ground, with the fonts of the system. Nothing outside the file is read: embedded pictures, scripts, foreign objects,
  imported style sheets and references to other files are left out. Entities, and anything else that a document type
  declares, are refused, and so are more than 4 MB, 20 000 elements, 64 levels or 30 000 elements drawn (each use of
  one counts). An .svgz has to be unpacked first.
- **The extras** are Python packages that `make run` does not install.
  `.venv/bin/python -m pip install "cairosvg>=2.9,<3"` is `svg`, and `"pylibjxl>=0.5,<0.6"` is `jxl`. Without
  them `IMGSVC_FORMATS_IN` may not name these two.
- **Orientation** is applied, and its tag is gone. `metadata=keep` updates sizes in EXIF and XMP, and keeps no thumbnail
  and no maker note of a picture that changed.
"""
FRAMES = {"one": "no", "animation": "yes", "pages": "pages"}
HEAD = ["format", "names", "media type", "read", "written", "transparency", "animation", "default quality"]


def page() -> str:
    """One row a format."""
    table = markdown.table(HEAD, [_row(format) for format in FORMATS.values()])
    return markdown.page("Formats", INTRODUCTION, table, RULES)


def _row(format: Format) -> list[str]:
    names = [format.name, *(alias for alias, name in ALIASES.items() if name == format.name)]
    return [
        format.label,
        ", ".join(markdown.code(name) for name in names),
        markdown.code(format.media_type),
        _read(format),
        _yes(format.writable),
        _yes(format.alpha),
        FRAMES[format.frames],
        str(format.quality or ""),
    ]


def _read(format: Format) -> str:
    where = f"with the extra `{format.extra}`" if format.extra else _yes(format.readable)
    return f"{where}, if `IMGSVC_FORMATS_IN` names it" if format.on_request else where


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"
