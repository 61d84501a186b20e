"""A JPEG that asks for endless work is refused before its decoder sees it; one that anyone would write is not."""

import struct

import pytest
from PIL import Image

from filters.engine import process
from filters.engine.codecs.jpeg_claims import MOST_BETWEEN, MOST_SCANS, MOST_SEGMENTS, jpeg_sizes
from filters.engine.errors import ImageTooLarge, ImageUnreadable
from tests.engine.pictures import encoded, opened, photo, photo_bytes, same

SOI, EOI, SOS = b"\xff\xd8", b"\xff\xd9", b"\xff\xda"
EMPTY = b"\xff\xef\0\2"


def jpeg(**options: object) -> bytes:
    return encoded(photo(size=(60, 40)), "JPEG", **options)


def with_scans(count: int) -> bytes:
    """A progressive picture with scans that refine nothing, so that it has `count` of them."""
    good = jpeg(progressive=True)
    again = SOS + struct.pack(">HBBBBBB", 8, 1, 1, 0, 63, 63, 0) + b"\0" * 4
    return good.removesuffix(EOI) + again * (count - good.count(SOS)) + EOI


@pytest.mark.parametrize("data", [jpeg(), jpeg(progressive=True), jpeg(subsampling=0), jpeg(restart_marker_blocks=1)])
def test_it_finds_the_size(data: bytes) -> None:
    assert list(jpeg_sizes(data)) == [(60, 40)]


def test_as_many_scans_as_allowed_are_left_to_the_decoder() -> None:
    assert list(jpeg_sizes(with_scans(MOST_SCANS))) == [(60, 40)]


def test_more_scans_are_refused_before_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("PIL.Image.open", lambda *_, **__: pytest.fail("opened"))
    with pytest.raises(ImageTooLarge, match="more than 100 scans"):
        process(with_scans(MOST_SCANS + 1))


def test_what_only_looks_like_scans_is_not_counted() -> None:
    noted = jpeg(comment=SOS * 200)
    thumbnails = jpeg() + jpeg() * 200
    for data in (noted, thumbnails, jpeg().removesuffix(EOI) + b"\xff\x00\xda" * 200 + EOI):
        assert list(jpeg_sizes(data)) == [(60, 40)]


@pytest.mark.parametrize(
    "between",
    [EMPTY * MOST_SEGMENTS, b"\xff" * (MOST_BETWEEN + 9), EMPTY + b"\0" * (MOST_BETWEEN + 9)],
    ids=["segments", "fill bytes", "zeros"],
)
def test_segments_without_end_are_refused_before_pillow_reads_them_one_by_one(
    between: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("PIL.Image.open", lambda *_, **__: pytest.fail("opened"))
    with pytest.raises(ImageTooLarge, match="more than 4096 segments, or 65536 bytes between them"):
        process(SOI + between + jpeg()[2:])


def test_a_few_bytes_between_segments_are_read() -> None:
    data = SOI + b"\xff" * 300 + jpeg()[2:]
    assert same(opened(process(data, format="png").data), opened(jpeg()))


@pytest.mark.parametrize("progressive", [False, True])
def test_pixels_that_cannot_be_in_the_file_take_no_memory(progressive: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """700 bytes that claim 64 megapixels, all of them gray, took 660 MB."""
    data = bytearray(jpeg(progressive=progressive))
    at = data.index(b"\xff\xc2" if progressive else b"\xff\xc0")
    struct.pack_into(">HH", data, at + 5, 8000, 8000)
    monkeypatch.setattr("PIL.Image.open", lambda *_, **__: pytest.fail("opened"))
    with pytest.raises(ImageUnreadable, match="damaged or cut short"):
        process(bytes(data))


def test_a_size_past_the_limit_is_told_as_such() -> None:
    data = bytearray(jpeg())
    struct.pack_into(">HH", data, data.index(b"\xff\xc0") + 5, 60_000, 60_000)
    with pytest.raises(ImageTooLarge, match="60000 x 60000"):
        process(bytes(data))


@pytest.mark.parametrize("progressive", [False, True])
def test_a_large_picture_of_one_color_is_no_bomb(progressive: bool) -> None:
    data = encoded(Image.new("L", (4000, 3000), 128), "JPEG", progressive=progressive, quality=1)
    assert process(data, [{"op": "resize", "width": 40}]).size == (40, 30)


def test_the_photos_here_have_few_scans() -> None:
    assert list(jpeg_sizes(photo_bytes("rocket.jpg"))) == [(640, 427)]


def test_files_cut_anywhere_are_judged_without_an_error_of_its_own() -> None:
    data = jpeg(progressive=True)
    for end in range(2, len(data)):
        jpeg_sizes_or_damage(data[:end])


def jpeg_sizes_or_damage(data: bytes) -> None:
    try:
        assert list(jpeg_sizes(data)) in ([], [(60, 40)])
    except ValueError as error:
        assert str(error) == "fewer bits than blocks"
