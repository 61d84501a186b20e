"""Limits refuse by the header, and say how much would have been too much."""

from math import inf
from zlib import crc32

import pytest

from filters.engine import Limits, process
from filters.engine.errors import DeadlineExceeded, ImageTooLarge, OutputTooLarge, PipelineInvalid, TooManyFrames
from filters.engine.limits import Deadline, extent, megapixels
from tests.engine.pictures import animation, encoded, photo


@pytest.mark.parametrize(
    ("pixels", "text"), [(64_000_000, "64"), (1_500_000, "1.5"), (900, "0.0009"), (900_000_000_000, "900000")]
)
def test_megapixels_as_people_read_them(pixels: int, text: str) -> None:
    assert megapixels(pixels) == text


@pytest.mark.parametrize(
    ("sizes", "text"),
    [([(4, 3)], "4 x 3"), ([(4, 3)] * 2, "4 x 3 x 2 frames"), ([(4, 3), (9, 9), (1, 1)], "up to 9 x 9 x 3 frames")],
)
def test_extent_as_people_read_it(sizes: list[tuple[int, int]], text: str) -> None:
    assert extent(sizes) == text


def test_a_source_at_the_limit_passes_and_one_over_it_does_not() -> None:
    limits = Limits(max_pixels=1200)
    limits.check_source([(40, 30)])
    with pytest.raises(ImageTooLarge) as caught:
        limits.check_source([(41, 30)])
    assert caught.value.detail == (
        "The image is 41 x 30, 0.00123 megapixels; at most 0.0012 are allowed. Send a smaller one."
    )


def test_a_claim_of_two_billion_frames_is_refused_and_not_counted_out() -> None:
    data = bytearray(animation("PNG"))
    at = data.index(b"acTL")
    data[at + 4 : at + 8] = (2**31 - 1).to_bytes(4, "big")
    data[at + 12 : at + 16] = crc32(data[at : at + 12]).to_bytes(4, "big")
    with pytest.raises(TooManyFrames, match="more than 300 frames"):
        process(bytes(data))


def test_frames_count_together() -> None:
    data = animation("GIF", size=(20, 10))
    assert process(data, limits=Limits(max_pixels=600)).frames == 3
    with pytest.raises(ImageTooLarge, match="20 x 10 x 3 frames"):
        process(data, limits=Limits(max_pixels=599))


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP", "AVIF", "TIFF"])
def test_too_many_frames_are_refused(format: str) -> None:
    data = animation(format, durations=[50] * 5)
    assert process(data, format="png", limits=Limits(max_frames=5)).format.name == "png"
    with pytest.raises(TooManyFrames) as caught:
        process(data, format="png", limits=Limits(max_frames=4))
    assert caught.value.code == "too_many_frames"
    assert "more than 4 frames" in caught.value.detail


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ({"op": "resize", "width": 20_000, "upscale": True}, "pipeline[1]"),
        ({"op": "resize", "width": 20_000, "height": 20_000, "fit": "pad"}, "pipeline[1]"),
    ],
)
def test_a_step_that_would_make_too_much_is_refused_by_name(step: dict[str, object], field: str) -> None:
    with pytest.raises(OutputTooLarge) as caught:
        process(encoded(photo(size=(40, 30)), "PNG"), [{"op": "invert"}, step])
    assert caught.value.problems[0].field == field
    assert "at most 64 are allowed" in caught.value.detail


def test_the_output_limit_counts_frames() -> None:
    step = {"op": "resize", "width": 100, "height": 100, "fit": "stretch", "upscale": True}
    assert process(animation("GIF"), [step], limits=Limits(max_output_pixels=30_000)).size == (100, 100)
    with pytest.raises(OutputTooLarge, match="100 x 100 x 3 frames"):
        process(animation("GIF"), [step], limits=Limits(max_output_pixels=29_999))


def test_too_many_steps_are_refused() -> None:
    with pytest.raises(PipelineInvalid, match="at most 2 are allowed"):
        process(encoded(photo(size=(4, 4)), "PNG"), [{"op": "invert"}] * 3, limits=Limits(max_steps=2))


def test_work_stops_at_its_deadline() -> None:
    with pytest.raises(DeadlineExceeded) as caught:
        process(encoded(photo(size=(4, 4)), "PNG"), [{"op": "invert"}], limits=Limits(deadline_s=0))
    assert caught.value.detail == "The work was stopped after 0 seconds. Use a smaller image or fewer steps."


def test_without_a_deadline_work_is_never_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    deadline = Deadline()
    monkeypatch.setattr("filters.engine.limits.perf_counter", lambda: 1e300)
    deadline.check()
    assert deadline.seconds == inf
