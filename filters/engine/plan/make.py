"""Deciding on a plan: sizes and limits of the steps as asked for, then the rules."""

from collections.abc import Sequence
from functools import reduce

from filters.engine.assets import NO_ASSETS, Assets
from filters.engine.encode import can_hold, holds
from filters.engine.encoding import Encoding
from filters.engine.errors import PipelineInvalid
from filters.engine.fitting.candidates import candidates
from filters.engine.formats import Format
from filters.engine.limits import Limits, Size, pixels
from filters.engine.operation import Operation
from filters.engine.output import Output
from filters.engine.parameters import rgba
from filters.engine.pipeline import Pipeline
from filters.engine.plan.plan import Plan
from filters.engine.plan.rules import RULES
from filters.engine.plan.steps import Draft, PlannedStep
from filters.engine.source import Header


def make_plan(
    header: Header,
    pipeline: Pipeline,
    output: Output,
    limits: Limits,
    *,
    assets: Assets = NO_ASSETS,
    preset_steps: int = 0,
    accepted: Sequence[str] | None = None,
    rewrite: bool = True,
) -> Plan:
    """Decide. Errors count the first `preset_steps` apart: the others are the request's own `pipeline[0]` and on.

    `accepted` are the formats that format=auto may choose from; None is all. Without `rewrite` the steps run as they
    were asked for.

    Raises `OutputTooLarge` where a step or the result would pass a limit, before any memory is taken,
    and `PipelineInvalid` where a step does not fit the size it gets, or names an asset that is missing.
    """
    formats = candidates(header, output, accepted)
    frames = header.frames if _holds_frames(header.format, formats[0]) else 1
    asked: list[PlannedStep] = []
    sizes = header.sizes[:frames]
    for number, operation in enumerate(pipeline.steps):
        path = f"preset[{number}]" if number < preset_steps else f"pipeline[{number - preset_steps}]"
        assets.check(operation.needs(), path=path, op=operation.op)
        made = _output_sizes(operation, sizes, path=path)
        limits.check_result(made, field=path)
        asked.append(PlannedStep((path,), operation, sizes[0], made[0], pixels(made)))
        sizes = made
    encodings = _encodings(formats, sizes, output, header)
    draft = Draft(header=header, frames=frames, steps=tuple(asked), encodings=encodings, metadata=output.metadata)
    if rewrite and len(set(header.sizes[:frames])) == 1:
        draft = reduce(lambda before, rule: rule(before), RULES, draft)
    return Plan(
        header=header,
        limits=limits,
        asked=tuple(asked),
        steps=draft.steps,
        decoding=draft.decoding,
        rewrites=draft.rewrites,
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
