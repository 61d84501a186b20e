"""What travels with the pixels: EXIF, XMP and the color profile, as the metadata policy says."""

from dataclasses import dataclass

from PIL import ExifTags, Image

from filters.engine.errors import DAMAGED
from filters.engine.output import MetadataPolicy

NESTED = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)
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
    xmp, profile = image.info.get("xmp"), image.info.get("icc_profile")
    return Metadata(exif=block, nested=nested, xmp=xmp if isinstance(xmp, bytes) else None, profile=profile)


def _copyright(exif: Image.Exif) -> Image.Exif:
    kept = Image.Exif()
    for tag in COPYRIGHT_TAGS:
        if tag in exif:
            kept[tag] = exif[tag]
    return kept


def _kept(exif: Image.Exif, size: tuple[int, int]) -> Image.Exif:
    kept = Image.Exif()
    for tag, value in exif.items():
        if tag not in DROPPED_TAGS:
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
    }
)  # fmt: skip
