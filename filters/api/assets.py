"""Looks, fonts and pictures as JSON. Staff manages them in the admin: their files are judged and seen there."""

from typing import Any

from rest_framework import serializers

from filters.models import Asset, Font, Look, Picture

COMMON = ("slug", "title", "description", "bytes", "digest", "updated")


class AssetSerializer(serializers.ModelSerializer[Any]):
    """What is told of any asset; its file is not handed out."""

    bytes = serializers.IntegerField(source="file_size", read_only=True, help_text="The size of the file.")
    digest = serializers.CharField(read_only=True, help_text="SHA-256 of the file, in hex.")

    class Meta:
        model: type[Asset]
        fields: tuple[str, ...] = COMMON
        read_only_fields: tuple[str, ...] = COMMON


class LookSerializer(AssetSerializer):
    """A look: colors through a table."""

    kind = serializers.ChoiceField(choices=["cube", "hald"], read_only=True, help_text="A .cube file or a Hald image.")
    size = serializers.IntegerField(read_only=True, help_text="Points along one side of the table.")

    class Meta(AssetSerializer.Meta):
        model = Look
        fields = read_only_fields = (*COMMON, "kind", "size")


class FontSerializer(AssetSerializer):
    """A font that texts are set in."""

    family = serializers.CharField(read_only=True)
    style = serializers.CharField(read_only=True)  # type: ignore[assignment]
    license = serializers.CharField(read_only=True, help_text="A note on its terms.")

    class Meta(AssetSerializer.Meta):
        model = Font
        fields = read_only_fields = (*COMMON, "family", "style", "license")


class PictureSerializer(AssetSerializer):
    """A picture that is laid over others."""

    width = serializers.IntegerField(read_only=True, help_text="Pixels, upright.")
    height = serializers.IntegerField(read_only=True, help_text="Pixels, upright.")
    format = serializers.CharField(read_only=True)

    class Meta(AssetSerializer.Meta):
        model = Picture
        fields = read_only_fields = (*COMMON, "width", "height", "format")
