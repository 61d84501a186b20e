"""A pipeline that changes nothing returns the very bytes that came in, less what must go."""

import io
import zlib
from typing import Any

import pytest
from PIL import ExifTags, Image

from filters.engine import Limits, Output, Pipeline, process
from filters.engine.decode import open_source
from filters.engine.errors import ImageUnreadable
from filters.engine.plan import make_plan
from tests.engine.pictures import animation, cutout, encoded, opened, photo, photo_bytes, picture, same, values
from tests.engine.profiles import cmyk_profile, rgb_profile


def uncommented(data: bytes) -> bytes:
    """A JPEG 2000 file without the comment that its encoder leaves."""
    at = data.index(b"\xff\x64")
    size = 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    box = data.find(b"jp2c") - 4
    data = data[:at] + data[at + size :]
    return data if box < 0 else data[:box] + (len(data) - box).to_bytes(4, "big") + data[box + 4 :]


TAIL = b"<?php evil(); ?>" + b"\xff\xd8\xff" * 9
PLAIN = {
    "jpeg": encoded(photo(), "JPEG", quality=91),
    "progressive jpeg": encoded(photo(), "JPEG", progressive=True, quality=91),
    "gray jpeg": encoded(photo("camera.png"), "JPEG"),
    "jpeg with restarts": encoded(photo(), "JPEG", restart_marker_rows=1),
    "png": encoded(cutout(), "PNG"),
    "deep png": encoded(picture("I;16"), "PNG"),
    "palette png": encoded(picture("P+tRNS"), "PNG"),
    "animated png": animation("PNG"),
    "webp": encoded(photo(), "WEBP"),
    "lossless webp": encoded(cutout(), "WEBP", lossless=True),
    "lossy webp with alpha": encoded(cutout(), "WEBP"),
    "animated webp": animation("WEBP"),
    "gif": encoded(photo().quantize(9), "GIF"),
    "animated gif": animation("GIF", loop=3, disposal=2),
    "avif": encoded(photo(size=(64, 48)), "AVIF"),
    "ico": encoded(cutout("RGBA", (64, 64)), "ICO", sizes=[(16, 16), (32, 32), (64, 64)]),
    "ico of bitmaps": encoded(cutout("RGBA", (64, 64)), "ICO", sizes=[(16, 16), (32, 32)], bitmap_format="bmp"),
    "bmp": encoded(photo(size=(63, 48)), "BMP"),
    "gray bmp": encoded(photo("camera.png", (61, 48)), "BMP"),
    "bitmap bmp": encoded(photo("camera.png", (61, 48)).convert("1"), "BMP"),
    "ppm": encoded(photo(size=(64, 48)), "PPM"),
    "pgm ppm": encoded(photo("camera.png", (64, 48)), "PPM"),
    "deep ppm": encoded(picture("I;16"), "PPM"),
    "pbm ppm": encoded(photo("camera.png", (61, 48)).convert("1"), "PPM"),
    "jp2": uncommented(encoded(photo(size=(64, 48)), "JPEG2000", irreversible=True, quality_layers=[20])),
    "j2k": uncommented(encoded(photo(size=(64, 48)), "JPEG2000", no_jp2=True, tile_size=(32, 32))),
    "animated avif": animation("AVIF"),
}
WITH_TAIL = [name for name in PLAIN if "avif" not in name and name != "j2k"]


def explained(data: bytes, steps: list[dict[str, Any]] | None = None, **choices: Any) -> str:
    plan = make_plan(open_source(data, Limits()).header, Pipeline.parse(steps or []), Output.parse(choices), Limits())
    return str(plan.explain()["encode"]["pixels"])


@pytest.mark.parametrize("metadata", ["strip", "copyright", "keep"])
@pytest.mark.parametrize("name", PLAIN)
def test_nothing_to_do_changes_no_byte(name: str, metadata: str) -> None:
    rendition = process(PLAIN[name], metadata=metadata)
    assert rendition.data == PLAIN[name]
    assert rendition.quality is None
    assert explained(PLAIN[name], metadata=metadata) == "copied"


@pytest.mark.parametrize(
    "steps",
    [
        [{"op": "brightness", "factor": 1}],
        [{"op": "crop", "left": 0, "top": 0, "width": 451, "height": 300}],
        [{"op": "resize", "width": 451, "height": 300}],
        [{"op": "rotate", "angle": 0}],
        [{"op": "mirror"}, {"op": "mirror"}],
        [{"op": "invert"}, {"op": "flip"}, {"op": "invert"}, {"op": "flip"}],
    ],
)
def test_steps_that_come_to_nothing_change_no_byte(steps: list[dict[str, Any]]) -> None:
    assert process(PLAIN["jpeg"], steps).data == PLAIN["jpeg"]


@pytest.mark.parametrize(
    "choices", [{"quality": 91}, {"format": "png"}, {"progressive": True}, {"max_bytes": 5000}, {"optimize": True}]
)
def test_a_wish_about_the_encoding_is_granted(choices: dict[str, Any]) -> None:
    assert process(PLAIN["jpeg"], **choices).data != PLAIN["jpeg"]
    assert explained(PLAIN["jpeg"], **choices) == "encoded"


def test_the_format_by_its_own_name_is_no_wish() -> None:
    assert process(PLAIN["jpeg"], format="jpeg", background="red").data == PLAIN["jpeg"]


def test_one_changed_pixel_is_encoded() -> None:
    result = process(PLAIN["png"], [{"op": "invert"}])
    assert not same(opened(result.data), opened(PLAIN["png"]))
    assert explained(PLAIN["png"], [{"op": "invert"}]) == "encoded"


@pytest.mark.parametrize("metadata", ["strip", "keep"])
@pytest.mark.parametrize("name", WITH_TAIL)
def test_what_follows_the_picture_never_passes(name: str, metadata: str) -> None:
    data = PLAIN[name] + TAIL
    assert process(data, metadata=metadata).data == PLAIN[name]


@pytest.mark.parametrize("metadata", ["strip", "keep"])
def test_what_follows_a_bare_codestream_never_passes(metadata: str) -> None:
    result = process(PLAIN["j2k"] + TAIL, metadata=metadata)
    assert TAIL not in result.data
    assert result.quality == 80


def test_a_comment_in_a_codestream_goes_and_the_pixels_stay() -> None:
    for options in ({"irreversible": True}, {"no_jp2": True, "tile_size": (32, 32)}):
        data = encoded(photo(size=(64, 48)), "JPEG2000", comment="SECRET", **options)
        assert b"SECRET" in data
        assert process(data).data == uncommented(data)
        assert process(data, metadata="keep").data == data


@pytest.mark.parametrize("metadata", ["strip", "keep"])
def test_what_follows_an_avif_never_passes(metadata: str) -> None:
    data = PLAIN["avif"] + (8 + len(TAIL)).to_bytes(4, "big") + b"free" + TAIL
    assert TAIL not in process(data, metadata=metadata).data


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "gif", "avif", "jp2", "j2k"])
def test_a_damaged_file_is_refused_as_ever(name: str) -> None:
    with pytest.raises(ImageUnreadable):
        process(PLAIN[name][: len(PLAIN[name]) * 2 // 3])


def exif(**more: Any) -> bytes:
    tags = Image.Exif()
    tags[ExifTags.Base.Artist], tags[ExifTags.Base.Make] = "Ann Artist", "SECRET"
    tags.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    return tags.tobytes()


SECRETS: dict[str, tuple[str, dict[str, Any]]] = {
    "jpeg": ("JPEG", {"exif": exif(), "xmp": b"SECRET", "comment": b"SECRET", "quality": 90}),
    "progressive": ("JPEG", {"exif": exif(), "progressive": True, "comment": b"SECRET"}),
    "png": ("PNG", {"exif": exif()}),
    "webp": ("WEBP", {"exif": exif(), "xmp": b"SECRET"}),
    "lossless webp": ("WEBP", {"exif": exif(), "lossless": True}),
    "avif": ("AVIF", {"exif": exif(), "xmp": b"SECRET", "quality": 100, "subsampling": "4:4:4"}),
}


def secretive(name: str) -> bytes:
    format, options = SECRETS[name]
    return encoded(photo(size=(64, 48)), format, **options)


@pytest.mark.parametrize("name", [name for name in SECRETS if name != "avif"])
def test_stripping_leaves_the_coded_pixels_alone(name: str) -> None:
    data = secretive(name)
    format, options = SECRETS[name]
    plain = {key: value for key, value in options.items() if key not in ("exif", "xmp", "comment")}
    result = process(data).data
    assert result == encoded(photo(size=(64, 48)), format, **plain)
    assert process(result).data == result


@pytest.mark.parametrize("name", SECRETS)
def test_stripping_leaves_no_secret(name: str) -> None:
    result = process(secretive(name)).data
    assert b"SECRET" not in result
    assert b"Ann" not in result


@pytest.mark.parametrize("name", SECRETS)
def test_copyright_leaves_the_owner_alone(name: str) -> None:
    data = secretive(name)
    result = opened(process(data, metadata="copyright").data)
    assert dict(result.getexif()) == {ExifTags.Base.Artist: "Ann Artist"}
    assert b"SECRET" not in process(data, metadata="copyright").data
    if name != "avif":
        assert same(result.convert("RGB"), opened(data).convert("RGB"))


@pytest.mark.parametrize("name", SECRETS)
def test_keep_keeps_every_byte(name: str) -> None:
    assert process(secretive(name), metadata="keep").data == secretive(name)


@pytest.mark.parametrize("lossless", [True, False])
def test_the_owner_of_a_webp_without_other_metadata_can_be_told(lossless: bool) -> None:
    data = encoded(cutout(), "WEBP", lossless=lossless, exif=exif())
    result = process(data, metadata="copyright").data
    assert opened(result).getexif()[ExifTags.Base.Artist] == "Ann Artist"
    assert same(opened(result), opened(data))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_in_another_color_space_is_encoded(format: str) -> None:
    data = encoded(photo(size=(64, 48)), format, icc_profile=rgb_profile())
    assert explained(data) == "encoded"
    assert "icc_profile" not in opened(process(data).data).info
    assert process(data, metadata="keep").data == data


def test_inks_become_colors_unless_all_is_kept() -> None:
    data = encoded(photo().convert("CMYK"), "JPEG", icc_profile=cmyk_profile())
    assert opened(process(data).data).mode == "RGB"
    assert process(data, metadata="keep").data == data


def test_a_damaged_profile_goes_without_encoding_again() -> None:
    plain = encoded(photo(), "JPEG")
    rendition = process(encoded(photo(), "JPEG", icc_profile=b"nonsense"))
    assert rendition.data == plain
    assert rendition.notes == ("profile_ignored",)


def test_a_thumbnail_in_the_first_segment_goes() -> None:
    data = encoded(photo(), "JPEG")
    assert data[2:4] == b"\xff\xe0"
    thumbnail = bytes((16, 16)) + b"T" * 16 * 16 * 3
    with_thumbnail = data[:2] + b"\xff\xe0" + (2 + 12 + len(thumbnail)).to_bytes(2, "big") + data[6:18] + thumbnail
    with_thumbnail += b"\xff\xe0" + (2 + 8).to_bytes(2, "big") + b"JFXX\0\x13TT" + data[20:]
    assert same(opened(with_thumbnail), opened(data))
    assert process(with_thumbnail).data == data


def test_the_second_picture_of_an_mpo_goes_and_its_index_too() -> None:
    data = encoded(photo(size=(64, 48)), "MPO", save_all=True, append_images=[Image.new("RGB", (64, 48), "red")])
    for metadata in ("strip", "keep"):
        result = process(data, metadata=metadata).data
        assert b"MPF\0" not in result
        assert result.count(b"\xff\xd9") == 1
        assert same(opened(result), opened(process(data, format="png").data))


def test_chunks_of_a_png_that_tell_stories_go() -> None:
    plain = encoded(cutout(), "PNG")
    story = b"".join(
        len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
        for kind, body in ((b"tEXt", b"Comment\0SECRET"), (b"prVt", b"SECRET"), (b"tIME", bytes(7)))
    )
    at = plain.index(b"IDAT") - 4
    assert process(plain[:at] + story + plain[at:]).data == plain


def test_a_comment_in_a_gif_goes() -> None:
    plain = encoded(photo().quantize(9), "GIF")
    commented = encoded(photo().quantize(9), "GIF", comment=b"SECRET")
    assert b"SECRET" in commented
    assert b"SECRET" not in process(commented).data
    assert same(opened(process(commented).data).convert("RGB"), opened(plain).convert("RGB"))


def test_a_real_photo_is_stripped_without_loss() -> None:
    data = photo_bytes("retina.jpg")
    result = process(data)
    assert len(result.data) <= len(data)
    assert same(opened(result.data), opened(data))


def test_a_real_animation_is_stripped_without_loss() -> None:
    data = photo_bytes("no_time_for_that_tiny.gif")
    result = process(data)
    assert result.frames == 24
    again = Image.open(io.BytesIO(result.data))
    assert again.info.get("loop") == Image.open(io.BytesIO(data)).info.get("loop")
    assert len(result.data) > len(data) * 0.9


def test_a_comment_in_a_pnm_is_left_out() -> None:
    data = b"P5\n# SECRET\n2 1\n255\n\x10\x20"
    result = process(data).data
    assert b"SECRET" not in result
    assert values(opened(result))[0, :, 0].tolist() == [16, 32]


def test_what_lies_between_the_pictures_of_an_icon_never_passes() -> None:
    data = bytearray(PLAIN["ico"])
    last = 6 + 16 * 2 + 12
    start = int.from_bytes(data[last : last + 4], "little")
    data[last : last + 4] = (start + 6).to_bytes(4, "little")
    hidden = bytes(data[:start]) + b"SECRET" + bytes(data[start:])
    assert same(opened(hidden), opened(PLAIN["ico"]))
    assert b"SECRET" not in process(hidden).data
