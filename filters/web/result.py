"""What the page shows of a finished job."""

import base64
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext_lazy as _

from filters.engine import OPERATIONS
from filters.engine.formats import FORMATS, Format
from filters.engine.output import Output
from filters.engine.pipeline import Pipeline
from filters.engine.render import Rendition
from filters.services.images import Job, image_explain, image_process

INLINE_BYTES = 2_000_000  # a larger picture is shown as a small rendition, so that the page stays light
PREVIEW_SIDE = 1200
NOTES = {
    "frames_dropped": _("The format holds one picture: only the first frame was kept."),
    "alpha_flattened": _("The format has no transparency: the background color shows instead."),
    "profile_ignored": _("The photo's color profile is damaged and was not used."),
    "choices_ignored": _("The format does not have all of the output options that were chosen."),
    "colors_reduced": _("Colors were given up so that the file fits."),
    "max_bytes_missed": _("Even the smallest file is larger than asked for."),
    "target_missed": _("Even the best quality is less like the photo than asked for, or had to be given up to fit."),
}

RULES = {
    "dropped": _("It changes nothing and was left out."),
    "turns_joined": _("Several turns became one."),
    "turned_small": _("It was turned when it was small."),
    "cropped_first": _("It was cut first."),
    "cuts_joined": _("Several cuts became one."),
    "moved": _("Colors were changed after shrinking."),
    "fused": _("It ran together with its neighbors."),
    "reduced_decode": _("The photo was decoded no larger than needed."),
    "grounded": _("Its corners got the background color at once."),
    "planes": _("It ran before the JPEG became RGB."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One side of the comparison."""

    uri: str
    size: tuple[int, int]
    bytes: int
    format: Format
    quality: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One line of the account of what ran."""

    name: str
    milliseconds: float
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Before, after, and how it went."""

    before: Picture
    after: Picture
    download: str
    filename: str
    stages: tuple[Stage, ...]
    notes: tuple[Any, ...]

    @property
    def total(self) -> float:
        """Milliseconds from the request to the last byte."""
        return sum(stage.milliseconds for stage in self.stages)


def make_result(job: Job, rendition: Rendition, *, filename: str) -> Result:
    """Gather it. Raises the engine's errors where a preview cannot be made."""
    download = data_uri(rendition.data, rendition.format)
    after, shown = rendition.data, download
    if not rendition.format.shown or len(after) > INLINE_BYTES:
        shown = preview_uri(after)
    return Result(
        before=_before(job.data),
        after=Picture(
            uri=shown, size=rendition.size, bytes=len(after), format=rendition.format, quality=rendition.quality
        ),
        download=download,
        filename=download_name(filename, rendition.format),
        stages=tuple(
            Stage(name=name, milliseconds=time, how=" ".join(str(RULES[rule]) for rule in rules))
            for (name, time), rules in zip(rendition.timings, rendition.rules, strict=True)
        ),
        notes=tuple(NOTES[note] for note in rendition.notes if note in NOTES),
    )


def data_uri(data: bytes, format: Format) -> str:
    """The file as a `data:` address."""
    return f"data:{format.media_type};base64,{base64.b64encode(data).decode()}"


def download_name(filename: str, format: Format) -> str:
    """What the result is called: `cat.jpg` becomes `cat-filtered.png`."""
    return f"{PurePath(filename).stem or 'image'}-filtered{format.suffix}"


def preview_uri(data: bytes) -> str:
    """A rendition small enough for a page, in a format that browsers show: PNG where there is transparency."""
    width = OPERATIONS["resize"].parse({"width": PREVIEW_SIDE, "height": PREVIEW_SIDE})
    jpeg = Job(data=data, pipeline=Pipeline((width,)), output=Output(format="jpeg"))
    transparent = "alpha_flattened" in image_explain(job=jpeg)["notes"]
    png = Job(data=data, pipeline=jpeg.pipeline, output=Output(format="png"))
    rendition = image_process(job=png if transparent else jpeg)
    return data_uri(rendition.data, rendition.format)


def _before(data: bytes) -> Picture:
    header = image_explain(job=Job(data=data))["decode"]
    format = FORMATS[header["format"]]
    as_it_is = format.shown and len(data) <= INLINE_BYTES
    uri = data_uri(data, format) if as_it_is else preview_uri(data)
    return Picture(uri=uri, size=(header["width"], header["height"]), bytes=len(data), format=format)
