"""Arrays in and out: exact where nothing is done, 8 bits for the steps."""

import io
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from filters.engine import Output, Pipeline, process
from filters.engine.arrays.source import ArraySource, eight_bits
from filters.engine.arrays.write import write_numbers
from filters.engine.decode import open_source
from filters.engine.inspection import inspect
from filters.engine.limits import Limits
from filters.engine.render import render
from tests.engine.arrays.files import DTYPES, SHAPES, loaded, npy, npz, numbers
from tests.engine.pictures import animation, cutout, encoded, opened, photo, picture, same

MODES = ("L", "LA", "RGB", "RGBA")


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("order", ["C", "F"])
def test_an_array_comes_back_byte_by_byte(dtype: str, shape: tuple[int, ...], order: str) -> None:
    data = npy(np.asarray(numbers(dtype, shape), order="F" if order == "F" else "C"))
    rendition = process(data)
    assert (rendition.format.name, rendition.data) == ("npy", data)
    assert rendition.frames == (shape[0] if len(shape) == 4 else 1)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("compressed", [False, True])
def test_an_archive_keeps_its_numbers(dtype: str, compressed: bool) -> None:
    array = numbers(dtype)
    for data in (npz(compressed, image=array, other=np.zeros(3)), npz(compressed, anything=array)):
        for result in (process(data).data, process(data, format="npy").data, process(npy(array), format="npz").data):
            assert loaded(result).dtype == array.dtype
            assert np.array_equal(loaded(result), array)


@pytest.mark.parametrize("mode", MODES)
def test_a_picture_becomes_an_array_and_again_the_picture(mode: str) -> None:
    image = picture(mode)
    array = process(encoded(image, "PNG"), format="npy")
    assert np.array_equal(loaded(array.data), np.asarray(image))
    assert same(opened(process(array.data, format="png").data), image)


def test_hidden_colors_are_kept_in_an_array() -> None:
    image = cutout()
    image.paste((1, 2, 3, 0), (0, 0, 3, 3))
    assert np.array_equal(loaded(process(encoded(image, "PNG"), format="npz").data), np.asarray(image))


@pytest.mark.parametrize("format", ["PNG", "TIFF"])
def test_gray_of_sixteen_bits_keeps_them(format: str) -> None:
    array = numbers("<u2", (7, 5))
    data = encoded(Image.fromarray(array), format)
    assert np.array_equal(loaded(process(data, format="npy").data), array)
    assert np.array_equal(np.asarray(opened(process(npy(array), format=format.lower()).data)), array)
    assert np.array_equal(np.asarray(opened(process(data, format="tiff").data)), array)


def test_the_orientation_is_applied_to_sixteen_bits_too() -> None:
    array = numbers("<u2", (7, 5))
    exif = Image.Exif()
    exif[0x0112] = 6
    result = loaded(process(encoded(Image.fromarray(array), "PNG", exif=exif), format="npy").data)
    assert np.array_equal(result, np.rot90(array, -1))


@pytest.mark.parametrize(
    ("dtype", "values", "expected"),
    [
        ("<u2", [0, 128, 129, 257, 32767, 65535], [0, 0, 1, 1, 127, 255]),
        (">u2", [0, 65535], [0, 255]),
        ("<f4", [0, 0.5, 1, 1 / 255, 0.0019], [0, 128, 255, 1, 0]),
        ("<f2", [0, 0.5, 1], [0, 128, 255]),
        (">f8", [0, 0.25, 1], [0, 64, 255]),
        ("|u1", [0, 7, 255], [0, 7, 255]),
    ],
)
def test_steps_get_eight_bits_scaled_to_the_nearest(dtype: str, values: list[float], expected: list[int]) -> None:
    array = np.array([values], dtype)
    assert eight_bits(array).tolist() == [expected]
    inverted = loaded(process(npy(array), [{"op": "invert"}], format="npy").data)
    assert inverted.tolist() == [[255 - value for value in expected]]


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 4), st.integers(1, 500))
def test_scaling_in_strips_is_scaling_at_once(height: int, width: int, channels: int, strip: int) -> None:
    array = numbers("<u2", (height, width, channels))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("filters.engine.arrays.source.STRIP", strip)
        assert np.array_equal(eight_bits(array), (array.astype(int) * 255 + 32767) // 65535)


def test_an_animation_is_an_array_of_frames() -> None:
    data = animation("GIF", (100, 200, 300))
    rendition = process(data, format="npy")
    array = loaded(rendition.data)
    assert (array.shape, rendition.frames) == ((3, 16, 24, 3), 3)
    assert array[:, 0, 0].tolist() == [[255, 0, 0], [0, 255, 0], [0, 0, 255]]
    back = process(rendition.data, format="gif")
    assert back.frames == 3
    assert np.array_equal(loaded(process(back.data, format="npy").data), array)


def test_an_array_has_as_many_frames_as_there_were_alike_or_not() -> None:
    array = np.repeat(numbers(shape=(1, 4, 5, 3)), 3, axis=0)
    for steps in ([], [{"op": "invert"}]):
        rendition = process(npy(array), steps, format="npz")
        assert (rendition.frames, loaded(rendition.data).shape) == (3, (3, 4, 5, 3))


@pytest.mark.parametrize("steps", [[], [{"op": "invert"}]])
@pytest.mark.parametrize(("most", "notes"), [(100, ("max_bytes_missed",)), (1000, ())])
def test_an_array_that_passes_max_bytes_says_so(steps: list[dict[str, str]], most: int, notes: tuple[str, ...]) -> None:
    output = Output(format="npy", max_bytes=most)
    assert render(npy(numbers()), Pipeline.parse(steps), output).notes == notes


def test_frames_go_through_the_steps() -> None:
    array = numbers(shape=(3, 4, 5, 3))
    result = loaded(process(npy(array), [{"op": "flip"}], format="npy").data)
    assert np.array_equal(result, array[:, ::-1])


@pytest.mark.parametrize("mode", MODES)
def test_json_is_shape_type_and_flat_numbers(mode: str) -> None:
    image = picture(mode)
    body = json.loads(process(encoded(image, "PNG"), format="json").data)
    assert list(body) == ["shape", "dtype", "data"]
    assert np.array_equal(np.array(body["data"], body["dtype"]).reshape(body["shape"]), np.asarray(image))


@pytest.mark.parametrize("dtype", DTYPES)
def test_json_keeps_every_number(dtype: str) -> None:
    array = numbers(dtype)
    body = json.loads(process(npy(array), format="json").data)
    assert np.array_equal(np.array(body["data"], body["dtype"]).reshape(body["shape"]), array)


def test_the_same_numbers_make_the_same_file() -> None:
    array = numbers()
    assert [write_numbers(array, name) for name in ("npy", "npz", "json")] == [
        write_numbers(array.copy(), name) for name in ("npy", "npz", "json")
    ]


def test_an_array_takes_steps_like_the_picture_that_it_is() -> None:
    image = photo(size=(60, 40))
    steps = [{"op": "resize", "width": 30}, {"op": "gaussian_blur", "radius": 1}]
    assert (
        process(npy(np.asarray(image)), steps, format="png").data
        == process(encoded(image, "PNG"), steps, format="png").data
    )


@pytest.mark.parametrize(("dtype", "depth"), [("|u1", 8), (">u2", 16), ("<f4", 32), ("<f8", 64)])
def test_inspect_tells_what_an_array_is(dtype: str, depth: int) -> None:
    data = npy(numbers(dtype, (2, 7, 5, 4)))
    facts = inspect(open_source(data, Limits()), data)
    assert (facts["format"], facts["mode"], facts["bit_depth"], facts["frames"]) == ("npy", "RGBA", depth, 2)
    assert facts["array"] == {"dtype": np.dtype(dtype).name, "shape": [2, 7, 5, 4]}


def test_it_is_not_decoded_before_it_is_asked_for() -> None:
    source = open_source(npy(numbers("<f4") * 7), Limits())
    assert isinstance(source, ArraySource)
    assert source.header.size == (5, 7)


def test_numpy_reads_what_comes_out_without_pickles() -> None:
    result = process(encoded(photo(), "PNG"), format="npz").data
    assert list(np.load(io.BytesIO(result), allow_pickle=False)) == ["image"]
