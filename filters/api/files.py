"""Files as JSON, and what a client may say of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.reverse import reverse

from filters.api.fields import unknown_field
from filters.models import StoredFile, Visibility
from filters.services.access import Caller
from filters.services.allowances import STRANGERS_KEEP

NAME = "What to call it. A path before it, control characters and more than 150 characters are left out."
VISIBILITY = "Who may read it: private (usual), its owner; public, everyone who knows its id."
EXPIRES = "When it is removed, such as 2030-01-31T12:00:00Z; what is usual here, where nothing is said."


class FileSerializer(serializers.ModelSerializer[StoredFile]):
    """A file that is kept."""

    size = serializers.IntegerField(source="blob.size", min_value=0, help_text="Bytes.", read_only=True)
    sha256 = serializers.RegexField("^[0-9a-f]{64}$", source="blob.sha256", read_only=True)
    url = serializers.SerializerMethodField(help_text="Where its content is.")

    class Meta:
        model = StoredFile
        fields = ("id", "name", "size", "sha256", "media_type", "created", "modified", "expires", "visibility", "url")
        read_only_fields = fields

    def get_url(self, file: StoredFile) -> str:
        """Absolute."""
        return reverse("api:file", args=[file.pk], request=self.context["request"])


class FileTerms(serializers.Serializer[Any]):
    """Name, visibility and end, as text beside a body or as JSON. `caller` is in the context."""

    name = serializers.CharField(required=False, max_length=1000, help_text=NAME)
    visibility = serializers.ChoiceField(choices=Visibility.choices, required=False, help_text=VISIBILITY)
    expires = serializers.DateTimeField(required=False, help_text=EXPIRES)

    def to_internal_value(self, data: Any) -> Any:
        """The values; a name that is none of the fields is an error, not ignored."""
        unknown = [name for name in data if name not in self.fields] if isinstance(data, Mapping) else []
        if unknown:
            problems = [unknown_field(str(name), list(self.fields)) for name in unknown]
            raise serializers.ValidationError(
                {problem.field: [ErrorDetail(problem.detail, problem.code)] for problem in problems}
            )
        return super().to_internal_value(data)

    def validate_expires(self, value: datetime | None) -> datetime | None:
        """Not in the past; what strangers keep goes after a day."""
        if value is not None and value <= timezone.now():
            raise serializers.ValidationError("expires must be in the future.")
        if not self._caller().is_known and (value is None or value > timezone.now() + STRANGERS_KEEP):
            raise serializers.ValidationError("Without an API key or a login a file is kept for a day at most.")
        return value

    def validate_visibility(self, value: str) -> str:
        """Nobody can tell strangers apart, so that a private file would be nobody's."""
        if value == Visibility.PRIVATE and not self._caller().is_known:
            raise serializers.ValidationError(
                "Without an API key or a login a file is public: its id is what protects it."
            )
        return value

    def _caller(self) -> Caller:
        caller: Caller = self.context["caller"]
        return caller


class FileChange(FileTerms):
    """What is to be changed of a file; what is left out stays."""

    expires = serializers.DateTimeField(required=False, allow_null=True, help_text="When it is removed; null is never.")
