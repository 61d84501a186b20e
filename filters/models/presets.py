"""Presets, and which starters were loaded."""

from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from filters import conf
from filters.engine import Pipeline
from filters.engine.errors import OutputInvalid, PipelineInvalid, Problem
from filters.engine.formats import FORMATS, WRITABLE_PICTURES
from filters.engine.output import AUTO, Output
from filters.engine.problems import shown
from filters.models.assets import Asset, check_assets
from filters.models.ownership import Owned, OwnedQuerySet

SLUG_TAKEN = _("This slug is taken. Choose another.")  # whoever has it
NOT_BOTH = Problem("quality", "parameter_invalid", "The quality is a number or auto, not both.")


def format_choices() -> list[tuple[str, Any]]:
    """The formats by name, and the choice among them."""
    return [
        *((name, FORMATS[name].label) for name in WRITABLE_PICTURES),
        (AUTO, _("the smallest that the client accepts")),
    ]


def validate_output(value: Any) -> None:
    """Refuse output choices that are wrong, each with a sentence."""
    try:
        preset_choices(value)
    except OutputInvalid as error:
        raise ValidationError([problem.detail for problem in error.problems]) from error


def preset_choices(value: Any) -> Output:
    """The output choices in the JSON of a preset; format and a quality in numbers have fields of their own.

    Raises `OutputInvalid`.
    """
    if not isinstance(value, dict):
        detail = f'output must be an object such as {{"progressive": true}}; got {shown(value)}.'
        raise OutputInvalid(detail, field="output")
    apart = [name for name in ("format", "quality") if value.get(name) not in (None, "", AUTO)]
    if "format" in value or apart:
        name = "format" if "format" in value else "quality"
        raise OutputInvalid(f"{name} is a field of the preset itself, not of its output.", field=name)
    return Output.parse(value)


def validate_pipeline(value: Any) -> None:
    """Refuse an invalid pipeline, or one that names an unknown asset; each problem is a message with its place."""
    try:
        check_assets(Pipeline.parse(value, max_steps=conf.limits().max_steps))
    except PipelineInvalid as error:
        raise ValidationError([f"{problem.field}: {problem.detail}" for problem in error.problems]) from error


class PresetQuerySet(OwnedQuerySet["Preset"]):
    """Queries in the words of the domain."""

    def active(self) -> "PresetQuerySet":
        """Those that are switched on."""
        return self.filter(active=True)

    def naming(self, asset: Asset) -> list["Preset"]:
        """Those whose steps name this asset. Presets are tens, so that each pipeline is read."""
        return [preset for preset in self if preset.uses(asset)]


class Preset(Owned):
    """A pipeline and output choices, saved under a slug. Slugs are unique among all owners."""

    slug = models.SlugField(
        _("slug"),
        unique=True,
        help_text=_("The name in URLs and API calls, such as noir."),
        error_messages={"unique": SLUG_TAKEN},
    )
    title = models.CharField(_("title"), max_length=80)
    description = models.CharField(_("description"), max_length=200, blank=True)
    pipeline = models.JSONField(
        _("pipeline"), default=list, blank=True, validators=[validate_pipeline], help_text=_("The steps, in order.")
    )
    format = models.CharField(
        _("format"),
        max_length=8,
        choices=format_choices,
        blank=True,
        help_text=_("The output format; empty leaves it to the request."),
    )
    quality = models.PositiveSmallIntegerField(
        _("quality"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("1 to 100, for JPEG, WebP and AVIF; empty is the format's default."),
    )
    output = models.JSONField(
        _("output"),
        default=dict,
        blank=True,
        validators=[validate_output],
        help_text=_("The other output choices by name; those of a request win."),
    )
    active = models.BooleanField(_("active"), default=True, help_text=_("Only active presets can be used."))
    created = models.DateTimeField(_("created"), auto_now_add=True)
    updated = models.DateTimeField(_("updated"), auto_now=True)

    objects = PresetQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name = _("preset")
        verbose_name_plural = _("presets")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quality__isnull=True) | models.Q(quality__gte=1, quality__lte=100),
                name="preset_quality_from_1_to_100",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Store the pipeline with its defaults filled in, and output choices by their names and in their types.

        What is invalid is for its field's validator to refuse; here it is what contradicts itself.
        """
        with suppress(PipelineInvalid):
            self.pipeline = self.parsed().to_json()
        with suppress(OutputInvalid):
            self.output = preset_choices(self.output).to_json()
            self._check_together()

    def _check_together(self) -> None:
        """Refuse output choices that contradict the format and the quality, which are right by themselves."""
        try:
            self.choices()
        except OutputInvalid as error:
            problems = [problem.detail for problem in error.problems if problem.field in self.output]
            if problems:
                raise ValidationError(problems) from error

    def parsed(self) -> Pipeline:
        """The pipeline as operations. Raises `PipelineInvalid`."""
        return Pipeline.parse(self.pipeline or [], max_steps=conf.limits().max_steps)

    def choices(self) -> Output:
        """All output choices. Raises `OutputInvalid` where an upgrade made them invalid."""
        others = self.output or {}
        if self.quality is not None and "quality" in others:
            raise OutputInvalid(NOT_BOTH.detail, problems=[NOT_BOTH])
        return Output.parse({"quality": self.quality, **others, "format": self.format})

    def uses(self, asset: Asset) -> bool:
        """Whether a step names this asset; no step of a pipeline that cannot run does."""
        try:
            steps = self.parsed().steps
        except PipelineInvalid:
            return False
        return any((need.kind, need.name) == (asset.asset_kind, asset.slug) for step in steps for need in step.needs())


class LoadedStarter(models.Model):
    """A starter preset that was loaded once; it is never loaded again, whatever became of it."""

    slug = models.SlugField(unique=True)
    loaded = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug
