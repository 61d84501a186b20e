"""Files that admins keep for steps to name: looks, fonts and pictures."""

import hashlib
from collections.abc import Callable
from typing import Any, ClassVar, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from filters import conf
from filters.engine.assets import Assets
from filters.engine.errors import EngineError, PipelineInvalid, Problem
from filters.engine.limits import Deadline
from filters.engine.parameters import AssetKind
from filters.engine.pipeline import Pipeline
from filters.engine.work import Examine, Facts
from filters.models.changes import AnnouncingQuerySet

AssetT = TypeVar("AssetT", bound="Asset")
LOOK_KINDS = {"cube": ".cube", "hald": _("Hald image")}


def read_here(work: Examine) -> Facts:
    """What the file is, found in this process."""
    return work.open().run(Deadline(work.limits.deadline_s))


class AssetQuerySet(AnnouncingQuerySet[AssetT]):
    """Queries in the words of the domain."""

    def active(self) -> Self:
        """Those that are switched on."""
        return self.filter(active=True)

    def without_files(self) -> Self:
        """All that is known of them; a file is read once it is asked for."""
        return self.defer("file")


class Asset(models.Model):
    """A file under a slug.

    Its bytes stand in the database, 20 MiB at most: so it is saved, backed up and deleted in one with what is known of
    it, every worker on every machine has it at once, and the service needs no disk and no storage service beside it.
    """

    asset_kind: ClassVar[AssetKind]
    objects: ClassVar[Any]

    reader: ClassVar[Callable[[Examine], Facts]] = staticmethod(read_here)
    """Reads a new file; `apps` puts the service in its place that knows where work on files is done."""

    slug = models.SlugField(_("slug"), unique=True, help_text=_("The name that steps use, such as warm-film."))
    title = models.CharField(_("title"), max_length=80)
    description = models.CharField(_("description"), max_length=200, blank=True)
    file = models.BinaryField(_("file"), editable=True, error_messages={"blank": _("The file is empty.")})
    file_size = models.PositiveIntegerField(_("bytes"), editable=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False, help_text=_("SHA-256 of the file, in hex."))
    active = models.BooleanField(_("active"), default=True, help_text=_("Only active ones can be used."))
    created = models.DateTimeField(_("created"), auto_now_add=True)
    updated = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        abstract = True
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title

    @property
    def data(self) -> bytes:
        """The file; databases hand bytes out in different types."""
        return bytes(self.file)

    def clean(self) -> None:
        """Read a file that is new, and note what it is; one that is wrong is an error beside its field."""
        if "file" in self.get_deferred_fields() or not self.data:
            return
        digest = hashlib.sha256(self.data).hexdigest()
        if digest == self.digest:
            return
        try:
            facts = Asset.reader(Examine(data=self.data, kind=self.asset_kind, limits=conf.limits()))
        except EngineError as error:
            raise ValidationError({"file": ValidationError(error.detail, code=error.code)}) from error
        self.digest, self.file_size = digest, len(self.data)
        for name, value in facts.items():
            setattr(self, name, value)


class Look(Asset):
    """Colors through a table: a `.cube` file or a Hald image."""

    asset_kind = "look"
    objects: ClassVar[Any] = AssetQuerySet["Look"].as_manager()

    kind = models.CharField(_("kind"), max_length=4, choices=list(LOOK_KINDS.items()), editable=False)
    size = models.PositiveIntegerField(_("points"), editable=False, help_text=_("Points along one side of the table."))

    class Meta(Asset.Meta):
        verbose_name = _("look")
        verbose_name_plural = _("looks")


class Font(Asset):
    """A typeface that texts are set in."""

    asset_kind = "font"
    objects: ClassVar[Any] = AssetQuerySet["Font"].as_manager()

    family = models.CharField(_("family"), max_length=100, editable=False)
    style = models.CharField(_("style"), max_length=100, editable=False)
    license = models.CharField(
        _("license"), max_length=200, blank=True, help_text=_("A note: under which terms the font may be used.")
    )

    class Meta(Asset.Meta):
        verbose_name = _("font")
        verbose_name_plural = _("fonts")


class Picture(Asset):
    """A picture that is laid over others, such as a logo."""

    asset_kind = "picture"
    objects: ClassVar[Any] = AssetQuerySet["Picture"].as_manager()

    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    format = models.CharField(_("format"), max_length=10, editable=False)

    class Meta(Asset.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


MODELS: dict[AssetKind, type[Asset]] = {"look": Look, "font": Font, "picture": Picture}


def check_assets(pipeline: Pipeline, *, field: str = "pipeline") -> None:
    """Refuse steps that name what is not stored or switched off: `PipelineInvalid` with the nearest known names.

    A step that takes the second picture of a request is right as it is.
    """
    needs = {
        number: [need for need in step.needs() if need.name is not None] for number, step in enumerate(pipeline.steps)
    }
    kinds = {need.kind for named in needs.values() for need in named}
    stored = Assets.of({kind: dict.fromkeys(active_slugs(kind), b"") for kind in kinds})
    problems: list[Problem] = []
    for number, named in needs.items():
        try:
            stored.check(named, path=f"{field}[{number}]", op=pipeline.steps[number].op)
        except PipelineInvalid as error:
            problems.extend(error.problems)
    if problems:
        raise PipelineInvalid(problems)


def active_slugs(kind: AssetKind) -> list[str]:
    """The names that steps may use."""
    return list(MODELS[kind].objects.active().values_list("slug", flat=True))
