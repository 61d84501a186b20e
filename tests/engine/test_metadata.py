"""Metadata: private unless asked for, and true to the new picture where it is kept."""

import io
from typing import Any

import pytest
from PIL import ExifTags, Image, TiffImagePlugin

from filters.engine import process
from tests.engine.pictures import encoded, opened, photo
from tests.engine.profiles import rgb_profile

Base, IFD = ExifTags.Base, ExifTags.IFD
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "AVIF")
TARGETS = ("jpeg", "png", "webp", "tiff", "avif")
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">SECRET-PLACE</x:xmpmeta>'
SECRETS = (b"SECRET", b"Camera of", b"2020:01:02", b"xmpmeta", b"Wide", b"desc\0\0\0\0")


def exif() -> Image.Exif:
    tags = Image.Exif()
    tags[Base.Artist] = "Ann Artist"
    tags[Base.Copyright] = "(c) Ann"
    tags[Base.Make] = "Camera of SECRET"
    tags[Base.Orientation] = 6
    details = tags.get_ifd(IFD.Exif)
    details[Base.DateTimeOriginal] = "2020:01:02 03:04:05"
    details[Base.ExifImageWidth], details[Base.ExifImageHeight] = 4000, 3000
    details[Base.MakerNote] = b"SECRET serial number"
    place = tags.get_ifd(IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (48.0, 12.0, 30.0)
    return tags


def camera_file(format: str = "JPEG") -> bytes:
    options: dict[str, Any] = {"exif": exif().tobytes(), "icc_profile": rgb_profile()}
    if format != "PNG":
        options["xmp"] = XMP
    if format == "JPEG":
        options["comment"] = b"SECRET comment <?php"
    return encoded(photo(size=(48, 32)), format, **options)


def read(data: bytes) -> tuple[Image.Image, dict[int, Any], dict[int, Any], dict[int, Any]]:
    image = Image.open(io.BytesIO(data))
    tags = image.getexif()
    return image, dict(tags), dict(tags.get_ifd(IFD.Exif)), dict(tags.get_ifd(IFD.GPSInfo))


@pytest.mark.parametrize("target", [*TARGETS, "gif"])
@pytest.mark.parametrize("format", FORMATS)
def test_by_default_nothing_is_left(format: str, target: str) -> None:
    result = process(camera_file(format), format=target)
    image, tags, details, place = read(result.data)
    assert not details
    assert not place
    assert not {Base.Artist, Base.Copyright, Base.Make, Base.Orientation} & set(tags)
    assert not {"exif", "xmp", "icc_profile", "comment", "photoshop"} & set(image.info)
    assert [secret for secret in SECRETS if secret in result.data] == []


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("format", FORMATS)
def test_copyright_keeps_the_owner_and_nothing_else(format: str, target: str) -> None:
    result = process(camera_file(format), format=target, metadata="copyright")
    _, tags, details, place = read(result.data)
    assert (tags[Base.Artist], tags[Base.Copyright]) == ("Ann Artist", "(c) Ann")
    assert not details
    assert not place
    assert not {Base.Make, Base.Orientation} & set(tags)
    assert [secret for secret in SECRETS if secret in result.data] == []


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("format", FORMATS)
def test_keep_keeps_what_is_still_true(format: str, target: str) -> None:
    result = process(camera_file(format), [{"op": "resize", "width": 16}], format=target, metadata="keep")
    image, tags, details, place = read(result.data)
    assert tags[Base.Make] == "Camera of SECRET"
    assert tags[Base.Artist] == "Ann Artist"
    assert Base.Orientation not in tags or tags[Base.Orientation] == 1
    assert details[Base.DateTimeOriginal] == "2020:01:02 03:04:05"
    assert (details[Base.ExifImageWidth], details[Base.ExifImageHeight]) == image.size == (16, 24)
    assert Base.MakerNote not in details
    assert place[ExifTags.GPS.GPSLatitude] == (48.0, 12.0, 30.0)
    assert image.info["icc_profile"] == rgb_profile()


@pytest.mark.parametrize("target", TARGETS)
def test_a_place_alone_is_kept_too(target: str) -> None:
    tags = Image.Exif()
    tags.get_ifd(IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    data = encoded(photo(size=(48, 32)), "JPEG", exif=tags.tobytes())
    place = read(process(data, format=target, metadata="keep").data)[3]
    assert place[ExifTags.GPS.GPSLatitudeRef] == "N"


def test_the_first_page_speaks_for_all() -> None:
    buffer = io.BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(buffer, True) as pages:
        for artist in ("Ann", "Bob"):
            tags = Image.Exif()
            tags[Base.Artist] = artist
            photo(size=(48, 32)).save(pages, "TIFF", exif=tags)
            pages.newFrame()
    result = process(buffer.getvalue(), metadata="copyright")
    assert result.frames == 2
    assert read(result.data)[1][Base.Artist] == "Ann"


def test_a_block_that_no_encoder_takes_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    save = Image.Image.save

    def picky(image: Image.Image, *arguments: Any, **options: Any) -> None:
        if "exif" in options:
            raise RuntimeError("Error setting from dictionary")
        save(image, *arguments, **options)

    data = camera_file()
    monkeypatch.setattr(Image.Image, "save", picky)
    result = process(data, format="tiff", metadata="keep")
    assert Base.Make not in read(result.data)[1]


@pytest.mark.parametrize("target", ["jpeg", "webp", "avif"])
def test_keep_keeps_xmp_where_there_is_a_place(target: str) -> None:
    result = process(camera_file(), format=target, metadata="keep")
    assert Image.open(io.BytesIO(result.data)).info["xmp"] == XMP


@pytest.mark.parametrize("metadata", ["copyright", "keep"])
def test_the_thumbnail_never_survives(metadata: str) -> None:
    tags = exif()
    thumbnail = encoded(Image.new("RGB", (16, 12), "red"), "JPEG")
    block = tags.tobytes()
    assert thumbnail not in block
    first = tags.get_ifd(IFD.IFD1)
    first[Base.JpegIFOffset], first[Base.JpegIFByteCount] = len(block), len(thumbnail)
    data = encoded(photo(size=(48, 32)), "JPEG", exif=tags.tobytes() + thumbnail)
    result = process(data, metadata=metadata)
    again = Image.open(io.BytesIO(result.data)).getexif()
    assert thumbnail[20:80] not in result.data
    assert not again.get_ifd(IFD.IFD1)


@pytest.mark.parametrize("target", [*TARGETS, "gif"])
@pytest.mark.parametrize("metadata", ["strip", "copyright", "keep"])
@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_damaged_exif_spoils_nothing(metadata: str, target: str) -> None:
    block = exif().tobytes()
    for broken in (block[:40], block[:-60], block[:14] + b"\xff" * 60 + block[74:], b"Exif\0\0nonsense", b"Exif\0\0"):
        data = encoded(photo(size=(48, 32)), "JPEG", exif=broken)
        assert process(data, format=target, metadata=metadata).format.name == target


def test_more_exif_than_a_jpeg_holds_is_left_out() -> None:
    tags = Image.Exif()
    tags[Base.ImageDescription] = "long" * 20_000
    data = encoded(photo(size=(48, 32)), "PNG", exif=tags, icc_profile=rgb_profile())
    info = Image.open(io.BytesIO(process(data, format="jpeg", metadata="keep").data)).info
    assert "exif" not in info
    assert info["icc_profile"] == rgb_profile()
    assert len(read(process(data, metadata="keep").data)[1][Base.ImageDescription]) == 80_000


@pytest.mark.parametrize("target", TARGETS)
def test_how_a_tiff_laid_out_its_pixels_is_not_carried_over(target: str) -> None:
    data = encoded(photo(size=(48, 32)), "TIFF", compression="tiff_lzw", exif=exif())
    result = process(data, [{"op": "resize", "width": 16}, {"op": "grayscale"}], format=target, metadata="keep")
    image, tags, _, _ = read(result.data)
    assert image.size == (16, 24)
    image.load()
    own = {Base.StripOffsets, Base.ImageWidth, Base.BitsPerSample, Base.Compression}
    assert target == "tiff" or not own & set(tags)
    assert process(result.data, format="png").size == (16, 24)


PACKET = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 tiff:Orientation="6" tiff:ImageWidth='48' exif:PixelXDimension="48" dc:title="Orientation 6 of 48">
<exif:PixelYDimension>32</exif:PixelYDimension><tiff:Orientation> 6 </tiff:Orientation>
<xmp:Thumbnails><rdf:Alt><rdf:li><xmpGImg:image>/9j/SECRET</xmpGImg:image></rdf:li></rdf:Alt></xmp:Thumbnails>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


@pytest.mark.parametrize("target", ["jpeg", "webp", "avif", "jxl"])
def test_xmp_that_is_kept_tells_the_new_size_and_no_orientation(target: str) -> None:
    data = encoded(photo(size=(48, 32)), "JPEG", xmp=PACKET)
    result = opened(process(data, [{"op": "resize", "width": 16}], format=target, metadata="keep").data)
    packet = result.info["xmp"]
    assert result.size == (16, 24)
    assert b'tiff:Orientation="1" tiff:ImageWidth=\'16\' exif:PixelXDimension="16"' in packet
    assert b"<exif:PixelYDimension>24</exif:PixelYDimension><tiff:Orientation>1</tiff:Orientation>" in packet
    assert b'dc:title="Orientation 6 of 48"' in packet
    assert b"SECRET" not in packet
    assert result.getexif().get(Base.Orientation, 1) == 1


@pytest.mark.parametrize(
    "packet",
    [
        PACKET.decode().encode("utf-16"),
        PACKET.replace(b"xmp:Thumbnails", b"my:Pictures"),
        b'<rdf:Description xmpGImg:image="/9j/SECRET"/>',
        PACKET.replace(b"</xmp:Thumbnails>", b""),
        PACKET.replace(b"</xmp:Thumbnails>", b"</xmp:ThumbnailsNot>"),
        # A pattern that looks for the end of each anew takes a second here, and hours for a few megabytes.
        pytest.param(b"<xmp:Thumbnails " * 4000, id="4000 times its beginning"),
    ],
)
def test_xmp_that_may_hold_a_thumbnail_in_another_shape_goes(packet: bytes) -> None:
    data = encoded(photo(size=(48, 32)), "JPEG", xmp=packet)
    result = process(data, [{"op": "invert"}], format="webp", metadata="keep").data
    assert "xmp" not in opened(result).info
    assert b"SECRET" not in result


def test_a_jxl_keeps_and_tells_its_exif() -> None:
    data = process(camera_file(), format="jxl", metadata="keep").data
    result = process(data, format="jpeg", metadata="keep").data
    _, tags, details, place = read(result)
    assert tags[Base.Make] == "Camera of SECRET"
    assert details[Base.DateTimeOriginal] == "2020:01:02 03:04:05"
    assert place[ExifTags.GPS.GPSLatitude] == (48.0, 12.0, 30.0)
    assert Base.Orientation not in tags


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        (34_377, b"8BIM\x04\x0c\0\0\0\0\0\x06SECRET"),
        (37_724, b"Adobe Photoshop Document Data Block SECRET"),
        (33_723, b"\x1c\x02\xca\0\x06SECRET"),
    ],
)
def test_pictures_that_other_programs_left_in_a_tiff_go(tag: int, value: bytes) -> None:
    info = TiffImagePlugin.ImageFileDirectory_v2()
    info.tagtype[tag] = 7
    info[tag] = value
    info[Base.Artist] = "Ann"
    data = encoded(photo(size=(48, 32)), "TIFF", tiffinfo=info)
    assert b"SECRET" in data
    for target in TARGETS:
        result = process(data, [{"op": "invert"}], format=target, metadata="keep").data
        assert b"SECRET" not in result
        assert read(result)[1][Base.Artist] == "Ann"


def test_xmp_of_an_empty_list_of_thumbnails_is_kept() -> None:
    packet = b"<x:xmpmeta><xmp:Thumbnails /></x:xmpmeta>"
    data = encoded(photo(size=(48, 32)), "JPEG", xmp=packet)
    assert opened(process(data, metadata="keep").data).info["xmp"] == packet
