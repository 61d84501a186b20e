"""Every environment variable, declared once: settings, checks and the documentation read it from here."""

import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs, urlsplit

import dj_database_url
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from filters.engine.formats import ACCEPTABLE, READABLE
from imgsvc.cores import usable_cores
from imgsvc.variables import About, Problem, Rule, read, unknown_names

LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
SECRET_KEY_LENGTH = 50
SECRET_KEY_CHARACTERS = 5
KEY_ADVICE = (
    f"at least {SECRET_KEY_LENGTH} random characters, such as the output of "
    "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'."
)
DEBUG_ADVICE = "DEBUG shows source code and settings to everyone: remove it, or remove IMGSVC_PRODUCTION."
HOSTS_ADVICE = (
    "ALLOWED_HOSTS is not set, so only requests to localhost are answered. "
    "Set it to the host names that people will use, such as images.example.org."
)
LIMITS_ADVICE = (
    "Every web process counts rates and quotas for itself, so that a client may have as much from each of them. "
    "Set CACHE_URL to a Redis, or WEB_CONCURRENCY to 1."
)
ORIGIN = re.compile(r"https?://([a-zA-Z0-9_.-]+|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?")


def _split(value: Any) -> Any:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _known_formats(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value or set(value) - set(ACCEPTABLE):
        raise ValueError("unknown format")
    return value


def _origins(value: tuple[str, ...]) -> tuple[str, ...]:
    if not all(origin.startswith(("http://", "https://")) for origin in value):
        raise ValueError("no scheme")
    return value


def _exact_origins(value: tuple[str, ...]) -> tuple[str, ...]:
    if not all(ORIGIN.fullmatch(origin) for origin in value):
        raise ValueError("no origin")
    return value


def _url(**packages: str) -> AfterValidator:
    """A URL whose scheme is one of the keywords; the keyword's value is the package that the scheme needs."""

    def check(value: str) -> str:
        scheme, separator, _ = value.partition("://")
        if value and not (separator and scheme in packages):
            raise ValueError("unknown scheme")
        if value and packages[scheme] and find_spec(packages[scheme]) is None:
            raise ValueError(f"the Python package {packages[scheme]} is not installed")
        return value

    return AfterValidator(check)


def _database(value: str) -> str:
    if value:
        dj_database_url.parse(value)
    return value


def _storage(value: str) -> str:
    """A folder has a path and no host, a bucket a name and known options."""
    parts = urlsplit(value)
    is_wrong = (bool(parts.netloc) or len(parts.path) < len("/x")) if parts.scheme == "file" else not parts.netloc
    if value and (is_wrong or not parse_qs(parts.query).keys() <= {"endpoint", "region"}):
        raise ValueError("no folder and no bucket")
    return value


Names = Annotated[tuple[str, ...], BeforeValidator(_split)]


class Environment(BaseModel):
    """The whole configuration. The alias of a field is the name of its environment variable."""

    model_config = ConfigDict(frozen=True, validate_by_name=True, validate_by_alias=True, allow_inf_nan=False)

    production: bool = Field(
        False,
        alias="IMGSVC_PRODUCTION",
        description="Serve the world over HTTPS: SECRET_KEY is required, http is redirected, cookies are secure.",
    )
    debug: bool = Field(False, alias="DEBUG", description="Show error pages with source code. Never in production.")
    secret_key: Annotated[
        str,
        About(expected="at least 50 random characters", default="made once, in the data directory", secret=True),
    ] = Field("", alias="SECRET_KEY", repr=False, description="What signs sessions and forms. Required in production.")
    secret_key_fallbacks: Annotated[
        Names, About(expected="a comma-separated list of former keys", secret=True)
    ] = Field(
        (),
        alias="SECRET_KEY_FALLBACKS",
        repr=False,
        description="Former values of SECRET_KEY: what they signed and encrypted is still read.",
    )  # fmt: skip
    allowed_hosts: Annotated[Names, About(expected="a comma-separated list of host names")] = Field(
        LOCAL_HOSTS, alias="ALLOWED_HOSTS", description="The host names that are answered."
    )
    csrf_trusted_origins: Annotated[
        Names,
        AfterValidator(_origins),
        About(expected="a comma-separated list of origins, such as https://images.example.org"),
    ] = Field((), alias="CSRF_TRUSTED_ORIGINS", description="Other origins whose forms may post here.")

    host: Annotated[str, About(expected="an address, such as 127.0.0.1 or 0.0.0.0")] = Field(
        "127.0.0.1", alias="HOST", pattern=r"^(\[[0-9a-fA-F:.]+\]|[\w.-]+)$", description="The address to listen on."
    )
    port: int = Field(8000, alias="PORT", ge=1, le=65_535, description="The TCP port to listen on.")
    workers: int = Field(
        1,
        alias="WEB_CONCURRENCY",
        ge=1,
        le=64,
        description="Web processes. One is right for most machines: it answers, and pixel workers do the work.",
    )
    threads: int = Field(
        64, alias="THREADS", ge=1, le=1024, description="Threads of each web process: requests answered at one time."
    )
    keep_memory_mb: Annotated[int, About(unit="MiB")] = Field(
        256,
        alias="IMGSVC_KEEP_MEMORY_MB",
        ge=0,
        le=2047,
        description="Freed memory that each worker process keeps for its next picture; 0 gives all of it back.",
    )
    executor: Annotated[
        Literal["pool", "inline"], About(expected="pool or inline", default="pool under gunicorn, inline elsewhere")
    ] = Field(
        "inline",
        alias="IMGSVC_EXECUTOR",
        description="Where pictures are decoded, filtered and encoded: in a pool of pixel workers, processes that can "
        "be stopped and may do nothing else, or inline, in the process that asks.",
    )
    pixel_workers: Annotated[int, About(default="one for each core")] = Field(
        default_factory=usable_cores,
        alias="IMGSVC_PIXEL_WORKERS",
        ge=1,
        le=256,
        description="Pixel workers, those of all web processes together.",
    )
    jobs_per_worker: Annotated[int, About(unit="jobs")] = Field(
        500,
        alias="IMGSVC_JOBS_PER_WORKER",
        ge=1,
        le=1_000_000,
        description="After so many jobs a pixel worker is replaced by a fresh one.",
    )
    job_memory_mb: Annotated[int, About(unit="MiB")] = Field(
        2048,
        alias="IMGSVC_JOB_MEMORY_MB",
        ge=64,
        le=1_000_000,
        description="What a pixel worker may take beyond what it starts with; more is answered with 413.",
    )
    crash_refusal_s: Annotated[float, About(unit="seconds")] = Field(
        600,
        alias="IMGSVC_CRASH_REFUSAL_S",
        ge=0,
        le=86_400,
        description="How long a file is refused unseen that made a pixel worker crash.",
    )
    queue_length: Annotated[int, About(unit="jobs")] = Field(
        16,
        alias="IMGSVC_QUEUE_LENGTH",
        ge=0,
        le=1024,
        description="How many jobs may wait for a pixel worker; more are answered with 503.",
    )
    queue_s: Annotated[float, About(unit="seconds")] = Field(
        2,
        alias="IMGSVC_QUEUE_S",
        ge=0,
        le=600,
        description="How long a job may wait for a pixel worker; one that would wait longer is answered with 503.",
    )
    trust_proxy: bool = Field(
        False,
        alias="IMGSVC_TRUST_PROXY",
        description="Believe the X-Forwarded-Proto and X-Forwarded-For of the one proxy in front.",
    )

    data_dir: Annotated[Path, About(expected="a folder")] = Field(
        Path("var"),
        alias="IMGSVC_DATA_DIR",
        description="Where the SQLite database, the local secret key and collected static files are kept.",
    )
    database_url: Annotated[
        str,
        _url(sqlite="", postgres="psycopg", postgresql="psycopg"),
        AfterValidator(_database),
        About(
            expected="a URL that begins with sqlite:// or postgres:// (which needs the Python package psycopg)",
            default="SQLite in the data directory",
            secret=True,
        ),
    ] = Field("", alias="DATABASE_URL", repr=False, description="The database.")
    cache_url: Annotated[
        str,
        _url(locmem="", redis="redis", rediss="redis"),
        About(expected="locmem://, redis://... or rediss://... (which need the Python package redis)", secret=True),
    ] = Field("locmem://", alias="CACHE_URL", repr=False, description="The cache; Redis is shared by all workers.")

    storage_url: Annotated[
        str,
        _url(file="", s3="storages"),
        AfterValidator(_storage),
        About(
            expected="file:///folder or s3://bucket/prefix?endpoint=https://...&region=... (which needs the Python "
            "package django-storages[s3])",
            default="a folder in the data directory",
            secret=True,
        ),
    ] = Field("", alias="STORAGE_URL", repr=False, description="Where files are kept (docs/files.md).")

    anonymous: bool = Field(
        True,
        alias="IMGSVC_ANONYMOUS",
        description="Whether who has neither an API key nor a login may process pictures.",
    )
    anonymous_rate: Annotated[int, About(unit="requests a minute")] = Field(
        0,
        alias="IMGSVC_ANONYMOUS_RATE",
        ge=0,
        le=1_000_000,
        description="Pictures that one address may send without an API key or a login; 0 is no limit.",
    )
    anonymous_megapixels: Annotated[int, About(unit="megapixels a minute")] = Field(
        0,
        alias="IMGSVC_ANONYMOUS_MEGAPIXELS",
        ge=0,
        le=1_000_000,
        description="What one address may have processed without an API key or a login; 0 is no limit.",
    )
    anonymous_files: bool = Field(
        False,
        alias="IMGSVC_ANONYMOUS_FILES",
        description="Whether who has neither an API key nor a login may keep files, for a day.",
    )
    files_quota_mb: Annotated[int, About(unit="MiB")] = Field(
        10_240,
        alias="IMGSVC_FILES_QUOTA_MB",
        ge=0,
        le=1_000_000_000,
        description="What the files of one owner may take, unless an admin allows another size; 0 is no limit.",
    )
    file_days: Annotated[int, About(unit="days")] = Field(
        0,
        alias="IMGSVC_FILE_DAYS",
        ge=0,
        le=36_500,
        description="How long files are kept that say nothing themselves; 0 is for ever.",
    )
    upload_hours: Annotated[float, About(unit="hours")] = Field(
        24,
        alias="IMGSVC_UPLOAD_HOURS",
        ge=0.1,
        le=8760,
        description="How long an interrupted upload can be resumed.",
    )
    accel_redirect: Annotated[str, About(expected="an internal location of nginx, such as /_files/")] = Field(
        "",
        alias="IMGSVC_ACCEL_REDIRECT",
        pattern=r"^(/[\w./-]*/)?$",
        description="Where nginx has the folder of the files, so that it sends them itself (X-Accel-Redirect).",
    )
    fetch: Annotated[Literal["off", "listed", "open"], About(expected="off, listed or open")] = Field(
        "off",
        alias="IMGSVC_FETCH",
        description="Which other servers pictures are fetched from: none, those that admins listed, or all that have "
        "public addresses.",
    )
    fetch_s: Annotated[float, About(unit="seconds")] = Field(
        20, alias="IMGSVC_FETCH_S", ge=0.1, le=600, description="The time in which a picture from a URL has to come."
    )
    cors_origins: Annotated[
        Names,
        AfterValidator(_exact_origins),
        About(expected="a comma-separated list of origins, such as https://app.example.org"),
    ] = Field(
        (),
        alias="IMGSVC_CORS_ORIGINS",
        description="Origins whose pages may call the API from a browser, with an API key.",
    )

    max_upload_mb: Annotated[int, About(unit="MiB")] = Field(
        32, alias="IMGSVC_MAX_UPLOAD_MB", ge=1, le=1024, description="The largest upload."
    )
    max_file_mb: Annotated[int, About(unit="MiB")] = Field(
        5120,
        alias="IMGSVC_MAX_FILE_MB",
        ge=1,
        le=1_048_576,
        description="The largest body that flows through: a file to keep, to forward, to fetch, or a batch.",
    )
    max_batch: Annotated[int, About(unit="pictures")] = Field(
        1000, alias="IMGSVC_MAX_BATCH", ge=1, le=100_000, description="The most pictures of one batch."
    )
    transfer_s: Annotated[float, About(unit="seconds")] = Field(
        3600,
        alias="IMGSVC_TRANSFER_S",
        ge=1,
        le=86_400,
        description="The longest time that a file, a batch or a forwarded upload may take on its way.",
    )
    max_megapixels: Annotated[int, About(unit="megapixels")] = Field(
        64, alias="IMGSVC_MAX_MEGAPIXELS", ge=1, le=1000, description="The largest input, summed over its frames."
    )
    max_frames: Annotated[int, About(unit="frames")] = Field(
        300, alias="IMGSVC_MAX_FRAMES", ge=1, le=10_000, description="The longest animation."
    )
    max_output_megapixels: Annotated[int, About(unit="megapixels")] = Field(
        64, alias="IMGSVC_MAX_OUTPUT_MEGAPIXELS", ge=1, le=1000, description="The largest result of any step."
    )
    max_steps: Annotated[int, About(unit="steps")] = Field(
        32, alias="IMGSVC_MAX_STEPS", ge=1, le=256, description="The longest pipeline."
    )
    deadline_s: Annotated[float, About(unit="seconds")] = Field(
        20, alias="IMGSVC_DEADLINE_S", ge=0.01, le=3600, description="The time after which work is stopped."
    )
    max_inflight_megapixels: Annotated[int, About(unit="megapixels")] = Field(
        256,
        alias="IMGSVC_MAX_INFLIGHT_MEGAPIXELS",
        ge=1,
        le=100_000,
        description="What is processed at one time; more waits, or is answered with 503.",
    )
    formats_in: Annotated[
        Names,
        AfterValidator(_known_formats),
        About(expected=f"a comma-separated list out of {', '.join(ACCEPTABLE)}"),
    ] = Field(
        tuple(READABLE),
        alias="IMGSVC_FORMATS_IN",
        description="The input formats that are accepted. `jxl` and `svg` need an extra (docs/formats.md).",
    )
    preset_cache_s: Annotated[float, About(unit="seconds")] = Field(
        2,
        alias="IMGSVC_PRESET_CACHE_S",
        ge=0,
        le=3600,
        description="How late a change of presets, looks, fonts, pictures and API keys may be seen that is made by a "
        "command or on another machine; of keys 10 s at most. One made in this server is seen at once.",
    )


def read_environment(environ: Mapping[str, str]) -> tuple[Environment, tuple[Problem, ...]]:
    """The configuration, with defaults in place of wrong values, and everything that is wrong."""
    environment, wrong = read(Environment, environ)
    return environment, (*wrong, *_rules(environment), *unknown_names(Environment, environ))


def _rules(environment: Environment) -> tuple[Problem, ...]:
    """What single values cannot tell."""
    found = []
    key = environment.secret_key
    if environment.production and not key:
        found.append(Problem(Rule.SECRET_KEY_MISSING, f"SECRET_KEY must be set in production: {KEY_ADVICE}"))
    elif environment.production and (len(key) < SECRET_KEY_LENGTH or len(set(key)) < SECRET_KEY_CHARACTERS):
        found.append(Problem(Rule.SECRET_KEY_WEAK, f"SECRET_KEY is too easy to guess for production: {KEY_ADVICE}"))
    if environment.production and environment.debug:
        found.append(Problem(Rule.DEBUG_IN_PRODUCTION, DEBUG_ADVICE))
    public = environment.production or environment.host not in {*LOCAL_HOSTS, "::1"}
    if public and environment.allowed_hosts == LOCAL_HOSTS:
        found.append(Problem(Rule.ONLY_LOCAL_HOSTS, HOSTS_ADVICE))
    if environment.workers > 1 and environment.cache_url.startswith("locmem"):
        found.append(Problem(Rule.LIMITS_PER_PROCESS, LIMITS_ADVICE))
    return tuple(found)
