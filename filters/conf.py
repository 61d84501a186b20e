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


def max_file_bytes() -> int:
    """The size of the largest body that flows through without ever being whole in memory."""
    return int(settings.IMGSVC_MAX_FILE_MB * MEBI)


def max_batch() -> int:
    """The most pictures of one batch."""
    return int(settings.IMGSVC_MAX_BATCH)


def transfer_s() -> float:
    """How long a body may take that flows through, in seconds."""
    return float(settings.IMGSVC_TRANSFER_S)


def anonymous_files() -> bool:
    """Whether who has neither an API key nor a login may keep files."""
    return bool(settings.IMGSVC_ANONYMOUS_FILES)


def files_quota_bytes() -> int:
    """What the files of one owner may take unless an admin allows another size; 0 is no limit."""
    return int(settings.IMGSVC_FILES_QUOTA_MB * MEBI)


def file_days() -> int:
    """How many days files are kept that say nothing themselves; 0 is for ever."""
    return int(settings.IMGSVC_FILE_DAYS)


def upload_hours() -> float:
    """How long an interrupted upload can be resumed, in hours."""
    return float(settings.IMGSVC_UPLOAD_HOURS)


def accel_redirect() -> str:
    """The internal location under which nginx has the folder of the files; empty where it does not send them."""
    return str(settings.IMGSVC_ACCEL_REDIRECT)


def fetch() -> str:
    """Which other servers are asked: `off`, `listed` or `open`."""
    return str(settings.IMGSVC_FETCH)


def fetch_s() -> float:
    """The time in which a picture from a URL has to come, in seconds."""
    return float(settings.IMGSVC_FETCH_S)
