"""What the steps of a pipeline name: loaded from the database, and the second picture of a request."""

import json
from collections import defaultdict
from functools import partial

from django.core.validators import slug_re

from filters.engine.assets import Assets
from filters.engine.errors import EngineError
from filters.engine.looks.bundled import BUNDLED
from filters.engine.parameters import AssetKind
from filters.engine.pipeline import Pipeline
from filters.engine.problems import did_you_mean
from filters.models import MODELS, Asset, LoadedStarter, Look, active_slugs
from filters.services.fresh import Fresh
from filters.services.shelf import Shelf

LOADED_PREFIX = "look-"  # in the record of starters, where presets stand under their own names
SHOWN = 80  # characters of an unknown name that an error repeats

Titles = list[tuple[str, str]]


def _read_titles(kind: AssetKind, before: Titles | None) -> Titles:
    return list(MODELS[kind].objects.active().order_by("title").values_list("slug", "title"))


_titles: dict[AssetKind, Fresh[Titles]] = {kind: Fresh(partial(_read_titles, kind)) for kind in MODELS}
_shelves = {kind: Fresh(partial(Shelf.read, kind)) for kind in MODELS}


class AssetUnknown(EngineError):
    """Nothing of this kind has this name, or it is switched off."""

    code = "not_found"


def assets_for(*, pipeline: Pipeline, overlay: bytes | None = None) -> Assets:
    """The files that the steps name, and the overlay.

    What is missing or switched off is left out: the plan refuses its step, with the nearest name of those that there
    are. The overlay is taken as it is: `engine.work` judges it.
    """
    wanted: dict[AssetKind, set[str]] = defaultdict(set)
    for need in (need for step in pipeline.steps for need in step.needs()):
        if need.name is not None:
            wanted[need.kind].add(need.name)
    shelves = {kind: _shelves[kind].get() for kind in wanted}
    files = {kind: shelves[kind].files(names) for kind, names in wanted.items()}
    known = {kind: shelves[kind].names() for kind, names in wanted.items() if names - files[kind].keys()}
    return Assets.of(files, overlay=overlay, known=known)


def asset_titles(*, kind: AssetKind) -> Titles:
    """Slug and title of the active ones, by title. Raises `Busy` where the database does not answer and never did."""
    return _titles[kind].get()


def asset_get(*, kind: AssetKind, slug: str) -> Asset:
    """The active asset, without its file. Raises `AssetUnknown` with the nearest known name."""
    is_slug = slug_re.match(slug) is not None  # a NUL or a lone surrogate would stop a database driver
    found: Asset | None = MODELS[kind].objects.active().without_files().filter(slug=slug).first() if is_slug else None
    if found is None:
        hint = did_you_mean(slug[:SHOWN], active_slugs(kind))
        raise AssetUnknown(f"There is no active {kind} {json.dumps(slug[:SHOWN])}.{hint}")
    return found


def starter_looks_load() -> list[Look]:
    """Store each bundled look that was never stored before; those an admin edited or deleted stay as they are."""
    names = {bundled.slug: f"{LOADED_PREFIX}{bundled.slug}" for bundled in BUNDLED}
    loaded = set(LoadedStarter.objects.filter(slug__in=names.values()).values_list("slug", flat=True))
    taken = set(Look.objects.values_list("slug", flat=True))
    made = []
    for bundled in (bundled for bundled in BUNDLED if names[bundled.slug] not in loaded):
        LoadedStarter.objects.create(slug=names[bundled.slug])
        if bundled.slug not in taken:
            look = Look(slug=bundled.slug, title=bundled.title, description=bundled.description, file=bundled.file())
            look.full_clean()
            look.save()
            made.append(look)
    return made
