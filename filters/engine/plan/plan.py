"""A finished plan, and how it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from filters.engine.encoding import Encoding
from filters.engine.limits import Limits, Size, pixels
from filters.engine.lossless.routes import Route, route
from filters.engine.operation import ArrayOperation, Operation
from filters.engine.operations.geometric import LaidOut
from filters.engine.output import AUTO, MetadataPolicy
from filters.engine.plan.rules.dropping import DROPPED
from filters.engine.plan.rules.reading import READING, reduced_size
from filters.engine.plan.steps import PlannedStep, Rewrite
from filters.engine.source import WHOLE, Decoding, Header
from filters.engine.turns import UPRIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Decode, steps, encode. `frames` is how many run; `notes` name what the result loses.

    `asked` are the steps of the pipeline, `steps` those that run in their place, `rewrites` how these came about.
    Behind a step whose size only its pixels tell (`trim`), the sizes are the most that there can be.
    """

    header: Header
    limits: Limits
    asked: tuple[PlannedStep, ...]
    steps: tuple[PlannedStep, ...]
    decoding: Decoding
    rewrites: tuple[Rewrite, ...]
    encodings: tuple[Encoding, ...]
    frames: int
    metadata: MetadataPolicy
    notes: tuple[str, ...]

    @property
    def size(self) -> Size:
        """Width and height of the result."""
        return self.asked[-1].size_out if self.asked else self.header.size

    @property
    def decoded_size(self) -> Size:
        """Width and height of what the decoder makes."""
        return decoded_size(self.header, self.decoding)

    @property
    def exact_size(self) -> bool:
        """Whether every size is known before the pixels are."""
        return all(step.operation.exact_size for step in self.asked)

    @property
    def peak_pixels(self) -> int:
        """The most pixels that one stage holds, over all frames that run: what the job is priced by."""
        whole = self.decoding == WHOLE or self.header.held_whole
        decoded = pixels(self.header.sizes[: self.frames]) if whole else pixels([self.decoded_size])
        return max(decoded, *(step.pixels for step in self.steps), 0)

    @property
    def keeps_profile(self) -> bool:
        """Whether the pixels stay in their own color space, with its profile beside them."""
        return self.metadata == "keep" and all(encoding.format.profile for encoding in self.encodings)

    @property
    def route(self) -> Route:
        """Whether the result's pixels are encoded, or those of the file are copied or turned."""
        return route(self.header, self.changing, self.encodings, keep=self.metadata == "keep")

    def _kernel(self, operation: Operation) -> str:
        """What a step works on: the planes of a JPEG, arrays, or Pillow's pictures."""
        if self.decoding.planes:
            return "planes"
        return "array" if isinstance(operation, ArrayOperation) else "pillow"

    @property
    def changing(self) -> list[Operation]:
        """What was asked for, without the steps that change nothing."""
        dropped = {path for rewrite in self.rewrites if rewrite.rule == DROPPED for path in rewrite.paths}
        return [step.operation for step in self.asked if step.path not in dropped]

    @property
    def rules_by_stage(self) -> tuple[tuple[str, ...], ...]:
        """The rules that changed decoding, each step that was asked for, and encoding."""
        decoding = tuple(rewrite.rule for rewrite in self.rewrites if rewrite.rule in READING)
        steps = [
            tuple(dict.fromkeys(rewrite.rule for rewrite in self.rewrites if step.path in rewrite.paths))
            for step in self.asked
        ]
        return (decoding, *steps, ())

    @property
    def may_be_same(self) -> bool:
        """Whether the steps that run may turn out to leave every pixel of the file as it was."""
        return self.decoding == WHOLE and not any(isinstance(step.operation, LaidOut) for step in self.steps)

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
                "scale": f"1/{self.decoding.scale}",
                "decoded_width": self.decoded_size[0],
                "decoded_height": self.decoded_size[1],
            },
            "steps": [
                {
                    "op": step.operation.op,
                    "parameters": step.operation.model_dump(mode="json"),
                    "width": step.size_out[0],
                    "height": step.size_out[1],
                }
                for step in self.asked
            ],
            "runs": [
                {
                    "op": step.operation.op,
                    "steps": list(step.paths),
                    "kernel": self._kernel(step.operation),
                    "width": step.size_out[0],
                    "height": step.size_out[1],
                }
                for step in self.steps
            ],
            "rewrites": [
                {"rule": rewrite.rule, "steps": list(rewrite.paths), "detail": rewrite.detail}
                for rewrite in self.rewrites
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


def decoded_size(header: Header, decoding: Decoding) -> Size:
    """Width and height of what is decoded, before it is turned where that comes later."""
    size = header.size if decoding.upright else UPRIGHT[header.orientation].inverse.size(header.size)
    return reduced_size(size, decoding.scale)


def _explained(encodings: Sequence[Encoding]) -> dict[str, Any]:
    """The one encoding, or that there are several to choose from."""
    candidates = [encoding.explain() for encoding in encodings]
    if len(candidates) == 1:
        return candidates[0] | {"candidates": []}
    undecided = {"format": AUTO, "media_type": "image/*", "options": {}, "goal": {}, "ignored": []}
    return undecided | {"candidates": candidates}
