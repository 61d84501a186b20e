"""Animations: every frame, its duration, how often it runs, and what shows between frames."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
from PIL import Image, ImageDraw

from filters.engine import Limits, process
from filters.engine.decode import open_source
from tests.engine.pictures import COLORS, animation, encoded, frames_of, furthest, photo_bytes, values

ANIMATED = {"GIF": "gif", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}
LOSSLESS = {"lossless": True}


def timing(data: bytes) -> list[float]:
    """Milliseconds of each frame as a reader sees them."""
    return [frame.duration for frame in open_source(data, Limits()).frames()]


def plays(data: bytes) -> int:
    return open_source(data, Limits()).header.plays


@pytest.mark.parametrize("target", ANIMATED.values())
@pytest.mark.parametrize("source", ANIMATED)
def test_frames_and_durations_go_from_any_format_to_any_other(source: str, target: str) -> None:
    data = animation(source, durations=(100, 250, 70))
    result = process(data, [{"op": "invert"}], format=target)
    assert result.frames == 3
    assert timing(result.data) == [100, 250, 70]
    inverted = ("#00ffff", "#ff00ff", "#ffff00")
    for frame, color in zip(frames_of(result.data), inverted, strict=True):
        assert furthest(frame.convert("RGB"), Image.new("RGB", (24, 16), color)) <= 8


@pytest.mark.parametrize("target", ["gif", "png", "webp"])
@pytest.mark.parametrize(
    ("source", "options", "runs"),
    [
        ("GIF", {}, 1),
        ("GIF", {"loop": 0}, 0),
        ("GIF", {"loop": 4}, 5),  # a GIF counts repeats
        ("PNG", {"loop": 0}, 0),
        ("PNG", {"loop": 1}, 1),
        ("PNG", {"loop": 5}, 5),
        ("WEBP", {"loop": 0}, 0),
        ("WEBP", {"loop": 1}, 1),
        ("WEBP", {"loop": 5}, 5),
    ],
)
def test_it_runs_as_often_as_before(source: str, options: dict[str, Any], runs: int, target: str) -> None:
    data = animation(source, **options)
    assert plays(data) == runs
    assert plays(process(data, format=target).data) == runs


def test_an_avif_runs_for_ever() -> None:
    assert plays(animation("AVIF")) == 0
    assert plays(process(animation("GIF"), format="avif").data) == 0


@pytest.mark.parametrize(
    ("durations", "written"),
    [
        ((33, 33, 33, 33, 33), [30, 40, 30, 30, 40]),  # 165 ms in all, as nearly as hundredths allow
        ((16, 16, 16), [20, 20, 20]),  # a viewer would stretch 10 ms to 100
        ((10, 10, 10), [10, 10, 10]),
        ((0, 0, 0), [0, 0, 0]),
        ((16, 1000, 16), [20, 1000, 20]),
    ],
)
def test_a_gif_counts_hundredths_of_a_second(durations: Sequence[int], written: list[int]) -> None:
    result = process(animation("WEBP", durations=durations), format="gif")
    assert timing(result.data) == written


@pytest.mark.parametrize("milliseconds", [70_001, 655_350, 9_999_999])
@pytest.mark.parametrize("target", ["png", "gif", "webp"])
def test_very_long_frames_are_written_as_nearly_as_can_be(target: str, milliseconds: int) -> None:
    data = animation("WEBP", durations=(milliseconds, 100, 200))
    first, *_ = timing(process(data, format=target).data)
    longest = 655_350 if target == "gif" else milliseconds
    assert first == pytest.approx(min(milliseconds, longest), rel=0.01)


def test_fractions_of_milliseconds_survive_in_an_apng() -> None:
    sixtieth = 1000 / 60
    data = animation("PNG", durations=(sixtieth, sixtieth, sixtieth))  # type: ignore[arg-type]
    assert timing(process(data).data) == pytest.approx([sixtieth] * 3)
    assert sum(timing(process(data, format="webp").data)) == 50


def moving_dot(mode: str = "RGBA") -> list[Image.Image]:
    """A dot that wanders over transparency; in no two frames in the same place."""
    frames = []
    for step in range(4):
        frame = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
        ImageDraw.Draw(frame).rectangle((step * 10, 5, step * 10 + 7, 14), fill=COLORS[step])
        frames.append(frame.convert(mode))
    return frames


@pytest.mark.parametrize("target", ["gif", "png", "webp"])
@pytest.mark.parametrize(("source", "options"), [("GIF", {"disposal": 2}), ("PNG", {}), ("WEBP", LOSSLESS)])
def test_transparent_animations_do_not_smear(source: str, options: dict[str, int], target: str) -> None:
    frames = moving_dot()
    data = encoded(frames[0], source, save_all=True, append_images=frames[1:], duration=[50, 60, 70, 80], **options)
    result = frames_of(process(data, [{"op": "mirror"}], format=target, quality=100).data)
    assert len(result) == 4
    for frame, original in zip(result, frames, strict=True):
        expected = original.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        assert (values(frame)[..., 3] == values(expected)[..., 3]).all()


def test_a_gif_that_adds_to_the_frame_before_is_read_as_it_shows() -> None:
    """Disposal 1: the dots stay, so the last frame shows all four."""
    frames = moving_dot()
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50, disposal=1)
    shown = [int((values(frame)[..., 3] > 0).sum()) for frame in frames_of(process(data, format="png").data)]
    assert shown == [80, 160, 240, 320]


def test_a_real_gif_keeps_its_frames() -> None:
    data = photo_bytes("no_time_for_that_tiny.gif")
    result = process(data, [{"op": "resize", "width": 28, "upscale": True}])
    assert result.frames == 24
    assert result.size == (28, 50)
    assert sum(timing(result.data)) == sum(timing(data))
    for before, after in zip(frames_of(data), frames_of(result.data), strict=False):
        assert abs(values(before.resize(after.size)) - values(after)).mean() < 12


@pytest.mark.parametrize(
    ("target", "notes"), [("jpeg", ("frames_dropped",)), ("tiff", ("frames_dropped",)), ("webp", ())]
)
def test_where_a_format_holds_one_picture_the_first_goes(target: str, notes: tuple[str, ...]) -> None:
    result = process(animation("GIF"), format=target)
    assert result.notes == notes
    assert result.frames == (1 if notes else 3)
    assert furthest(frames_of(result.data)[0].convert("RGB"), Image.new("RGB", (24, 16), COLORS[0])) <= 8


def test_pages_stay_pages_in_a_tiff_and_become_one_picture_elsewhere() -> None:
    data = photo_bytes("multipage.tif")
    assert process(data).frames == 2
    assert [values(page).tolist() for page in frames_of(process(data).data)] == [
        values(page).tolist() for page in frames_of(data)
    ]
    result = process(data, format="png")
    assert (result.frames, result.notes) == (1, ("frames_dropped",))


def test_frames_that_mix_gray_and_color_are_written_in_one_mode() -> None:
    frames = [Image.new("L", (20, 20), 90), Image.new("RGB", (20, 20), "red"), Image.new("L", (20, 20), 10)]
    data = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    colors = [values(frame)[0, 0, :3].tolist() for frame in frames_of(process(data).data)]
    assert colors == [[90, 90, 90], [255, 0, 0], [10, 10, 10]]


def test_a_picture_shown_instead_of_an_apng_is_no_frame_of_it() -> None:
    still, *frames = (Image.new("RGB", (20, 20), color) for color in COLORS[:4])
    data = encoded(still, "PNG", save_all=True, append_images=frames, default_image=True, duration=[10, 20, 30])
    assert process(data).data == data
    result = process(data, [{"op": "invert"}])
    assert result.frames == 3
    assert [values(frame)[0, 0, :3].tolist() for frame in frames_of(result.data)] == [
        [255, 0, 255],
        [255, 255, 0],
        [0, 0, 255],
    ]
    first = frames_of(process(data, format="jpeg").data)[0]
    assert furthest(first.convert("RGB"), still) <= 3


@pytest.mark.parametrize("format", ANIMATED)
def test_one_frame_is_no_animation(format: str) -> None:
    still = encoded(Image.new("RGB", (20, 20), "red"), format)
    result = process(still, [{"op": "invert"}])
    assert result.frames == 1
    assert not getattr(Image.open(io.BytesIO(result.data)), "is_animated", False)
