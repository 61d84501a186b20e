"""What presets make of the bundled sample photo."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.core.cache import cache as django_cache

from filters.engine.errors import EngineError
from filters.engine.formats import FORMATS
from filters.engine.limits import Deadline
from filters.engine.output import Output
from filters.engine.pipeline import Pipeline
from filters.engine.work import Explain
from filters.models import Preset
from filters.services.images import Job, image_process

SAMPLE = Path(__file__).resolve().parent.parent / "static" / "filters" / "sample.jpg"
SIDE = 480  # pixels; what a preset makes larger is shown smaller
KEPT_S = 24 * 3600
STAND_IN = "png"  # for formats that browsers do not show
INVISIBLE = {name: STAND_IN for name, format in FORMATS.items() if not format.shown}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A picture to show."""

    data: bytes
    media_type: str


@cache
def sample_photo() -> bytes:
    """The bundled photo."""
    return SAMPLE.read_bytes()


def preview_etag(preset: Preset) -> str:
    """A hash of all that the preview depends on, the assets that it names among them.

    Found without rendering. Raises the engine's errors where there is no preview.
    """
    etag = Explain(**_job(preset).order()).open().run(Deadline())["etag"]  # of our own photo: no stranger's bytes
    return hashlib.sha256(f"{etag} {SIDE}".encode()).hexdigest()[:32]


def preview(preset: Preset) -> Preview:
    """The sample photo through the preset, from the cache where it is there. Raises the engine's errors."""
    key = f"preset-preview-{preview_etag(preset)}"
    found: Preview | None = django_cache.get(key)
    if found is None:
        found = _rendered(preset)
        django_cache.set(key, found, KEPT_S)
    return found


def preview_problem(preset: Preset) -> str:
    """Why there is no preview, in a sentence, found without rendering; "" where there is one."""
    try:
        preview_etag(preset)
    except EngineError as error:
        return error.detail
    return ""


def _job(preset: Preset) -> Job:
    return Job(data=sample_photo(), preset=preset, output=Output(format=INVISIBLE.get(preset.format)))


def _rendered(preset: Preset) -> Preview:
    rendition = image_process(job=_job(preset))
    if max(rendition.size) > SIDE:
        smaller = Pipeline.parse([{"op": "resize", "width": SIDE, "height": SIDE}])
        rendition = image_process(job=Job(data=rendition.data, pipeline=smaller))
    return Preview(data=rendition.data, media_type=rendition.media_type)
