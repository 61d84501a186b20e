"""Redaction of given boxes and of faces."""

from typing import Any

import numpy as np
import pytest
from PIL import Image

from filters.engine import process
from filters.engine.errors import PipelineInvalid
from filters.engine.finding.faces import find_faces
from filters.engine.kernels.mosaic import redacted
from filters.engine.operations.redact import Redact, RedactFaces
from tests.engine.pictures import encoded, frames_of, opened, photo, picture, same, values

FACE = (178, 69, 270, 161)
METHODS = ["blur", "pixelate", "fill"]


@pytest.mark.parametrize("method", METHODS)
def test_boxes_are_redacted(method: Any) -> None:
    image = photo("astronaut.png")
    made = Redact(boxes=((178, 69, 92, 92), (500, 500, 400, 400)), method=method).apply(image)
    assert same(made, redacted(image, [FACE, (500, 500, 512, 512)], method, 6, "#000000"))
    assert find_faces(made) == []


def test_black_is_what_it_does_by_itself() -> None:
    made = Redact(boxes=((178, 69, 92, 92),)).apply(photo("astronaut.png"))
    assert made.crop(FACE).getextrema() == ((0, 0),) * 3


@pytest.mark.parametrize("method", METHODS)
def test_faces_are_redacted(method: Any) -> None:
    image = photo("astronaut.png")
    made = RedactFaces(method=method).apply(image)
    assert find_faces(made) == []
    changed = np.argwhere((values(made) != values(image)).any(-1))
    (top, left), (bottom, right) = changed.min(0), changed.max(0)
    assert abs(left - (178 - 23)) < 12
    assert abs(top - (69 - 23)) < 12
    assert abs(right - (270 + 23)) < 12
    assert abs(bottom - (161 + 23)) < 12


def test_the_margin_widens_up_to_the_border() -> None:
    made = RedactFaces(method="fill", color="#ff0000", margin=100.0).apply(photo("astronaut.png"))
    assert made.getpixel((200, 0)) == (255, 0, 0)
    assert made.getpixel((180 - 80, 100)) == (255, 0, 0)


def test_a_picture_without_faces_keeps_its_pixels() -> None:
    image = photo("coffee.png", (300, 200))
    assert same(RedactFaces().apply(image), image)


def test_every_frame_is_searched_by_itself() -> None:
    face = photo("astronaut.png", (256, 256))
    frames = [face, Image.new("RGB", (256, 256), "gray"), face.transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    data = encoded(frames[0], "PNG", save_all=True, append_images=frames[1:], duration=100)
    made = process(data, [{"op": "redact_faces"}], format="png").data
    assert [len(find_faces(frame)) for frame in frames] == [1, 0, 1]
    assert [len(find_faces(frame)) for frame in frames_of(made)] == [0, 0, 0]


def test_frames_come_out_in_one_mode() -> None:
    face, plain = photo("astronaut.png", (256, 256)), Image.new("RGB", (256, 256))
    step = RedactFaces(method="fill", color="#00000080")
    assert {step.apply(face).mode, step.apply(plain).mode} == {"RGBA"}


def test_the_file_holds_the_redacted_pixels() -> None:
    data = encoded(photo("astronaut.png"), "PNG")
    made = process(data, [{"op": "redact", "boxes": [[178, 69, 92, 92]]}])
    assert opened(made.data).crop(FACE).getextrema() == ((0, 0),) * 3


@pytest.mark.parametrize(
    ("boxes", "sentence"),
    [
        ([[20, 0, 5, 5]], "must lie in the picture at least in part: the picture is 20 x 10 px at this step"),
        ([[0, 0, 5, 5], [0, 10, 5, 5]], "number 2 does not"),
        ([[0, 0, 20, 10]] * 9, "must not cover the picture more than 8 times"),
    ],
)
def test_boxes_that_do_not_fit_are_refused_before_the_work(boxes: list[list[int]], sentence: str) -> None:
    step = Redact.parse({"boxes": boxes})
    with pytest.raises(PipelineInvalid) as caught:
        step.output_size((20, 10))
    (problem,) = caught.value.problems
    assert problem.field == "boxes"
    assert sentence in problem.detail
    with pytest.raises(PipelineInvalid):
        step.apply(picture("RGB", (20, 10)))


@pytest.mark.parametrize(
    "boxes",
    [None, [], [[1, 2, 3]], [[0, 0, 0, 5]], [[-1, 0, 5, 5]], [[0, 0, 5, 5.5]], [[0, 0, 1, 1]] * 65, "all", [[]]],
)
def test_boxes_that_are_none_are_refused(boxes: Any) -> None:
    with pytest.raises(PipelineInvalid) as caught:
        Redact.parse({} if boxes is None else {"boxes": boxes})
    assert caught.value.problems[0].field == "boxes"
    assert "left, top, width, height" in caught.value.problems[0].detail


@pytest.mark.parametrize("method", ["blur", "pixelate", "fill"])
@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_a_box_of_too_few_pixels_to_average_is_filled(method: Any, mode: str) -> None:
    image = photo(size=(30, 20)).convert(mode)
    result = Redact(boxes=((5, 5, 1, 1), (29, 0, 9, 3)), method=method, color="#000000").apply(image)
    for place in ((5, 5), (29, 0), (29, 2)):
        assert result.convert("RGBA").getpixel(place) == (0, 0, 0, 255)
