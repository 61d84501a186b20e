"""What the steps of a pipeline name: loaded from the database, and the second picture of a request."""

from collections import defaultdict
from collections.abc import Mapping

from filters import conf
from filters.engine.assets import Assets
from filters.engine.decode import open_source
from filters.engine.errors import EngineError, PictureInvalid
from filters.engine.parameters import AssetKind
from filters.engine.pipeline import Pipeline
from filters.models import MODELS, active_slugs

Files = Mapping[AssetKind, Mapping[str, bytes]]


def assets_for(*, pipeline: Pipeline, overlay: bytes | None = None) -> Assets:
    """The files that the steps name, and the overlay: one query for each kind that is named.

    What is missing or switched off is left out: the plan refuses its step, with the nearest name of those that there
    are. Raises `PictureInvalid` where the overlay is no picture.
    """
    if overlay is not None:
        require_picture(overlay, field="overlay")
    wanted: dict[AssetKind, set[str]] = defaultdict(set)
    for need in (need for step in pipeline.steps for need in step.needs()):
        if need.name is not None:
            wanted[need.kind].add(need.name)
    files = {kind: _files(kind, names) for kind, names in wanted.items()}
    known = {kind: active_slugs(kind) for kind, names in wanted.items() if names - files[kind].keys()}
    return Assets.of(files, overlay=overlay, known=known)


def require_picture(data: bytes, *, field: str) -> None:
    """Refuse what is no picture, or one over a limit, by its header: `PictureInvalid` naming the field."""
    try:
        open_source(data, conf.limits())
    except EngineError as error:
        raise PictureInvalid(f"The {field} cannot be used. {error.detail}", field=field) from error


def _files(kind: AssetKind, names: set[str]) -> dict[str, bytes]:
    rows = MODELS[kind].objects.filter(active=True, slug__in=names).values_list("slug", "file")
    return {slug: bytes(data) for slug, data in rows}
