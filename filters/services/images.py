"""What is done with one picture: process, explain, inspect."""

import json
from dataclasses import dataclass, field
from typing import Any

from filters import conf
from filters.engine.errors import PipelineInvalid, Problem
from filters.engine.generators import Generator
from filters.engine.output import Output
from filters.engine.pipeline import Pipeline, require_step_limit
from filters.engine.render import Rendition
from filters.engine.work import Explain, Inspect, Process
from filters.models import Preset
from filters.services.assets import assets_for
from filters.services.execution import Charge, execute
from filters.services.presets import preset_output


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is asked for, whoever asks. The preset's steps run first; explicit choices win over the preset's.

    `accept` is the request's Accept header, or None where every format will do. `overlay` is a second picture, for the
    steps that lay one over the first. Where there is a `generator`, the picture is made and `data` is empty.
    `client` is whose turn it is where jobs wait; `charge` is told what the job costs, in pixels, before it is done, and
    raises where that is too much. A negative cost is given back.
    """

    data: bytes = b""
    generator: Generator | None = None
    pipeline: Pipeline = field(default_factory=Pipeline)
    preset: Preset | None = None
    output: Output = field(default_factory=Output)
    accept: str | None = None
    overlay: bytes | None = None
    client: str = ""
    charge: Charge | None = None

    def order(self) -> dict[str, Any]:
        """It by value: the fields of `engine.work.Order`."""
        pipeline = _preset_steps(self.preset) + self.pipeline if self.preset else self.pipeline
        limits = conf.limits()
        require_step_limit(pipeline, limits.max_steps)
        return {
            "data": self.data,
            "generator": self.generator,
            "pipeline": pipeline,
            "preset_steps": len(pipeline) - len(self.pipeline),
            "output": self.output.over(preset_output(self.preset)) if self.preset else self.output,
            "accept": self.accept,
            "assets": assets_for(pipeline=pipeline, overlay=self.overlay),
            "limits": limits,
        }


def image_process(*, job: Job) -> Rendition:
    """Run the job. Raises the engine's errors, `Busy` where there is no room."""
    return execute(Process(**job.order()), client=job.client, charge=job.charge)


def image_explain(*, job: Job) -> dict[str, Any]:
    """The plan of the job, without doing it."""
    return execute(Explain(**job.order()), client=job.client)


def image_inspect(*, data: bytes, gps: bool = False, client: str = "", charge: Charge | None = None) -> dict[str, Any]:
    """What the picture is; where it was taken only with `gps`."""
    return execute(Inspect(data=data, gps=gps, limits=conf.limits()), client=client, charge=charge)


def _preset_steps(preset: Preset) -> Pipeline:
    """Its pipeline; one that an upgrade or a lower limit made invalid is the preset's fault, not the request's."""
    try:
        return preset.parsed()
    except PipelineInvalid as error:
        detail = f"The preset {json.dumps(preset.slug)} cannot run until an admin corrects it: {error.detail}"
        raise PipelineInvalid([Problem("preset", "pipeline_invalid", detail)]) from error
