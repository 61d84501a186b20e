"""The form of a look, a font or a picture: its file is uploaded, and everything else is read from it."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from filters.engine.errors import EngineError
from filters.models import Preset


def _file_field(accept: str, help_text: Any) -> forms.FileField:
    widget = forms.FileInput({"accept": accept})
    return forms.FileField(label=gettext_lazy("File"), required=False, widget=widget, help_text=help_text)


class AssetForm(forms.ModelForm):  # type: ignore[type-arg]
    """An asset. A file that is wrong, a name or a switch that active presets need, is refused beside its field."""

    upload_error: ClassVar[EngineError | None] = None
    """Why the file was refused while it came."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" not in self.fields:
            return
        self.fields["file"].required = not self.instance.pk and self.upload_error is None
        if self.instance.pk:
            what = self.fields["file"].help_text
            self.fields["file"].help_text = _("Empty keeps the present file. %(what)s") % {"what": what}

    def clean_file(self) -> bytes:
        """The new file, or the one there is."""
        upload: UploadedFile[Any] | None = self.files.get(self.add_prefix("file"))
        if self.upload_error:
            raise ValidationError(self.upload_error.detail, code=self.upload_error.code)
        return bytes(upload.read() if upload else self.instance.file)

    def clean(self) -> dict[str, Any]:
        """Keep presets running that name the asset."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        renamed, off = "slug" in self.changed_data, "active" in self.changed_data and not cleaned.get("active")
        presets = Preset.objects.active().naming(self.instance) if self.instance.pk and (renamed or off) else []
        if presets:
            names = ", ".join(preset.title for preset in presets)
            message = _("Active presets use it: %(names)s. Change or switch them off first.") % {"names": names}
            self.add_error("slug" if renamed else "active", ValidationError(message, code="in_use"))
        return cleaned


class LookForm(AssetForm):
    """A look."""

    file = _file_field(
        ".cube,.png,.tif,.tiff,.bmp,.webp",
        gettext_lazy("A .cube file (1D or 3D, up to 65 points), or a Hald image in PNG, TIFF, BMP or lossless WebP."),
    )


class FontForm(AssetForm):
    """A font."""

    file = _file_field(".ttf,.otf,.ttc", gettext_lazy("A TrueType or OpenType font, at most 20 MiB."))


class PictureForm(AssetForm):
    """A picture."""

    file = _file_field(
        "image/*", gettext_lazy("A picture of at most 20 MiB. PNG and WebP keep what is transparent in a logo.")
    )
