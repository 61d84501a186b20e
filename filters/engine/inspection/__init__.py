"""What a picture is: its header, what its file holds, its EXIF, and numbers and hashes of its pixels."""

import hashlib
from dataclasses import asdict
from typing import Any

from PIL import Image

from filters.engine import modes
from filters.engine.arrays.source import ArraySource
from filters.engine.color import describe_profile
from filters.engine.finding.attention import focus
from filters.engine.finding.faces import find_faces
from filters.engine.inspection import exif, hashes, measures
from filters.engine.inspection.containers import read_contents
from filters.engine.inspection.containers.contents import Contents
from filters.engine.limits import Deadline
from filters.engine.source import Header, Source

SAMPLE = 128  # pixels of the longer side: enough for dominant colors and hashes
DEPTHS = {"1": 1, "I": 32, "F": 32}
NO_DEADLINE = Deadline()


def inspect(source: Source, data: bytes, *, gps: bool = False, deadline: Deadline = NO_DEADLINE) -> dict[str, Any]:
    """The facts, as JSON values. `data` is the file behind `source`, whose first frame is decoded.

    A position is private: it is told only with `gps`. Raises `ImageUnreadable` and `DeadlineExceeded`.
    """
    header, contents, tags = source.header, read_contents(data, source.header.format.name), source.exif()
    form = source.form if isinstance(source, ArraySource) else None
    frame = next(source.frames(every=False)).image
    deadline.check()
    return {
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        **_header(header, contents, form.dtype.itemsize * 8 if form else None),
        "transparent": not modes.is_opaque(frame),
        "profile": describe_profile(source.profile) if source.profile else None,
        **_exif(tags, gps=gps),
        "embedded": _embedded(contents, tags),
        "jpeg": asdict(contents.coding) if contents.coding else None,
        "array": {"dtype": form.dtype.name, "shape": list(form.shape)} if form else None,
        **_pixels(frame, deadline),
        **_subjects(frame),
    }


def _mode_depth(mode: str) -> int:
    """Bits a channel of a mode of Pillow's."""
    return 16 if mode.startswith("I;16") else DEPTHS.get(mode, 8)


def _header(header: Header, contents: Contents, depth: int | None) -> dict[str, Any]:
    animated = header.frames > 1 and header.format.frames == "animation"
    return {
        "format": header.format.name,
        "media_type": header.format.media_type,
        "width": header.size[0],
        "height": header.size[1],
        "mode": header.mode,
        "bit_depth": depth or contents.depth or _mode_depth(header.mode),
        "has_alpha": header.has_alpha,
        "frames": header.frames,
        "animated": animated,
        "duration_ms": contents.duration if animated else None,
        "plays": header.plays if animated else None,
        "orientation": header.orientation,
    }


def _exif(tags: Image.Exif | None, *, gps: bool) -> dict[str, Any]:
    values = exif.named(tags) if tags is not None else {}
    place = exif.position(tags) if tags is not None and gps else None
    return {"exif": values, "exif_readable": exif.readable(values), "gps": place}


def _embedded(contents: Contents, tags: Image.Exif | None) -> dict[str, bool]:
    """What the file holds beside the picture. A TIFF holds all of it as tags."""
    found = set(tags) if tags is not None else set()
    return {
        "c2pa": contents.c2pa or exif.C2PA in found,
        "xmp": contents.xmp or exif.XMP in found,
        "iptc": contents.iptc or exif.IPTC in found,
        "comment": contents.comment,
        "thumbnail": contents.thumbnail or (tags is not None and exif.has_thumbnail(tags)),
    }


def _subjects(frame: Image.Image) -> dict[str, Any]:
    """Where to look: faces, and the middle of what a crop of half the width and height should keep."""
    across, down = focus([frame], (0.5, 0.5), "auto")
    faces = [dict(zip(("left", "top", "width", "height"), face, strict=True)) for face in find_faces(frame)]
    return {"faces": faces, "focal_point": {"x": round(across, 4), "y": round(down, 4)}}


def _pixels(frame: Image.Image, deadline: Deadline) -> dict[str, Any]:
    """Numbers and hashes. All but the histogram and what follows from it are taken of a small picture."""
    counts = measures.histogram(frame)
    deadline.check()
    small = measures.bounded(frame, SAMPLE)
    facts: dict[str, Any] = {
        "colors": measures.dominant_colors(small),
        "mean_color": measures.mean_color(counts),
        "histogram": counts,
        "entropy": measures.entropy(counts),
        "sharpness": measures.sharpness(frame),
        "phash": hashes.perceptual_hash(frame),
        "blurhash": hashes.blur_hash(small),
        "thumbhash": hashes.thumb_hash(small),
    }
    deadline.check()
    return facts
