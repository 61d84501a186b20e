"""The settings as the values that services hand to the engine; read live, so that overridden settings count."""

from django.conf import settings

from filters.engine.limits import MEGA, Limits

MEBI = 1024 * 1024


def limits() -> Limits:
    """What one request may cost."""
    return Limits(
        max_upload_bytes=max_upload_bytes(),
        max_pixels=settings.IMGSVC_MAX_MEGAPIXELS * MEGA,
        max_frames=settings.IMGSVC_MAX_FRAMES,
        max_output_pixels=settings.IMGSVC_MAX_OUTPUT_MEGAPIXELS * MEGA,
        max_steps=settings.IMGSVC_MAX_STEPS,
        deadline_s=settings.IMGSVC_DEADLINE_S,
        formats_in=frozenset(settings.IMGSVC_FORMATS_IN),
    )


def max_upload_bytes() -> int:
    """The size of the largest upload."""
    return int(settings.IMGSVC_MAX_UPLOAD_MB * MEBI)


def max_inflight_pixels() -> int:
    """This worker process's share of what may be processed at one time."""
    return int(settings.IMGSVC_MAX_INFLIGHT_MEGAPIXELS * MEGA // settings.IMGSVC_WORKERS)


def pool_size() -> int:
    """This web process's share of the pixel workers."""
    return max(1, int(settings.IMGSVC_PIXEL_WORKERS // settings.IMGSVC_WORKERS))


def uses_pool() -> bool:
    """Whether pictures are worked on in pixel workers."""
    return bool(settings.IMGSVC_EXECUTOR == "pool")


def crash_refusal_s() -> float:
    """How long a file is refused that made a pixel worker crash, in seconds."""
    return float(settings.IMGSVC_CRASH_REFUSAL_S)


def queue_length() -> int:
    """How many jobs may wait for their turn in this web process."""
    return int(settings.IMGSVC_QUEUE_LENGTH)


def queue_s() -> float:
    """How long a job may wait for its turn, in seconds."""
    return float(settings.IMGSVC_QUEUE_S)


def preset_cache_s() -> float:
    """How long presets and assets may be used without a look into the database, in seconds."""
    return float(settings.IMGSVC_PRESET_CACHE_S)


def anonymous() -> bool:
    """Whether who has neither an API key nor a login may process pictures."""
    return bool(settings.IMGSVC_ANONYMOUS)


def anonymous_rate() -> int:
    """Pictures a minute that one address may send without an API key or a login; 0 is no limit."""
    return int(settings.IMGSVC_ANONYMOUS_RATE)


def anonymous_megapixels() -> int:
    """Megapixels a minute that one address may have processed without an API key or a login; 0 is no limit."""
    return int(settings.IMGSVC_ANONYMOUS_MEGAPIXELS)
