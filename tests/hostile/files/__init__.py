"""Files that mean harm, each made when it is asked for and called by a sentence. None is kept in the repository."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.hostile.files import chunks, disguised, frames, full, jpegs, loops, sizes, slow

Maker = Callable[[], bytes]
EITHER = frozenset({200, 413, 415, 422})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """A file: what it is, how it is made, and what it may be answered with."""

    name: str
    make: Maker
    statuses: frozenset[int]


TABLES: tuple[tuple[dict[str, Maker], frozenset[int]], ...] = (
    (sizes.TOO_LARGE, frozenset({413})),
    (sizes.DAMAGED, frozenset({422})),
    (sizes.FOREIGN, frozenset({415})),
    (sizes.READ, frozenset({200})),
    (frames.TOO_MANY, frozenset({413})),
    (frames.READ, frozenset({200})),
    (loops.READ, frozenset({200})),
    (loops.DAMAGED, frozenset({422})),
    (chunks.READ, frozenset({200})),
    (chunks.REFUSED, EITHER),
    (jpegs.SCAN_BOMBS, frozenset({413})),
    (jpegs.OTHERS, EITHER),
    (disguised.FOREIGN, frozenset({415})),
    (disguised.READ, frozenset({200})),
    (disguised.REFUSED, EITHER),
    (full.CLAIMED, frozenset({422})),
    (slow.SLOW, EITHER),
)
FILES = tuple(
    Hostile(name=name, make=make, statuses=statuses) for table, statuses in TABLES for name, make in table.items()
)
"""All but those that hold as many pixels as the limits allow, which take the memory that they may."""

HELD = tuple(Hostile(name=name, make=make, statuses=frozenset({200})) for name, make in full.HELD.items())
