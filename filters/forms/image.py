"""The form of the page: a photo, what is done with it, and what comes out."""

from typing import Any, get_args

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from filters import conf
from filters.engine.errors import EngineError, ImageMissing
from filters.engine.formats import FORMATS, READABLE, WRITABLE
from filters.engine.output import QUALITY, MetadataPolicy, Output
from filters.engine.pipeline import Pipeline
from filters.forms.pipeline import PipelineField
from filters.forms.widgets import ColorWidget, NumberWidget
from filters.models import Preset
from filters.services.images import Job
from filters.services.presets import preset_get

OUTPUT_FIELDS = ("format", "quality", "metadata", "background")
POLICIES = {
    "strip": _("Remove all"),
    "copyright": _("Keep author and copyright"),
    "keep": _("Keep all, the place too"),
}


class ProcessForm(forms.Form):
    """The fields of `POST process/`, in an order that puts the file last: refused early, it leaves the others read."""

    use_required_attribute = False

    preset = forms.CharField(
        label=_("Preset"), required=False, widget=forms.Select, help_text=_("A look that is ready to use.")
    )
    pipeline = PipelineField(label=_("Steps"), help_text=_("What is done with the photo, after the preset's steps."))
    format = forms.CharField(
        label=_("Format"),
        required=False,
        widget=forms.Select,
        help_text=_("Automatic is the preset's, else the photo's own."),
    )
    quality = forms.CharField(
        label=_("Quality"),
        required=False,
        widget=NumberWidget({"min": QUALITY.start, "max": QUALITY.stop - 1, "step": 1, "placeholder": _("automatic")}),
        help_text=_("1 to 100, for JPEG, WebP and AVIF."),
    )
    metadata = forms.CharField(
        label=_("Metadata"),
        required=False,
        initial=Output().metadata,
        widget=forms.Select({"data-default": Output().metadata}),
        help_text=_("Camera, author and the place where the photo was taken."),
    )
    background = forms.CharField(
        label=_("Background"),
        required=False,
        initial=Output().background,
        widget=ColorWidget({"autocomplete": "off", "spellcheck": "false", "data-default": Output().background}),
        help_text=_("Shown through where the format has no transparency."),
    )
    overlay = forms.FileField(
        label=_("Overlay"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput,
        help_text=_("A second picture, such as a logo, for steps that lay one over the photo and name none."),
    )
    image = forms.FileField(label=_("Photo"), required=False, allow_empty_file=True, widget=forms.FileInput)

    def __init__(self, *args: Any, upload_error: EngineError | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.upload_error = upload_error
        self.output = Output()
        self.presets = list(Preset.objects.active())
        self.fields["preset"].widget.choices = [("", _("None")), *((one.slug, one.title) for one in self.presets)]
        writable = [(name, FORMATS[name].label) for name in WRITABLE if name in READABLE]
        self.fields["format"].widget.choices = [("", _("Automatic")), *writable]
        self.fields["metadata"].widget.choices = [(name, POLICIES[name]) for name in get_args(MetadataPolicy)]
        for name in ("overlay", "image"):
            self.fields[name].widget.attrs["accept"] = accepted_files()

    def clean_preset(self) -> Preset | None:
        """The active preset of this name."""
        slug = self.cleaned_data["preset"]
        try:
            return preset_get(slug=slug) if slug else None
        except EngineError as error:
            raise ValidationError(error.detail, code=error.code) from error

    def clean_image(self) -> Any:
        """Present and not refused while it came; what is in it, the engine judges."""
        error = self.upload_error
        if error is None and self.cleaned_data["image"] is None:
            error = ImageMissing(gettext("Choose a photo."))
        if error:
            raise ValidationError(error.detail, code=error.code)
        return self.cleaned_data["image"]

    def clean(self) -> dict[str, Any]:
        """Read the output choices together, each problem beside its field."""
        try:
            self.output = Output.parse({name: self.cleaned_data.get(name) for name in OUTPUT_FIELDS})
        except EngineError as error:
            self.refuse(error)
        return self.cleaned_data

    def refuse(self, error: EngineError) -> None:
        """Show an error of the engine beside the fields it names."""
        if not error.problems:
            self.add_error(None, ValidationError(error.detail, code=error.code))
        for problem in error.problems:
            name = problem.field.partition("[")[0]
            self.add_error(name if name in self.fields else None, ValidationError(problem.detail, code=problem.code))
        pipeline = self.fields["pipeline"]
        if isinstance(pipeline, PipelineField) and any(one.field.startswith("pipeline[") for one in error.problems):
            pipeline.show_problems(error.problems)

    def job(self) -> Job:
        """What a valid form asks for."""
        pipeline: Pipeline = self.cleaned_data["pipeline"]
        overlay = self.cleaned_data["overlay"]
        return Job(
            data=self.cleaned_data["image"].read(),
            pipeline=pipeline,
            preset=self.cleaned_data["preset"],
            output=self.output,
            overlay=overlay.read() if overlay else None,
        )


def accepted_files() -> str:
    """What the file dialog offers: the media types and suffixes that may be sent."""
    formats = [FORMATS[name] for name in FORMATS if name in conf.limits().formats_in]
    return ",".join(sorted({part for format in formats for part in format.all_names}))
