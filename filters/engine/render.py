"""Running a plan: bytes in, bytes out, with the time of each stage."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Any

import cv2
import numpy as np
import PIL
from PIL import Image

from filters.engine import modes
from filters.engine.animation import merged
from filters.engine.arrays.write import write_numbers
from filters.engine.assets import NO_ASSETS, Assets
from filters.engine.codecs.turbojpeg import HAS_TURBOJPEG
from filters.engine.decode import open_source
from filters.engine.encode import save
from filters.engine.encoders import VERSION as ENCODERS_VERSION
from filters.engine.errors import PipelineInvalid
from filters.engine.fitting.choose import Written, write
from filters.engine.formats import Format
from filters.engine.limits import Deadline, Limits
from filters.engine.lossless import Witness, copied, open_to_copies, turn, turned_jpeg
from filters.engine.metadata import Metadata
from filters.engine.operation import ArrayOperation, Operation, PlanarOperation
from filters.engine.output import Output
from filters.engine.pipeline import Pipeline, canonical_json
from filters.engine.plan import Plan, PlannedStep, make_plan
from filters.engine.plan.rules import VERSION as RULES_VERSION
from filters.engine.plan.rules.reading import PLANES
from filters.engine.plan.steps import GROUNDED
from filters.engine.source import Frame, Picture, Source
from filters.engine.stopwatch import Stopwatch

NO_LIMITS = Limits()
SIMPLEJPEG = version("simplejpeg")
FLATTENED = "alpha_flattened"
DEEP = ("png", "tiff")  # formats that hold gray of 16 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """The result. `timings` are (stage, milliseconds) in order; `notes` name what was lost on the way.

    `rules` are, for each of the stages, those of the plan that changed it.
    """

    data: bytes
    format: Format
    size: tuple[int, int]
    frames: int
    timings: tuple[tuple[str, float], ...]
    notes: tuple[str, ...]
    rules: tuple[tuple[str, ...], ...]
    etag: str
    quality: int | None = None  # what the encoder got; None where every pixel is kept

    @property
    def media_type(self) -> str:
        """Such as `image/png`."""
        return self.format.media_type


def render(
    data: bytes,
    pipeline: Pipeline,
    output: Output,
    *,
    limits: Limits = NO_LIMITS,
    assets: Assets = NO_ASSETS,
    rewrite: bool = True,
) -> Rendition:
    """Decode, run every step over every frame, encode. Raises the engine's errors and nothing else.

    Without `rewrite` every step runs as it was asked for.
    """
    source = open_source(data, limits)
    plan = make_plan(source.header, pipeline, output, limits, assets=assets, rewrite=rewrite)
    mark = etag(data, pipeline, plan, assets)
    return run(plan, source, deadline=Deadline(limits.deadline_s), etag=mark, assets=assets)


def run(plan: Plan, source: Source, *, deadline: Deadline, etag: str, assets: Assets = NO_ASSETS) -> Rendition:
    """Carry out a plan, checking the deadline between steps. Frames are decoded and filtered one at a time."""
    watch = Stopwatch([step.operation.op for step in plan.asked])
    places = {step.path: number for number, step in enumerate(plan.asked, start=1)}
    may_copy = plan.may_be_same and open_to_copies(plan.header, plan.encodings, keep=plan.metadata == "keep")
    witness = Witness(awake=may_copy)
    flow = witness.before(_decoded(plan, source, watch, deadline))
    for step in plan.steps:
        flow = _stepped(flow, Stage(places[step.path], step, plan, watch, deadline, assets))
    frames = list(merged(witness.after(flow))) if _animated(plan) else list(witness.after(flow))
    metadata = source.metadata(plan.metadata, frames[0].size)
    with watch.stage(len(plan.asked) + 1, "encode"):
        if plan.keeps_profile:
            frames, metadata = source.with_profile(frames, metadata)
        written = (
            _kept(plan, source, metadata, same=witness.same)
            or _deep(plan, source, metadata)
            or write(frames, plan.encodings, metadata, deadline)
        )
    deadline.check()
    return Rendition(
        data=written.data,
        format=written.encoding.format,
        size=frames[0].size,
        frames=len(frames) if written.encoded else plan.frames,
        timings=watch.timings(),
        notes=(*_losses(plan, source, written, frames), *written.notes),
        etag=etag,
        rules=_rules(plan, source),
        quality=written.quality,
    )


def _rules(plan: Plan, source: Source) -> tuple[tuple[str, ...], ...]:
    """The rules that came into their own: whether a file is fit for planes, only its decoder can tell."""
    gone = () if source.planes_kept else (PLANES,)
    return tuple(tuple(rule for rule in rules if rule not in gone) for rules in plan.rules_by_stage)


def _animated(plan: Plan) -> bool:
    """Whether frames follow one another in time; those of an array are counted, alike or not."""
    is_array = plan.encodings[0].format.array
    return plan.frames > 1 and plan.header.format.frames == "animation" and not is_array


def _losses(plan: Plan, source: Source, written: Written, frames: Sequence[Frame]) -> Iterator[str]:
    """The plan's notes; whether there was transparency to lose, only the pixels that came out can tell."""
    yield from (note for note in plan.notes if note != FLATTENED)
    grounded = any(rewrite.rule == GROUNDED for rewrite in plan.rewrites)
    if grounded or (not written.encoding.format.alpha and not all(frame.is_opaque for frame in frames)):
        yield FLATTENED
    if source.profile_ignored:
        yield "profile_ignored"


def _kept(plan: Plan, source: Source, metadata: Metadata, *, same: bool) -> Written | None:
    """The result from the coded pixels of the file that came in, where no step changed them; else None."""
    keep, route = plan.metadata == "keep", plan.route
    if source.encoded is None or (keep and source.profile_ignored):
        return None
    method = turn(plan.header, plan.changing) if route == "turned" else None
    if isinstance(method, Image.Transpose):
        data = turned_jpeg(source.encoded, plan.header, metadata, method)
    elif route == "copied" or (same and plan.header.orientation == 1):
        data = copied(source.encoded, plan.header, metadata, keep=keep)
    else:
        return None
    return Written(data, plan.encodings[0], encoded=False) if data else None


def _deep(plan: Plan, source: Source, metadata: Metadata) -> Written | None:
    """The result with all the bits that the pixels came with, where no step takes 8 and the format holds more."""
    encoding = plan.encodings[0]
    choices, format = encoding.choices, encoding.format
    few = choices.colors is not None or choices.max_bytes is not None
    numbers = source.numbers() if not plan.asked and (format.array or format.name in DEEP) else None
    if numbers is None:
        return None
    if format.array:
        data = write_numbers(numbers, format.name)
        too_long = choices.max_bytes is not None and len(data) > choices.max_bytes
        return Written(data, encoding, notes=("max_bytes_missed",) if too_long else ())
    if few or numbers.ndim != 2 or (numbers.dtype.kind, numbers.dtype.itemsize) != ("u", 2):
        return None
    image = Image.fromarray(np.ascontiguousarray(numbers, np.uint16))
    return Written(save([Frame(image)], encoding, metadata), encoding)


def etag(data: bytes, pipeline: Pipeline, plan: Plan, assets: Assets = NO_ASSETS) -> str:
    """A hash that changes whenever the result could: input, pipeline and its assets, output choices and codecs."""
    encodings = [encoding.explain() for encoding in plan.encodings]
    choices: list[Any] = [encodings, plan.encodings[0].background, plan.metadata]
    choices += [PIL.__version__, cv2.__version__, SIMPLEJPEG, HAS_TURBOJPEG]  # whose arithmetic the pixels are
    choices += [ENCODERS_VERSION, RULES_VERSION, plan.route, [rewrite.rule for rewrite in plan.rewrites]]
    needs = [need for step in pipeline.steps for need in step.needs()]
    parts = [hashlib.sha256(data).hexdigest(), pipeline.digest(), canonical_json(choices), *assets.digests(needs)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _decoded(plan: Plan, source: Source, watch: Stopwatch, deadline: Deadline) -> Iterator[Frame]:
    """The frames as they are decoded. As behind each step, none is held here while the next step works on it."""
    frames = source.frames(every=plan.frames > 1, keep_profile=plan.keeps_profile, decoding=plan.decoding)

    def decoded() -> Frame | None:
        with watch.stage(0, "decode"):
            frame = next(frames, None)
        deadline.check()
        return frame

    return iter(decoded, None)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step on its way: what it needs beside the frames."""

    number: int
    step: PlannedStep
    plan: Plan
    watch: Stopwatch
    deadline: Deadline
    assets: Assets

    @property
    def op(self) -> str:
        """The step that was asked for."""
        return self.plan.asked[self.number - 1].operation.op

    def decided(self, frames: Sequence[Frame]) -> Operation:
        """The operation, after its look at all frames."""
        with self.watch.stage(self.number, self.op):
            return self.step.operation.decide([frame.image for frame in frames])

    def run(self, operation: Operation, frame: Frame) -> Frame:
        """The step over one frame. Sizes that the plan could not know are held to the limits here."""
        try:
            if not self.plan.exact_size:
                sizes = [operation.output_size(frame.size)] * self.plan.frames
                self.plan.limits.check_result(sizes, field=self.step.path)
            with self.watch.stage(self.number, self.op):
                result = frame.showing(self._made(operation, frame))
        except PipelineInvalid as error:
            raise error.under(self.step.path) from error
        self.deadline.check()
        return result

    def _made(self, operation: Operation, frame: Frame) -> Picture:
        """Planes or an array where the operation takes them and nothing is premultiplied, otherwise an image."""
        if frame.planes and isinstance(operation, PlanarOperation):
            return operation.transform_planes(frame.planes)
        if isinstance(operation, ArrayOperation) and not operation.decides and frame.mode not in modes.ALPHA:
            return operation.transform_pixels(frame.pixels)
        return operation.apply(frame.image, self.assets)


def _stepped(frames: Iterable[Frame], stage: Stage) -> Iterator[Frame]:
    operation = stage.step.operation
    if operation.decides and stage.plan.header.format.frames == "animation" and stage.plan.frames > 1:
        frames = list(frames)
        operation = stage.decided(frames)
    return map(partial(stage.run, operation), frames)
