"""What presets make of the bundled sample photo."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import PIL
from django.core.cache import cache as django_cache

from filters.engine.errors import EngineError
from filters.engine.formats import FORMATS
from filters.engine.output import Output
from filters.engine.pipeline import Pipeline, canonical_json
from filters.models import Preset
from filters.services.images import Job, image_explain, image_process

SAMPLE = Path(__file__).resolve().parent.parent / "static" / "filters" / "sample.jpg"
SIDE = 480  # pixels; what a preset makes larger is shown smaller
KEPT_S = 24 * 3600
STAND_IN = "png"  # for formats that browsers do not show


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
    """A hash of all that the preview depends on. Raises `PipelineInvalid`."""
    parts = [preset.parsed().digest(), preset.format, preset.quality, SIDE, PIL.__version__]
    photo = hashlib.sha256(sample_photo()).hexdigest()
    return hashlib.sha256(canonical_json([photo, *parts]).encode()).hexdigest()[:32]


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
        image_explain(job=_job(preset))
    except EngineError as error:
        return error.detail
    return ""


def _job(preset: Preset) -> Job:
    return Job(data=sample_photo(), preset=preset, output=Output(format=_stand_in(preset.format)))


def _stand_in(format: str) -> str | None:
    return STAND_IN if format in FORMATS and not FORMATS[format].shown else None


def _rendered(preset: Preset) -> Preview:
    rendition = image_process(job=_job(preset))
    if max(rendition.size) > SIDE:
        smaller = Pipeline.parse([{"op": "resize", "width": SIDE, "height": SIDE}])
        rendition = image_process(job=Job(data=rendition.data, pipeline=smaller))
    return Preview(data=rendition.data, media_type=rendition.media_type)
