"""What the engine will really do for one picture, pipeline and output, decided from the header alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from filters.engine.assets import NO_ASSETS, Assets
from filters.engine.encode import Encoding, can_hold, holds
from filters.engine.errors import PipelineInvalid
from filters.engine.fitting.candidates import candidates
from filters.engine.formats import Format
from filters.engine.limits import Limits, Size, pixels
from filters.engine.lossless.routes import Route, route
from filters.engine.operation import Operation
from filters.engine.output import AUTO, MetadataPolicy, Output
from filters.engine.parameters import rgba
from filters.engine.pipeline import Pipeline
from filters.engine.source import Header


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """An operation with the sizes it takes and makes; `pixels` are what it makes over all frames.

    `path` is its place for errors, such as `pipeline[1]`.
    """

    path: str
    operation: Operation
    size_in: Size
    size_out: Size
    pixels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Decode, steps, encode. `frames` is how many run; `notes` name what the result loses.

    Behind a step whose size only its pixels tell (`trim`), the sizes are the most that there can be.
    """

    header: Header
    limits: Limits
    steps: tuple[PlannedStep, ...]
    encodings: tuple[Encoding, ...]
    frames: int
    metadata: MetadataPolicy
    notes: tuple[str, ...]

    @property
    def size(self) -> Size:
        """Width and height of the result."""
        return self.steps[-1].size_out if self.steps else self.header.size

    @property
    def exact_size(self) -> bool:
        """Whether every size is known before the pixels are."""
        return all(step.operation.exact_size for step in self.steps)

    @property
    def peak_pixels(self) -> int:
        """The most pixels that one stage holds, over all frames that run: what the job is priced by."""
        return max(pixels(self.header.sizes[: self.frames]), *(step.pixels for step in self.steps), 0)

    @property
    def keeps_profile(self) -> bool:
        """Whether the pixels stay in their own color space, with its profile beside them."""
        return self.metadata == "keep" and all(encoding.format.profile for encoding in self.encodings)

    @property
    def route(self) -> Route:
        """Whether the result's pixels are encoded, or those of the file are copied or turned."""
        operations = [step.operation for step in self.steps]
        return route(self.header, operations, self.encodings, keep=self.metadata == "keep")

    def explain(self) -> dict[str, Any]:
        """The plan as JSON values."""
        return {
            "decode": {
                "format": self.header.format.name,
                "width": self.header.size[0],
                "height": self.header.size[1],
                "mode": self.header.mode,
                "frames": self.header.frames,
                "orientation": self.header.orientation,
            },
            "steps": [
                {
                    "op": step.operation.op,
                    "parameters": step.operation.model_dump(mode="json"),
                    "width": step.size_out[0],
                    "height": step.size_out[1],
                }
                for step in self.steps
            ],
            "encode": {
                **_explained(self.encodings),
                "width": self.size[0],
                "height": self.size[1],
                "frames": self.frames,
                "metadata": self.metadata,
                "pixels": self.route,
            },
            "notes": list(self.notes),
        }


def make_plan(
    header: Header,
    pipeline: Pipeline,
    output: Output,
    limits: Limits,
    *,
    assets: Assets = NO_ASSETS,
    preset_steps: int = 0,
    accepted: Sequence[str] | None = None,
) -> Plan:
    """Decide. Errors count the first `preset_steps` apart: the others are the request's own `pipeline[0]` and on.

    `accepted` are the formats that format=auto may choose from; None is all.

    Raises `OutputTooLarge` where a step or the result would pass a limit, before any memory is taken,
    and `PipelineInvalid` where a step does not fit the size it gets, or names an asset that is missing.
    """
    formats = candidates(header, output, accepted)
    frames = header.frames if _holds_frames(header.format, formats[0]) else 1
    steps: list[PlannedStep] = []
    sizes = header.sizes[:frames]
    for number, operation in enumerate(pipeline.steps):
        path = f"preset[{number}]" if number < preset_steps else f"pipeline[{number - preset_steps}]"
        assets.check(operation.needs(), path=path, op=operation.op)
        made = _output_sizes(operation, sizes, path=path)
        limits.check_result(made, field=path)
        steps.append(PlannedStep(path, operation, sizes[0], made[0], pixels(made)))
        sizes = made
    encodings = _encodings(formats, sizes, output, header)
    return Plan(
        header=header,
        limits=limits,
        steps=tuple(steps),
        encodings=encodings,
        frames=frames,
        metadata=output.metadata,
        notes=_notes(header, output, [encoding.format for encoding in encodings], frames),
    )


def _output_sizes(operation: Operation, sizes: Sequence[Size], *, path: str) -> tuple[Size, ...]:
    """A step that cannot work on a size says so with its parameter; here its place is added."""
    try:
        made = {size: operation.output_size(size) for size in set(sizes)}
        return tuple(made[size] for size in sizes)
    except PipelineInvalid as error:
        raise error.under(path) from error


def _holds_frames(source: Format, target: Format) -> bool:
    """Animations go to animated formats and pages to paged ones; across the two, only the first picture goes."""
    return source.frames == target.frames != "one"


def _explained(encodings: Sequence[Encoding]) -> dict[str, Any]:
    """The one encoding, or that there are several to choose from."""
    candidates = [encoding.explain() for encoding in encodings]
    if len(candidates) == 1:
        return candidates[0] | {"candidates": []}
    undecided = {"format": AUTO, "media_type": "image/*", "options": {}, "goal": {}, "ignored": []}
    return undecided | {"candidates": candidates}


def _encodings(
    formats: Sequence[Format], sizes: Sequence[Size], output: Output, header: Header
) -> tuple[Encoding, ...]:
    """How each of the formats that can hold the sizes would be written. Raises `OutputTooLarge` where none can."""
    able = [format for format in formats[:-1] if holds(format, sizes)]
    if not able or holds(formats[-1], sizes):
        can_hold(formats[-1], sizes)
        able.append(formats[-1])
    red, green, blue, _ = rgba(output.background)
    quality = output.quality if isinstance(output.quality, int) else None
    return tuple(
        Encoding(
            format=format,
            quality=quality,
            background=(red, green, blue),
            plays=header.plays,
            choices=output,
            colors=output.colors,
        )
        for format in able
    )


def _notes(header: Header, output: Output, formats: Sequence[Format], frames: int) -> tuple[str, ...]:
    notes = []
    if frames < header.frames:
        notes.append("frames_dropped")
    if header.has_alpha and not any(format.alpha for format in formats):
        notes.append("alpha_flattened")
    if set.intersection(*(set(output.ignored(format)) for format in formats)):
        notes.append("choices_ignored")
    return tuple(notes)
