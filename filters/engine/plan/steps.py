"""The steps of a plan, and the draft that rules rewrite."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from filters.engine.encoding import Encoding
from filters.engine.limits import Size
from filters.engine.operation import Operation
from filters.engine.output import MetadataPolicy
from filters.engine.source import WHOLE, Decoding, Header


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """An operation with the sizes it takes and makes; `pixels` are what it makes over all frames.

    `paths` are the places of the steps that were asked for and that it stands for, such as `pipeline[1]`.
    """

    paths: tuple[str, ...]
    operation: Operation
    size_in: Size
    size_out: Size
    pixels: int

    @property
    def path(self) -> str:
        """Its place for errors and times."""
        return self.paths[0]


RuleName = Literal[
    "dropped", "turns_joined", "turned_small", "cropped_first", "cuts_joined", "moved", "fused", "reduced_decode",
    "planes", "grounded",
]  # fmt: skip


GROUNDED: RuleName = "grounded"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What a rule did: its name, the steps it concerns, and a sentence for people."""

    rule: RuleName
    paths: tuple[str, ...]
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A plan under way. Every frame has the same size; behind a step of no exact size, sizes are upper bounds."""

    header: Header
    frames: int
    steps: tuple[PlannedStep, ...]
    encodings: tuple[Encoding, ...] = ()
    metadata: MetadataPolicy = "strip"
    decoding: Decoding = WHOLE
    rewrites: tuple[Rewrite, ...] = ()

    def is_exact(self, number: int) -> bool:
        """Whether the size that step `number` takes is known."""
        return all(step.operation.exact_size for step in self.steps[:number])

    def sized(self, paths: tuple[str, ...], operation: Operation, size: Size) -> PlannedStep:
        """A step for pictures of `size`."""
        made = operation.output_size(size)
        return PlannedStep(paths, operation, size, made, made[0] * made[1] * self.frames)

    def saying(self, rewrites: Sequence[Rewrite]) -> "Draft":
        """The draft with another account of what was done."""
        return replace(self, rewrites=tuple(rewrites))

    def replaced(self, first: int, last: int, steps: Sequence[PlannedStep], rewrite: Rewrite) -> "Draft":
        """The draft with `steps` in place of those from `first` to before `last`."""
        changed = (*self.steps[:first], *steps, *self.steps[last:])
        return replace(self, steps=changed, rewrites=(*self.rewrites, rewrite))


Rule = Callable[[Draft], Draft]


def joined(*steps: PlannedStep) -> tuple[str, ...]:
    """The places of several steps, each once, in order."""
    return tuple(dict.fromkeys(path for step in steps for path in step.paths))


def neighbors_swapped(draft: Draft, swapped: Callable[[Draft, int], Draft | None]) -> Draft:
    """The draft after all swaps that there are: `swapped` gets a step's number and may swap it with the next.

    It goes from the end to the front, and back to where a swap may have made another one possible.
    """
    number = len(draft.steps) - 2
    while number >= 0:
        other = swapped(draft, number)
        draft, number = (other, min(number + 1, len(other.steps) - 2)) if other else (draft, number - 1)
    return draft
