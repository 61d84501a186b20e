"""What travels with the pixels: EXIF, XMP and the color profile, as the metadata policy says."""

from dataclasses import dataclass
from typing import Any

from PIL import ExifTags, Image

from filters.engine import xmp
from filters.engine.errors import DAMAGED
from filters.engine.output import MetadataPolicy

NESTED = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)
IPTC, PREVIEW = 33_723, b"\x1c\x02\xca"  # the tag, and how its data set 2:202 begins: a small picture (IIM 4.2)
COPYRIGHT_TAGS = (ExifTags.Base.Artist, ExifTags.Base.Copyright)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Blocks that may be written to the result."""

    exif: bytes | None = None
    nested: bool = False  # the EXIF block has directories of its own: camera settings, GPS
    xmp: bytes | None = None
    profile: bytes | None = None


def metadata_for_output(image: Image.Image, policy: MetadataPolicy, size: tuple[int, int]) -> Metadata:
    """What the policy lets through, for a result of `size`; orientation and the thumbnail never survive."""
    if policy == "strip":
        return Metadata()
    try:
        exif = image.getexif()
        chosen = _copyright(exif) if policy == "copyright" else _kept(exif, size)
        nested = policy == "keep" and any(exif.get_ifd(ifd) for ifd in NESTED)
        block = chosen.tobytes() if len(chosen) or nested else None
    except DAMAGED:
        block, nested = None, False
    if policy == "copyright":
        return Metadata(exif=block)
    packet, profile = image.info.get("xmp"), image.info.get("icc_profile")
    kept = xmp.updated(packet, size) if isinstance(packet, bytes) else None
    return Metadata(exif=block, nested=nested, xmp=kept, profile=profile)


def _copyright(exif: Image.Exif) -> Image.Exif:
    kept = Image.Exif()
    for tag in COPYRIGHT_TAGS:
        if tag in exif:
            kept[tag] = exif[tag]
    return kept


def _kept(exif: Image.Exif, size: tuple[int, int]) -> Image.Exif:
    kept = Image.Exif()
    for tag, value in exif.items():
        if tag not in DROPPED_TAGS and (tag != IPTC or _without_preview(value)):
            kept[tag] = value
    details = exif.get_ifd(ExifTags.IFD.Exif)
    if details:
        details = {tag: value for tag, value in details.items() if tag != ExifTags.Base.MakerNote}
        details |= {ExifTags.Base.ExifImageWidth: size[0], ExifTags.Base.ExifImageHeight: size[1]}
        kept.get_ifd(ExifTags.IFD.Exif).update(details)
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    if gps:
        kept.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
    return kept


def _without_preview(iptc: Any) -> bool:
    return isinstance(iptc, bytes) and PREVIEW not in iptc


DROPPED_TAGS = frozenset(
    {
        ExifTags.Base.Orientation,
        # How the old file laid out its pixels (TIFF); the encoder writes its own.
        ExifTags.Base.ImageWidth, ExifTags.Base.ImageLength, ExifTags.Base.BitsPerSample, ExifTags.Base.Compression,
        ExifTags.Base.PhotometricInterpretation, ExifTags.Base.StripOffsets, ExifTags.Base.SamplesPerPixel,
        ExifTags.Base.RowsPerStrip, ExifTags.Base.StripByteCounts, ExifTags.Base.PlanarConfiguration,
        ExifTags.Base.Predictor, ExifTags.Base.TileWidth, ExifTags.Base.TileLength, ExifTags.Base.TileOffsets,
        ExifTags.Base.TileByteCounts, ExifTags.Base.ExtraSamples, ExifTags.Base.SampleFormat, ExifTags.Base.ColorMap,
        ExifTags.Base.JpegIFOffset, ExifTags.Base.JpegIFByteCount, ExifTags.Base.InterColorProfile,
        ExifTags.Base.XMLPacket, ExifTags.Base.YCbCrSubSampling, ExifTags.Base.SubIFDs,
        ExifTags.Base.ExifOffset, ExifTags.Base.GPSInfo,
        347, 512, 515, 517, 518, 519, 520, 521,  # tables of a JPEG inside
        # The picture as it was, once more: Photoshop's resources, with a thumbnail, and its layers.
        ExifTags.Base.ImageResources, 37_724,
    }
)  # fmt: skip
