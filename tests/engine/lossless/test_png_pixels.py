"""Nothing hides behind the pixels of a PNG that is copied: an overwritten picture's rest, or anything else."""

import io
import zlib

import pytest
from PIL import Image

from filters.engine import process
from tests.engine.pictures import animation, encoded, opened, photo, photo_bytes, picture, same

SECRET = b"the rest of an older picture"


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def with_idat(data: bytes, change: bytes, *, inside: bool) -> bytes:
    """The file with bytes after its compressed pixels: in the last IDAT, or in one of their own."""
    at = data.rindex(b"IDAT") - 4
    end = at + 12 + int.from_bytes(data[at : at + 4], "big")
    body = data[at + 8 : end - 4]
    extra = chunk(b"IDAT", body + change) if inside else data[at:end] + chunk(b"IDAT", change)
    return data[:at] + extra + data[end:]


def longer(image: Image.Image) -> bytes:
    """A PNG whose stream goes on after the last row."""
    rows = b"".join(
        b"\0" + image.tobytes()[at : at + image.width] for at in range(0, image.width * image.height, image.width)
    )
    header = image.width.to_bytes(4, "big") + image.height.to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows + SECRET, 0))
        + chunk(b"IEND", b"")
    )


HIDING = {
    "in the last IDAT": with_idat(encoded(photo(size=(40, 30)), "PNG"), SECRET, inside=True),
    "in an IDAT of its own": with_idat(encoded(photo(size=(40, 30)), "PNG"), SECRET, inside=False),
    "behind the last row": longer(picture("L", (20, 10))),
}


@pytest.mark.parametrize("data", HIDING.values(), ids=list(HIDING))
def test_what_follows_the_pixels_does_not_pass(data: bytes) -> None:
    assert SECRET in data
    result = process(data)
    assert SECRET not in result.data
    assert same(opened(result.data).convert("RGB"), opened(data).convert("RGB"))


@pytest.mark.parametrize(
    "data",
    [
        *(encoded(picture(mode, (13, 7)), "PNG") for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
        *(encoded(picture("P", (13, 7)), "PNG", bits=bits) for bits in (4, 8)),
        animation("PNG"),
        encoded(Image.new("L", (1, 1)), "PNG"),
    ],
)
def test_what_hides_nothing_is_copied(data: bytes) -> None:
    assert process(data).data == data


def test_an_interlaced_picture_is_known_to_its_last_row() -> None:
    assert process(interlaced()).data == interlaced()


def interlaced() -> bytes:
    """5 x 3 gray pixels in passes, by hand; Pillow writes none."""
    rows = [
        (1, 1),
        (1, 1),
        (1, 1),
        (3, 1),
        (2, 2),
        (5, 1),
    ]  # columns and rows of each pass but the third, which is empty
    raw = b"".join((b"\0" + bytes(range(columns))) * count for columns, count in rows)
    header = (5).to_bytes(4, "big") + (3).to_bytes(4, "big") + bytes([8, 0, 0, 0, 1])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


def test_a_stock_photo_is_copied() -> None:
    data = photo_bytes("chelsea.png")
    kept = Image.open(io.BytesIO(process(data).data))
    assert same(kept.convert("RGB"), photo())
