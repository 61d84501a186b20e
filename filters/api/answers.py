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


class ColorShareSerializer(serializers.Serializer[Any]):
    """A dominant color and its share of the picture."""

    color = serializers.RegexField("^#[0-9a-f]{6}$")
    share = serializers.FloatField(min_value=0, max_value=1)


class InspectionSerializer(serializers.Serializer[Any]):
    """What a picture is."""

    format = serializers.CharField()
    media_type = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    mode = serializers.CharField(help_text="Pillow's name of the pixel format.")
    has_alpha = serializers.BooleanField()
    frames = serializers.IntegerField()
    animated = serializers.BooleanField()
    orientation = serializers.IntegerField(help_text="The EXIF orientation; width and height are upright.")
    profile = serializers.CharField(allow_null=True, help_text="The name of the ICC profile.")
    exif = serializers.DictField(help_text="EXIF by name; a GPS position is private and never shown.")
    colors = ColorShareSerializer(many=True, help_text="Dominant colors, the largest first.")
    blurhash = serializers.CharField()


class DecodeSerializer(serializers.Serializer[Any]):
    """What is read."""

    format = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    mode = serializers.CharField()
    frames = serializers.IntegerField()
    orientation = serializers.IntegerField()


class PlannedStepSerializer(serializers.Serializer[Any]):
    """One step, and the size that comes out of it."""

    op = serializers.CharField()
    parameters = serializers.DictField(help_text="Defaults filled in.")
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class EncodeSerializer(serializers.Serializer[Any]):
    """What is written."""

    format = serializers.CharField()
    media_type = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    frames = serializers.IntegerField()
    options = serializers.DictField(help_text="The encoder's options.")
    metadata = serializers.CharField()


class PlanSerializer(serializers.Serializer[Any]):
    """What would really be done."""

    decode = DecodeSerializer()
    steps = PlannedStepSerializer(many=True)
    encode = EncodeSerializer()
    notes = serializers.ListField(child=serializers.CharField(), help_text="What the result would lose.")
    etag = serializers.CharField()
