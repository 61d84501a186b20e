"""What is done with one picture: process, explain, inspect."""

import json
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any

from filters import conf
from filters.engine.assets import Assets
from filters.engine.decode import open_source
from filters.engine.errors import PipelineInvalid, Problem
from filters.engine.generated import GeneratedSource, generator_key
from filters.engine.generators import Generator
from filters.engine.inspection import inspect
from filters.engine.limits import Deadline
from filters.engine.output import AUTO, Output
from filters.engine.pipeline import Pipeline, require_step_limit
from filters.engine.plan import Plan, make_plan
from filters.engine.render import Rendition, etag, run
from filters.engine.source import Source
from filters.models import Preset
from filters.services.assets import assets_for, require_picture
from filters.services.execution import gate
from filters.services.negotiation import accepted_formats, negotiate


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is asked for, whoever asks. The preset's steps run first; explicit choices win over the preset's.

    `accept` is the request's Accept header, or None where every format will do. `overlay` is a second picture, for the
    steps that lay one over the first. Where there is a `generator`, the picture is made and `data` is empty.
    """

    data: bytes = b""
    generator: Generator | None = None
    pipeline: Pipeline = field(default_factory=Pipeline)
    preset: Preset | None = None
    output: Output = field(default_factory=Output)
    accept: str | None = None
    overlay: bytes | None = None

    @property
    def key(self) -> bytes:
        """What stands for the picture in hashes."""
        return generator_key(self.generator) if self.generator else self.data

    def all_steps(self) -> Pipeline:
        """The preset's steps, then the request's."""
        pipeline = _preset_steps(self.preset) + self.pipeline if self.preset else self.pipeline
        require_step_limit(pipeline, conf.limits().max_steps)
        return pipeline

    def overlay_pixels(self) -> int:
        """What the second picture adds to the first, 0 where there is none. Raises `PictureInvalid`."""
        return 0 if self.overlay is None else require_picture(self.overlay, field="overlay")


def image_process(*, job: Job) -> Rendition:
    """Run the job. Raises the engine's errors, `Busy` at once where there is no room."""
    start = perf_counter()
    limits = conf.limits()
    deadline = Deadline(limits.deadline_s)
    pipeline = job.all_steps()
    second = job.overlay_pixels()
    assets = assets_for(pipeline=pipeline, overlay=job.overlay)
    source, plan = _planned(job, pipeline, assets)
    with gate.admit(plan.peak_pixels + second):
        waited = (perf_counter() - start) * 1000
        mark = etag(job.key, pipeline, plan, assets)
        rendition = run(plan, source, deadline=deadline, etag=mark, assets=assets)
    return replace(rendition, timings=(("queue", waited), *rendition.timings), rules=((), *rendition.rules))


def image_explain(*, job: Job) -> dict[str, Any]:
    """The plan of the job, without doing it."""
    pipeline = job.all_steps()
    job.overlay_pixels()
    assets = assets_for(pipeline=pipeline, overlay=job.overlay)
    _, plan = _planned(job, pipeline, assets)
    return plan.explain() | {"etag": etag(job.key, pipeline, plan, assets)}


def image_inspect(*, data: bytes, gps: bool = False) -> dict[str, Any]:
    """What the picture is; where it was taken only with `gps`."""
    limits = conf.limits()
    deadline = Deadline(limits.deadline_s)
    source = open_source(data, limits)
    width, height = source.header.size
    with gate.admit(width * height):
        return inspect(source, data, gps=gps, deadline=deadline)


def _preset_steps(preset: Preset) -> Pipeline:
    """Its pipeline; one that an upgrade or a lower limit made invalid is the preset's fault, not the request's."""
    try:
        return preset.parsed()
    except PipelineInvalid as error:
        detail = f"The preset {json.dumps(preset.slug)} cannot run until an admin corrects it: {error.detail}"
        raise PipelineInvalid([Problem("preset", "pipeline_invalid", detail)]) from error


def _planned(job: Job, pipeline: Pipeline, assets: Assets) -> tuple[Source, Plan]:
    limits = conf.limits()
    source = GeneratedSource(job.generator, limits) if job.generator else open_source(job.data, limits)
    output = negotiate(job.output, preset=job.preset, accept=job.accept, header=source.header)
    preset_steps = len(pipeline) - len(job.pipeline)
    plan = make_plan(
        source.header,
        pipeline,
        output,
        limits,
        assets=assets,
        preset_steps=preset_steps,
        accepted=accepted_formats(job.accept) if output.format == AUTO else None,
    )
    return source, plan
