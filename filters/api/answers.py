"""The shapes of JSON answers, for the schema."""

from typing import Any

from rest_framework import serializers

from filters.codes import KINDS


class FieldProblemSerializer(serializers.Serializer[Any]):
    """One thing that is wrong."""

    field = serializers.CharField(help_text="Where, such as pipeline[1].radius; empty where no field is to blame.")
    code = serializers.CharField()
    detail = serializers.CharField(help_text="What is wrong and what would be right.")


class ProblemSerializer(serializers.Serializer[Any]):
    """An error, as RFC 9457 writes it."""

    type = serializers.CharField(help_text="urn:imgsvc:error:<code>")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.ChoiceField(choices=list(KINDS))
    errors = FieldProblemSerializer(many=True)  # type: ignore[assignment]


class OperationEntrySerializer(serializers.Serializer[Any]):
    """One operation of the catalog."""

    name = serializers.CharField()
    title = serializers.CharField()
    family = serializers.CharField()
    description = serializers.CharField()
    schema = serializers.DictField(help_text="The JSON Schema of its parameters.")


class GeneratorEntrySerializer(serializers.Serializer[Any]):
    """One kind of picture that can be made."""

    name = serializers.CharField(help_text="Its source, in the field generate.")
    title = serializers.CharField()
    description = serializers.CharField()
    schema = serializers.DictField(help_text="The JSON Schema of its parameters.")


class ColorShareSerializer(serializers.Serializer[Any]):
    """A dominant color and its share of the picture."""

    color = serializers.RegexField("^#[0-9a-f]{6}$")
    share = serializers.FloatField(min_value=0, max_value=1)


class PlaceSerializer(serializers.Serializer[Any]):
    """Where a picture was taken."""

    latitude = serializers.FloatField(min_value=-90, max_value=90, help_text="Degrees; south is negative.")
    longitude = serializers.FloatField(min_value=-180, max_value=180, help_text="Degrees; west is negative.")
    altitude = serializers.FloatField(required=False, help_text="Meters above the sea.")


class EmbeddedSerializer(serializers.Serializer[Any]):
    """What a file holds beside its picture."""

    c2pa = serializers.BooleanField(help_text="Content credentials; present, not verified.")
    xmp = serializers.BooleanField()
    iptc = serializers.BooleanField()
    comment = serializers.BooleanField()
    thumbnail = serializers.BooleanField()


class CodingSerializer(serializers.Serializer[Any]):
    """How a JPEG was written."""

    quality = serializers.IntegerField(
        allow_null=True, min_value=1, max_value=100, help_text="The nearest quality of libjpeg."
    )
    subsampling = serializers.CharField(allow_null=True, help_text="Such as 4:2:0; null for gray.")
    progressive = serializers.BooleanField()


class ArrayFormSerializer(serializers.Serializer[Any]):
    """What a NumPy array is."""

    dtype = serializers.CharField()
    shape = serializers.ListField(child=serializers.IntegerField())


class FaceSerializer(serializers.Serializer[Any]):
    """The box around a face, in pixels."""

    left = serializers.IntegerField()
    top = serializers.IntegerField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class FocalPointSerializer(serializers.Serializer[Any]):
    """A place as shares of width and height."""

    x = serializers.FloatField(min_value=0, max_value=1)
    y = serializers.FloatField(min_value=0, max_value=1)


class HistogramSerializer(serializers.Serializer[Any]):
    """How many visible pixels of the first frame have each value, 0 to 255."""

    luminance = serializers.ListField(child=serializers.IntegerField(), min_length=256, max_length=256)
    red = serializers.ListField(child=serializers.IntegerField(), min_length=256, max_length=256)
    green = serializers.ListField(child=serializers.IntegerField(), min_length=256, max_length=256)
    blue = serializers.ListField(child=serializers.IntegerField(), min_length=256, max_length=256)


class InspectionSerializer(serializers.Serializer[Any]):
    """What a picture is."""

    bytes = serializers.IntegerField(help_text="The size of the file.")
    sha256 = serializers.RegexField("^[0-9a-f]{64}$", help_text="Of the file.")
    format = serializers.CharField()
    media_type = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    mode = serializers.CharField(help_text="Pillow's name of the pixel format.")
    bit_depth = serializers.IntegerField(help_text="Bits of one channel.")
    has_alpha = serializers.BooleanField()
    frames = serializers.IntegerField()
    animated = serializers.BooleanField()
    duration_ms = serializers.FloatField(allow_null=True, help_text="One run of an animation, in milliseconds.")
    plays = serializers.IntegerField(allow_null=True, help_text="How often an animation runs; 0 is for ever.")
    orientation = serializers.IntegerField(help_text="The EXIF orientation; width and height are upright.")
    transparent = serializers.BooleanField(help_text="Whether the first frame really shows transparency.")
    profile = serializers.CharField(allow_null=True, help_text="The name of the ICC profile.")
    exif = serializers.DictField(help_text="EXIF by name, without the place.")
    exif_readable = serializers.DictField(
        child=serializers.CharField(), help_text="Those of them that are codes or have a unit: 1/125 s, f/2.8."
    )
    gps = PlaceSerializer(allow_null=True, help_text="The place, where the field gps asked for it.")
    embedded = EmbeddedSerializer()
    jpeg = CodingSerializer(allow_null=True)
    array = ArrayFormSerializer(allow_null=True)
    colors = ColorShareSerializer(many=True, help_text="Dominant colors, the largest first.")
    mean_color = serializers.RegexField("^#[0-9a-f]{6}$", allow_null=True)
    histogram = HistogramSerializer()
    entropy = serializers.FloatField(help_text="Bits a pixel of luminance, 0 to 8.")
    sharpness = serializers.FloatField(help_text="The variance of the Laplacian; under about 100 a photo looks soft.")
    phash = serializers.RegexField("^[0-9a-f]{16}$", help_text="The 64-bit perceptual hash of ImageHash's phash.")
    blurhash = serializers.CharField(help_text="The BlurHash, 4 x 3 components.")
    thumbhash = serializers.CharField(help_text="The ThumbHash in base64.")
    faces = FaceSerializer(many=True, help_text="Upright faces seen from the front, the largest first.")
    focal_point = FocalPointSerializer(help_text="What a crop should keep.")


class ArraySerializer(serializers.Serializer[Any]):
    """A picture as numbers, for who asks for JSON."""

    shape = serializers.ListField(
        child=serializers.IntegerField(), help_text="Height, width and channels; frames come first."
    )
    dtype = serializers.CharField(help_text="NumPy's name of the numbers.")
    data = serializers.ListField(  # type: ignore[assignment]
        child=serializers.FloatField(), help_text="The numbers row by row, the channels of a pixel side by side."
    )


class DecodeSerializer(serializers.Serializer[Any]):
    """What is read."""

    format = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    mode = serializers.CharField()
    frames = serializers.IntegerField()
    orientation = serializers.IntegerField()
    scale = serializers.CharField(help_text="Such as 1/2: the share of its sides at which it is decoded.")
    decoded_width = serializers.IntegerField()
    decoded_height = serializers.IntegerField()


class RunSerializer(serializers.Serializer[Any]):
    """What really runs, and the size that comes out of it."""

    op = serializers.CharField(help_text="An operation, or one that stands for several: cut, laid_out, turned, points.")
    steps = serializers.ListField(child=serializers.CharField(), help_text="The steps that it does the work of.")
    kernel = serializers.CharField(help_text="It works on an array (OpenCV and NumPy), planes (of a JPEG) or pillow.")
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class RewriteSerializer(serializers.Serializer[Any]):
    """One rule that changed what runs."""

    rule = serializers.CharField()
    steps = serializers.ListField(child=serializers.CharField(), help_text="The steps that it concerns.")
    detail = serializers.CharField()


class PlannedStepSerializer(serializers.Serializer[Any]):
    """One step as it was asked for, and the size that comes out of it."""

    op = serializers.CharField()
    parameters = serializers.DictField(help_text="Defaults filled in.")
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class GoalSerializer(serializers.Serializer[Any]):
    """What is found by trying."""

    target = serializers.FloatField(required=False, help_text="The least likeness (SSIM) to the source.")
    max_bytes = serializers.IntegerField(required=False)


class EncodingSerializer(serializers.Serializer[Any]):
    """One way to write it."""

    format = serializers.CharField(help_text="auto where the smallest of the candidates is taken.")
    media_type = serializers.CharField()
    options = serializers.DictField(help_text="What the encoder is told.")
    goal = GoalSerializer()
    ignored = serializers.ListField(
        child=serializers.CharField(), help_text="The given choices that the format does not have."
    )


class EncodeSerializer(EncodingSerializer):
    """What is written."""

    candidates = EncodingSerializer(many=True, help_text="What format=auto tries.")
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    frames = serializers.IntegerField()
    metadata = serializers.CharField()
    pixels = serializers.CharField(help_text="copied, turned or encoded: what becomes of the coded pixels that came.")


class PlanSerializer(serializers.Serializer[Any]):
    """What would really be done."""

    decode = DecodeSerializer()
    steps = PlannedStepSerializer(many=True)
    runs = RunSerializer(many=True, help_text="What runs in place of the steps.")
    rewrites = RewriteSerializer(many=True, help_text="Why, rule by rule.")
    encode = EncodeSerializer()
    notes = serializers.ListField(child=serializers.CharField(), help_text="What the result would lose.")
    etag = serializers.CharField()
