"""Blurs by boxes along columns, of rows that come strip by strip from the top to the bottom."""

from collections.abc import Callable

import numpy as np

from filters.engine.kernels.box_sums import add, sums, weigh
from filters.engine.kernels.box_weights import Weights
from filters.engine.kernels.vision import Pixels

ONE_BY_ONE = 7  # rows from which on a running sum is faster than sums of sums

Room = Callable[[int], Pixels]


class Columns:
    """Blurs along columns, by one box after the other, rows that are handed over from the top; fills `made`."""

    def __init__(self, weights: Weights, passes: int, rows: int, made: Pixels) -> None:
        """At most `rows` come at a time, and that is at least the weights' margin."""
        width = made.shape[1]
        spare = np.empty((3, (rows + weights.many) * width), np.uint16)
        self.passes = [_Down(weights, (rows, width), spare) for _ in range(passes)]
        self.last = np.empty((rows, width), np.uint16)
        self.made, self.done = made, 0

    def add(self, strip: Pixels) -> None:
        """The next rows."""
        self._room(0)(len(strip))[:] = strip
        self._flow(len(strip), 0)

    def finish(self) -> None:
        """There are no more rows."""
        for number, down in enumerate(self.passes):
            rows = down.end(self._room(number + 1))
            self._flow(rows, number + 1)

    def _room(self, number: int) -> Room:
        """Where the rows for one pass are put."""
        return self.passes[number].room if number < len(self.passes) else lambda rows: self.last[:rows]

    def _flow(self, rows: int, number: int) -> None:
        """That many rows were put where the pass takes them; what it makes of them goes on to the next."""
        for following in range(number, len(self.passes)):
            rows = self.passes[following].take(rows, self._room(following + 1))
        np.copyto(self.made[self.done : self.done + rows], self.last[:rows], casting="unsafe")
        self.done += rows


class _Down:
    """One box along columns. It holds the rows that are needed again: `margin` before and after each row."""

    def __init__(self, weights: Weights, shape: tuple[int, int], spare: Pixels) -> None:
        rows, width = shape
        self.weights, self.margin, self.spare = weights, weights.margin, spare
        self.rows = np.empty((2 * self.margin + rows, width), np.uint16)
        self.held = 0
        self.above: Pixels | None = None

    def room(self, rows: int) -> Pixels:
        """Where the next rows are to be put."""
        return self.rows[self.held or self.margin :][:rows]

    def take(self, rows: int, room: Room) -> int:
        """That many rows were put there; says how many blurred ones were put in `room`."""
        reach, held = 2 * self.margin, self.rows
        if rows and not self.held:
            held[: self.margin] = held[self.margin]
            self.held = self.margin
        self.held += rows
        count = max(0, self.held - reach)
        if count:
            size = count * held.shape[1]
            far = add(held[:count].reshape(-1), held[reach:].reshape(-1)[:size], self.spare[0, :size])
            weigh(self._near(count), far, self.weights, room(count))
            held[:reach] = held[count : count + reach]
            self.held = reach
        return count

    def end(self, room: Room) -> int:
        """Past the border, the last row is repeated; says how many blurred ones were put in `room`."""
        self.room(self.margin)[:] = self.rows[self.held - 1]
        return self.take(self.margin, room)

    def _near(self, count: int) -> Pixels:
        """The sums of as many rows as weigh the same, from the second row on; flat."""
        many, held, width = self.weights.many, self.rows, self.rows.shape[1]
        if many < ONE_BY_ONE:
            return sums(held[1:].reshape(-1), many, width, count * width, self.spare[1:])
        made = self.spare[1, : count * width].reshape(count, width)
        if self.above is None:
            np.sum(held[1 : 1 + many], axis=0, dtype=np.uint16, out=made[0])
        else:
            np.subtract(self.above + held[many], held[0], out=made[0])
        np.subtract(held[1 + many : count + many], held[1:count], out=made[1:])
        above = made[0]
        for row in made[1:]:
            above = np.add(above, row, out=row)
        self.above = above.copy()
        return made
