"""SVG where a service draws it: in pixel workers, which a drawing may cost, but not the next request."""

import pytest

from filters.engine.errors import DeadlineExceeded, EngineError
from filters.engine.limits import Deadline, Limits
from filters.engine.output import Output
from filters.engine.work import Process
from filters.isolation.pool import PixelWorkers
from tests.engine.codecs.plugins.test_svg import svg

PNG = Output(format="png")
DRAWING = svg('<text x="5" y="50" font-size="30" font-family="serif">Text</text><circle cx="70" cy="70" r="20"/>')
ENDLESS = svg('<circle r="1e300"/>')
"""Cairo looks for the number of arcs that are as good as this circle, and does not find it."""
WIDE_PATTERN = svg(
    '<pattern id="p" width="30000" height="30000" patternUnits="userSpaceOnUse"><circle r="20000"/></pattern>'
    '<rect width="99" height="99" fill="url(#p)"/>'
)


def work(data: bytes, deadline_s: float = 30) -> Process:
    return Process(data=data, output=PNG, limits=Limits(formats_in=frozenset({"svg"}), deadline_s=deadline_s))


def made(pool: PixelWorkers, data: bytes) -> bytes:
    result = pool.run(work(data)).result
    assert result is not None
    return result.data


def test_it_comes_out_as_it_does_here(pool: PixelWorkers) -> None:
    assert made(pool, DRAWING) == work(DRAWING).open().run(Deadline()).data


def test_a_drawing_without_end_is_stopped_and_the_next_is_drawn(pool: PixelWorkers) -> None:
    with pytest.raises(DeadlineExceeded, match="after 1 seconds"):
        pool.run(work(ENDLESS, deadline_s=1))
    assert made(pool, DRAWING)


def test_a_drawing_that_needs_much_memory_does_not_cost_the_next(pool: PixelWorkers) -> None:
    with pytest.raises(EngineError) as refusal:
        made(pool, WIDE_PATTERN)
    assert refusal.value.code in ("image_unreadable", "image_too_large")
    assert made(pool, DRAWING)
