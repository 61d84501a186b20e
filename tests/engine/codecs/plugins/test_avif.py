"""AVIF as Pillow reads and writes it here: on one thread."""

from PIL import AvifImagePlugin

from filters.engine import process
from tests.engine.pictures import encoded, photo


def test_one_thread_is_the_default() -> None:
    assert AvifImagePlugin.DEFAULT_MAX_THREADS == 1


def test_the_bytes_are_those_of_one_thread() -> None:
    image = photo(size=(200, 130))
    options = {"quality": 60, "speed": 8, "max_threads": 1}
    assert process(encoded(image, "PNG"), format="avif", quality=60).data == encoded(image, "AVIF", **options)
