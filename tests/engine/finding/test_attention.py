"""The window that shows the most of what matters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from filters.engine.finding.attention import CENTER, focus
from tests.engine.pictures import photo, picture

PLAIN = (128, 140, 150)


def spots(*lefts: int) -> list[Image.Image]:
    """A frame for each: plain, 200 x 50, with a patch of a cat."""
    frames = []
    for left in lefts:
        frame = Image.new("RGB", (200, 50), PLAIN)
        frame.paste(photo(size=(40, 40)), (left, 5))
        frames.append(frame)
    return frames


@pytest.mark.parametrize("interest", ["auto", "saliency", "entropy"])
def test_it_follows_what_it_looks_for(interest: str) -> None:
    xs = [focus(spots(left), (0.25, 1.0), interest)[0] for left in (0, 40, 80, 120, 160)]  # type: ignore[arg-type]
    assert xs == sorted(xs)
    assert xs[0] < 0.2 < 0.8 < xs[-1]


def test_all_frames_count() -> None:
    """A spot that jumps is kept where it is most of the time, whatever the first frame shows."""
    assert focus(spots(0, 160, 160), (0.25, 1.0), "saliency")[0] > 0.8
    assert focus(spots(160, 0, 0), (0.25, 1.0), "saliency")[0] < 0.2


def test_no_more_than_eight_frames_are_looked_at() -> None:
    once, often = spots(*range(0, 160, 20)), spots(*(left for left in range(0, 160, 20) for _ in range(5)))
    assert focus(often, (0.25, 1.0), "saliency") == focus(once, (0.25, 1.0), "saliency")


def test_no_faces_are_the_middle_when_only_faces_count() -> None:
    assert focus(spots(0), (0.25, 1.0), "faces") == CENTER
    assert focus(spots(0), (0.25, 1.0), "auto") != CENTER


@given(
    size=st.tuples(st.integers(1, 80), st.integers(1, 80)),
    share=st.tuples(st.floats(0.001, 1), st.floats(0.001, 1)),
    interest=st.sampled_from(["auto", "faces", "saliency", "entropy"]),
)
def test_the_window_lies_inside(size: tuple[int, int], share: tuple[float, float], interest: str) -> None:
    small = max(1, round(share[0] * min(64, size[0]))), max(1, round(share[1] * min(64, size[1])))
    x, y = focus([picture("RGB", size)], share, interest)  # type: ignore[arg-type]
    assert 0 < x < 1
    assert 0 < y < 1
    if max(size) <= 64:
        assert small[0] / 2 <= x * size[0] + 1e-6
        assert small[1] / 2 <= y * size[1] + 1e-6
