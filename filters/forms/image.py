"""The form of the page: a photo, what is done with it, and what comes out."""

from typing import Any, get_args

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from filters import conf
from filters.engine.errors import EngineError, ImageMissing
from filters.engine.formats import FORMATS, READABLE, WRITABLE
from filters.engine.output import AUTO, MetadataPolicy, Output
from filters.engine.pipeline import Pipeline
from filters.forms.output import FIRST, MORE, output_fields, read_output
from filters.forms.pipeline import PipelineField
from filters.models import Preset
from filters.services.access import ANYONE, Caller
from filters.services.images import Job
from filters.services.presets import preset_get, preset_list
from filters.services.quotas import pixel_charge
from filters.services.sources import Source, source_fetched

POLICIES = {
    "strip": _("Remove all"),
    "copyright": _("Keep author and copyright"),
    "keep": _("Keep all, the place too"),
}

HELP = {
    "format": _("Automatic is the preset's, else the photo's own."),
    "quality": _("1 to 100, or auto: the lowest that still looks like the photo."),
    "metadata": _("Camera, author and the place where the photo was taken."),
    "background": _("Shown through where the format has no transparency."),
}


class ProcessForm(forms.Form):
    """The fields of `POST process/`, in an order that puts the file last: refused early, it leaves the others read."""

    use_required_attribute = False

    preset = forms.CharField(
        label=_("Preset"), required=False, widget=forms.Select, help_text=_("A look that is ready to use.")
    )
    pipeline = PipelineField(label=_("Steps"), help_text=_("What is done with the photo, after the preset's steps."))
    overlay = forms.FileField(
        label=_("Overlay"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput,
        help_text=_("A second picture, such as a logo, for steps that lay one over the photo and name none."),
    )
    url = forms.CharField(
        label=_("or the address of one"),
        required=False,
        widget=forms.URLInput,
        help_text=_("A photo on another site, such as https://images.example.org/cat.jpg."),
    )
    image = forms.FileField(label=_("Photo"), required=False, allow_empty_file=True, widget=forms.FileInput)

    def __init__(
        self, *args: Any, caller: Caller = ANYONE, upload_error: EngineError | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.caller = caller
        self.upload_error = upload_error
        self.output = Output()
        self.presets = preset_list(caller=caller)
        if conf.fetch() == "off":
            del self.fields["url"]
        self.fields |= output_fields((*FIRST, *MORE))
        self.fields["preset"].widget.choices = [("", _("None")), *((one.slug, one.title) for one in self.presets)]
        writable = [(name, FORMATS[name].label) for name in WRITABLE if name in READABLE]
        self.fields["format"].widget.choices = [("", _("Automatic")), *writable, (AUTO, _("The smallest"))]
        self.fields["metadata"].widget.choices = [(name, POLICIES[name]) for name in get_args(MetadataPolicy)]
        for name, text in HELP.items():
            self.fields[name].help_text = text
        self.order_fields(["preset", "pipeline", *FIRST, *MORE, "overlay", "url", "image"])
        for name in ("overlay", "image"):
            self.fields[name].widget.attrs["accept"] = accepted_files()

    @property
    def sent(self) -> str:
        """The names of what a request says beside its files, for the script."""
        return " ".join(("preset", "pipeline", *FIRST, *MORE))

    @property
    def more(self) -> list[forms.BoundField]:
        """The output choices that stand folded away."""
        return [self[name] for name in MORE]

    @property
    def more_is_open(self) -> bool:
        """Whether one of them was made, or is wrong."""
        return any(field.value() or field.errors for field in self.more)

    def clean_preset(self) -> Preset | None:
        """The active preset of this name, out of those that the caller may use."""
        slug = self.cleaned_data["preset"]
        try:
            return preset_get(slug=slug, caller=self.caller) if slug else None
        except EngineError as error:
            raise ValidationError(error.detail, code=error.code) from error

    def clean_image(self) -> Any:
        """Present and not refused while it came; what is in it, the engine judges."""
        error, url = self.upload_error, self.cleaned_data.get("url")
        if error is None and self.cleaned_data["image"] is None and not url:
            error = ImageMissing(gettext("Choose a photo."))
        if error:
            raise ValidationError(error.detail, code=error.code)
        return self.cleaned_data["image"]

    def clean(self) -> dict[str, Any]:
        """Read the output choices together, each problem beside its field."""
        try:
            self.output = read_output(self.cleaned_data)
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

    def source(self) -> Source:
        """The photo of a valid form: the file, or else what is at the address. Raises what fetching does."""
        image = self.cleaned_data["image"]
        if image is None:
            return source_fetched(url=self.cleaned_data["url"], caller=self.caller)
        return Source(data=image.read(), name=image.name)

    def job(self, source: Source) -> Job:
        """What a valid form asks for."""
        pipeline: Pipeline = self.cleaned_data["pipeline"]
        overlay = self.cleaned_data["overlay"]
        return Job(
            data=source.data,
            pipeline=pipeline,
            preset=self.cleaned_data["preset"],
            output=self.output,
            overlay=overlay.read() if overlay else None,
            client=self.caller.name,
            charge=pixel_charge(caller=self.caller),
        )


def accepted_files() -> str:
    """What the file dialog offers: the media types and suffixes that may be sent."""
    formats = [FORMATS[name] for name in FORMATS if name in conf.limits().formats_in]
    return ",".join(sorted({part for format in formats for part in format.all_names}))
