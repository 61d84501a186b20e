"""Work on one picture, all of it by value, so that another process can do it.

`open` reads the header and plans, which tells what the work would cost; `Opened.run` does it.
"""

from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass, field
from typing import Any, Generic, TypeVar

from filters.engine.assets import NO_ASSETS, Assets
from filters.engine.decode import open_source
from filters.engine.drawing.stored import read_font, read_picture
from filters.engine.errors import EngineError, PictureInvalid
from filters.engine.generated import GeneratedSource, generator_key
from filters.engine.generators import Generator
from filters.engine.inspection import inspect
from filters.engine.limits import Deadline, Limits
from filters.engine.looks.files import look_kind, read_look
from filters.engine.negotiation import accepted_formats, negotiate
from filters.engine.output import AUTO, Output
from filters.engine.parameters import AssetKind
from filters.engine.pipeline import Pipeline
from filters.engine.plan import Plan, make_plan
from filters.engine.render import Rendition, etag, run
from filters.engine.source import Source

Facts = dict[str, Any]
Result = TypeVar("Result", Rendition, Facts)


class Opened(ABC, Generic[Result]):
    """Work whose header was read; `cost` is in pixels: of the largest stage, all frames together, and of overlays."""

    cost: int = 0

    @abstractmethod
    def run(self, deadline: Deadline) -> Result:
        """The result. Raises the engine's errors and nothing else."""


class Work(ABC, Generic[Result]):
    """What is to be done; it can be pickled. `data` are the bytes of the picture, empty where one is made."""

    data: bytes
    limits: Limits

    @abstractmethod
    def open(self) -> Opened[Result]:
        """Read the header, nothing is decoded yet. Raises the engine's errors and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A picture, steps and choices. The output's format is decided by its header and `accept`, an Accept header.

    The first `preset_steps` of the pipeline are a preset's, which errors name.
    """

    data: bytes = b""
    generator: Generator | None = None
    pipeline: Pipeline = field(default_factory=Pipeline)
    preset_steps: int = 0
    output: Output = field(default_factory=Output)
    accept: str | None = None
    assets: Assets = NO_ASSETS
    limits: Limits = field(default_factory=Limits)

    def planned(self) -> tuple[Source, Plan]:
        """The opened picture and what is to be done with it."""
        source = GeneratedSource(self.generator, self.limits) if self.generator else open_source(self.data, self.limits)
        output = negotiate(self.output, accept=self.accept, header=source.header)
        plan = make_plan(
            source.header,
            self.pipeline,
            output,
            self.limits,
            assets=self.assets,
            preset_steps=self.preset_steps,
            accepted=accepted_formats(self.accept) if output.format == AUTO else None,
        )
        return source, plan

    def overlay_pixels(self) -> int:
        """What the second picture adds to the first, 0 where there is none. Raises `PictureInvalid`."""
        overlay = self.assets.overlay
        return 0 if overlay is None else picture_pixels(overlay, self.limits, field="overlay")

    def etag(self, plan: Plan) -> str:
        """The hash of the result."""
        key = generator_key(self.generator) if self.generator else self.data
        return etag(key, self.pipeline, plan, self.assets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Process(Order, Work[Rendition]):
    """Run the steps and encode."""

    def open(self) -> "OpenedProcess":
        """Read the header and plan."""
        overlay = self.overlay_pixels()
        source, plan = self.planned()
        return OpenedProcess(self, source, plan, plan.peak_pixels + overlay)


@dataclass(frozen=True, slots=True)
class OpenedProcess(Opened[Rendition]):
    """Ready to run."""

    order: Process
    source: Source
    plan: Plan
    cost: int

    def run(self, deadline: Deadline) -> Rendition:
        """The finished picture."""
        mark = self.order.etag(self.plan)
        return run(self.plan, self.source, deadline=deadline, etag=mark, assets=self.order.assets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explain(Order, Work[Facts]):
    """Tell the plan, without doing it."""

    def open(self) -> "OpenedExplain":
        """Read the header and plan."""
        self.overlay_pixels()
        return OpenedExplain(self, self.planned()[1])


@dataclass(frozen=True, slots=True)
class OpenedExplain(Opened[Facts]):
    """The plan; telling it costs no pixels."""

    order: Explain
    plan: Plan

    def run(self, deadline: Deadline) -> Facts:
        """The plan as JSON values."""
        return self.plan.explain() | {"etag": self.order.etag(self.plan)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspect(Work[Facts]):
    """Tell what the picture is; where it was taken only with `gps`."""

    data: bytes
    gps: bool = False
    limits: Limits = field(default_factory=Limits)

    def open(self) -> "OpenedInspect":
        """Read the header."""
        source = open_source(self.data, self.limits)
        width, height = source.header.size
        return OpenedInspect(self, source, width * height)


@dataclass(frozen=True, slots=True)
class OpenedInspect(Opened[Facts]):
    """Ready to look at the pixels."""

    work: Inspect
    source: Source
    cost: int

    def run(self, deadline: Deadline) -> Facts:
        """The facts as JSON values."""
        return inspect(self.source, self.work.data, gps=self.work.gps, deadline=deadline)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examine(Work[Facts]):
    """Tell what a file is that an admin keeps for steps to name."""

    data: bytes
    kind: AssetKind
    limits: Limits = field(default_factory=Limits)

    def open(self) -> "OpenedExamine":
        """Nothing is known before the whole is read."""
        return OpenedExamine(self)


@dataclass(frozen=True, slots=True)
class OpenedExamine(Opened[Facts]):
    """Ready to read it: files of this kind are small, so that it costs no pixels."""

    work: Examine

    def run(self, deadline: Deadline) -> Facts:
        """What is kept beside the file, by the names of its columns. Raises `AssetInvalid`."""
        data = self.work.data
        match self.work.kind:
            case "look":
                return {"kind": look_kind(data), "size": read_look(data).size}
            case "font":
                return asdict(read_font(data))
            case "picture":
                facts = read_picture(data, self.work.limits)
                return {"format": facts.format.name, "width": facts.size[0], "height": facts.size[1]}


def picture_pixels(data: bytes, limits: Limits, *, field: str) -> int:
    """How many pixels a picture has that is laid over another, by its header.

    Refuses what is no picture, or one over a limit: `PictureInvalid` naming the field.
    """
    try:
        width, height = open_source(data, limits).header.size
    except EngineError as error:
        raise PictureInvalid(f"The {field} cannot be used. {error.detail}", field=field) from error
    return width * height
