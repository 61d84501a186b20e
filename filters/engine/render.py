"""Running a plan: bytes in, bytes out, with the time of each stage."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import PIL
from PIL import Image

from filters.engine.decode import open_source
from filters.engine.encode import encode
from filters.engine.formats import Format
from filters.engine.limits import Deadline, Limits
from filters.engine.output import Output
from filters.engine.pipeline import Pipeline, canonical_json
from filters.engine.plan import Plan, make_plan
from filters.engine.source import Frame, Source

NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """The result. `timings` are (stage, milliseconds) in order; `notes` name what was lost on the way."""

    data: bytes
    format: Format
    size: tuple[int, int]
    frames: int
    timings: tuple[tuple[str, float], ...]
    notes: tuple[str, ...]
    etag: str

    @property
    def media_type(self) -> str:
        """Such as `image/png`."""
        return self.format.media_type


class Stopwatch:
    """Milliseconds by stage, summed over frames, in the order the stages first ran."""

    def __init__(self) -> None:
        self._seconds: dict[tuple[int, str], float] = defaultdict(float)

    @contextmanager
    def stage(self, number: int, name: str) -> Iterator[None]:
        start = perf_counter()
        try:
            yield
        finally:
            self._seconds[number, name] += perf_counter() - start

    def timings(self) -> tuple[tuple[str, float], ...]:
        return tuple((name, seconds * 1000) for (_, name), seconds in sorted(self._seconds.items()))


def render(data: bytes, pipeline: Pipeline, output: Output, *, limits: Limits = NO_LIMITS) -> Rendition:
    """Decode, run every step over every frame, encode. Raises the engine's errors and nothing else."""
    source = open_source(data, limits)
    plan = make_plan(source.header, pipeline, output, limits)
    return run(plan, source, deadline=Deadline(limits.deadline_s), etag=etag(data, pipeline, plan))


def run(plan: Plan, source: Source, *, deadline: Deadline, etag: str) -> Rendition:
    """Carry out a plan, checking the deadline between steps."""
    watch = Stopwatch()
    frames = [_run_steps(frame, plan, watch, deadline) for frame in _decoded(plan, source, watch, deadline)]
    metadata = source.metadata(plan.metadata, plan.size)
    with watch.stage(len(plan.steps) + 1, "encode"):
        if plan.keeps_profile:
            frames, metadata = source.with_profile(frames, metadata)
        data = encode(frames, plan.encoding, metadata)
    deadline.check()
    return Rendition(
        data=data,
        format=plan.encoding.format,
        size=frames[0].image.size,
        frames=len(frames),
        timings=watch.timings(),
        notes=plan.notes + (("profile_ignored",) if source.profile_ignored else ()),
        etag=etag,
    )


def etag(data: bytes, pipeline: Pipeline, plan: Plan) -> str:
    """A hash that changes whenever the result could: input, pipeline, output choices and codecs."""
    encoding = plan.encoding
    choices: list[Any] = [encoding.format.name, encoding.options, encoding.background, plan.metadata, PIL.__version__]
    parts = [hashlib.sha256(data).hexdigest(), pipeline.digest(), canonical_json(choices)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _decoded(plan: Plan, source: Source, watch: Stopwatch, deadline: Deadline) -> Iterator[Frame]:
    frames = source.frames(every=plan.frames > 1, keep_profile=plan.keeps_profile)
    while True:
        with watch.stage(0, "decode"):
            frame = next(frames, None)
        if frame is None:
            return
        deadline.check()
        yield frame


def _run_steps(frame: Frame, plan: Plan, watch: Stopwatch, deadline: Deadline) -> Frame:
    image: Image.Image = frame.image
    for number, step in enumerate(plan.steps, start=1):
        with watch.stage(number, step.operation.op):
            image = step.operation.apply(image)
        deadline.check()
    return Frame(image, frame.duration)
