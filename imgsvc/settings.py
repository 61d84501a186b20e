"""Django's settings. What an operator may choose is declared in `imgsvc.env` and only read here."""

import logging
import os
import secrets
import sys
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import dj_database_url
from corsheaders.defaults import default_headers

from imgsvc import __version__
from imgsvc.env import read_environment
from imgsvc.secret import local_secret_key
from imgsvc.storages import files_storage

VERSION = __version__
BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT, ENVIRONMENT_PROBLEMS = read_environment(os.environ)
DATA_DIR = BASE_DIR / ENVIRONMENT.data_dir
PRODUCTION = ENVIRONMENT.production
DEBUG = ENVIRONMENT.debug

# Where a folder cannot be made, imgsvc.checks.check_data_dir says so.
with suppress(OSError):
    (DATA_DIR / "static").mkdir(parents=True, exist_ok=True)
DATA_DIR_USABLE = DATA_DIR.is_dir() and os.access(DATA_DIR, os.W_OK | os.X_OK)

# Limits, named like their variables; filters.conf is the typed view of them.
IMGSVC_MAX_UPLOAD_MB = ENVIRONMENT.max_upload_mb
IMGSVC_MAX_MEGAPIXELS = ENVIRONMENT.max_megapixels
IMGSVC_MAX_FRAMES = ENVIRONMENT.max_frames
IMGSVC_MAX_OUTPUT_MEGAPIXELS = ENVIRONMENT.max_output_megapixels
IMGSVC_MAX_STEPS = ENVIRONMENT.max_steps
IMGSVC_DEADLINE_S = ENVIRONMENT.deadline_s
IMGSVC_MAX_INFLIGHT_MEGAPIXELS = ENVIRONMENT.max_inflight_megapixels
IMGSVC_FORMATS_IN = ENVIRONMENT.formats_in
IMGSVC_PRESET_CACHE_S = ENVIRONMENT.preset_cache_s
IMGSVC_MAX_FILE_MB = ENVIRONMENT.max_file_mb
IMGSVC_MAX_BATCH = ENVIRONMENT.max_batch
IMGSVC_TRANSFER_S = ENVIRONMENT.transfer_s
IMGSVC_ANONYMOUS_FILES = ENVIRONMENT.anonymous_files
IMGSVC_FILES_QUOTA_MB = ENVIRONMENT.files_quota_mb
IMGSVC_FILE_DAYS = ENVIRONMENT.file_days
IMGSVC_UPLOAD_HOURS = ENVIRONMENT.upload_hours
IMGSVC_ACCEL_REDIRECT = ENVIRONMENT.accel_redirect
IMGSVC_FETCH = ENVIRONMENT.fetch
IMGSVC_FETCH_S = ENVIRONMENT.fetch_s
IMGSVC_WORKERS = ENVIRONMENT.workers
IMGSVC_EXECUTOR = ENVIRONMENT.executor
IMGSVC_PIXEL_WORKERS = ENVIRONMENT.pixel_workers
IMGSVC_JOBS_PER_WORKER = ENVIRONMENT.jobs_per_worker
IMGSVC_JOB_MEMORY_MB = ENVIRONMENT.job_memory_mb
IMGSVC_CRASH_REFUSAL_S = ENVIRONMENT.crash_refusal_s
IMGSVC_QUEUE_LENGTH = ENVIRONMENT.queue_length
IMGSVC_QUEUE_S = ENVIRONMENT.queue_s
IMGSVC_KEEP_MEMORY_MB = ENVIRONMENT.keep_memory_mb
IMGSVC_ANONYMOUS = ENVIRONMENT.anonymous
IMGSVC_ANONYMOUS_RATE = ENVIRONMENT.anonymous_rate
IMGSVC_ANONYMOUS_MEGAPIXELS = ENVIRONMENT.anonymous_megapixels

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework_api_key",
    "axes",
    "corsheaders",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "auditlog",
    "imgsvc",
    "filters",
]

MIDDLEWARE = [
    "imgsvc.middleware.security_headers",
    *(["corsheaders.middleware.CorsMiddleware"] if ENVIRONMENT.cors_origins else []),
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "imgsvc.auditing.AuditMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "imgsvc.urls"
WSGI_APPLICATION = "imgsvc.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Data
SQLITE_OPTIONS = {
    "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;",
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,  # seconds to wait for a lock: a thread that waits serves nobody
}


def _private(path: Path) -> Path:
    """The file; a new one is its owner's alone, for sessions stand in it. What SQLite puts beside it is alike."""
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT, 0o600))
    return path


def _database(url: str) -> Any:
    if not url:
        # In memory where start-up will be refused: the checks look at the database.
        url = f"sqlite:///{_private(DATA_DIR / 'db.sqlite3')}" if DATA_DIR_USABLE else "sqlite://:memory:"
    if not url.startswith("sqlite"):
        return dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    return {**dj_database_url.parse(url), "OPTIONS": SQLITE_OPTIONS}


DATABASES = {"default": _database(ENVIRONMENT.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _cache(url: str, name: str, **options: Any) -> dict[str, Any]:
    """A cache of its own under the name; `options` are those of memory."""
    if url.startswith("locmem"):
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name, "OPTIONS": options}
    patience = {"socket_connect_timeout": 1, "socket_timeout": 1}  # seconds: no request waits long for a lost cache
    backend = "django.core.cache.backends.redis.RedisCache"
    return {"BACKEND": backend, "LOCATION": url, "KEY_PREFIX": name, "OPTIONS": patience}


CACHES: dict[str, dict[str, Any]] = {
    "default": _cache(ENVIRONMENT.cache_url, "default"),
    "quotas": _cache(ENVIRONMENT.cache_url, "quotas", MAX_ENTRIES=100_000),  # pictures must not push counters out
}

# Uploads stay in memory, whatever their size; the one handler bounds them.
FILE_UPLOAD_HANDLERS = ["filters.uploads.memory.BoundedMemoryUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024  # the fields beside the files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # a page without JavaScript sends the controls of every operation
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# Static files: hashed and compressed once collected, otherwise served from where they are written.
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_COLLECTED = (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = DEBUG or not STATIC_COLLECTED
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "imgsvc.staticfiles.HashedStaticFilesStorage"},
    "files": files_storage(ENVIRONMENT.storage_url, DATA_DIR, shared=bool(ENVIRONMENT.accel_redirect)),
}

# People
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "studio"

# Guessing passwords: so many failures by one name from one address, then a pause. In the database, so that it holds in
# every worker and after a restart.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # good logins are in the audit log
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "filters.callers.address_of"
AXES_LOCKOUT_CALLABLE = "filters.web.lockout.locked_out"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Security
APPEND_SLASH = True
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.csrf_trusted_origins)
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
if PRODUCTION:  # names that a browser takes only over https, from this very host
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
USE_X_FORWARDED_HOST = USE_X_FORWARDED_PORT = False
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # a load balancer asks these over http
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.trust_proxy else None

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}


def _secret_key() -> str:
    """The key from the environment, or the local one; a throwaway where start-up will be refused anyway."""
    if not PRODUCTION and not ENVIRONMENT.secret_key:
        with suppress(OSError):
            return local_secret_key(DATA_DIR)
    return ENVIRONMENT.secret_key or secrets.token_urlsafe()


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = list(ENVIRONMENT.secret_key_fallbacks)

# The API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "filters.api.authentication.ApiKeyAuthentication",  # the first one's challenge comes with a 401
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["filters.api.throttles.RateThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer", "filters.api.renderers.PageRenderer"],
    "DEFAULT_PARSER_CLASSES": ["filters.api.parsers.DeepJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "filters.api.schema.ApiSchema",
    "EXCEPTION_HANDLER": "filters.api.errors.exception_handler",
    "NUM_PROXIES": 1 if ENVIRONMENT.trust_proxy else 0,
    "URL_FORMAT_OVERRIDE": None,  # `format` in a query string is the picture's
}

# Pages elsewhere that may call the API from a browser: with a key, never with this site's cookies.
CORS_ALLOWED_ORIGINS = list(ENVIRONMENT.cors_origins)
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_CREDENTIALS = False
CORS_PREFLIGHT_MAX_AGE = 3600  # seconds
CORS_EXPOSE_HEADERS = [
    "Accept-Ranges", "Content-Disposition", "Content-Location", "Content-Range", "ETag", "Image-Frames",
    "Image-Height", "Image-Quality", "Image-Warnings", "Image-Width", "Imgsvc-File", "Imgsvc-Forward-Id",
    "Imgsvc-Remote-Status", "Last-Modified", "Location",
    "Retry-After", "Server-Timing", "Tus-Checksum-Algorithm", "Tus-Extension", "Tus-Max-Size", "Tus-Resumable",
    "Tus-Version", "Upload-Defer-Length", "Upload-Expires", "Upload-Length", "Upload-Metadata", "Upload-Offset",
    "WWW-Authenticate",
]  # fmt: skip
CORS_ALLOW_HEADERS = [
    *default_headers, "tus-resumable", "upload-checksum", "upload-defer-length", "upload-length", "upload-metadata",
    "upload-offset", "x-http-method-override", "x-request-id",
]  # fmt: skip

SPECTACULAR_SETTINGS = {
    "TITLE": "imgsvc",
    "DESCRIPTION": "A picture goes in, a filtered picture comes out.",
    "VERSION": VERSION,
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATION_PARAMETERS": False,
    "SORT_OPERATIONS": False,
    "PREPROCESSING_HOOKS": ["filters.api.components.only_with_slash"],
    "POSTPROCESSING_HOOKS": ["filters.api.components.finish_schema"],
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "docExpansion": "list", "tryItOutEnabled": True, "validatorUrl": None},
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}


def _without_traceback(record: logging.LogRecord) -> bool:
    """For what strangers cause: the message says it all."""
    record.exc_info = None
    return True


# A command's own output goes to stdout, and nothing beside it.
LOG_STREAM = "ext://sys.stderr" if Path(sys.argv[0]).name == "manage.py" else "ext://sys.stdout"


def _is_not_busy(record: logging.LogRecord) -> bool:
    """That the service is full stands in the access log; an error for each of a flood would bury all others."""
    return getattr(record, "status_code", 0) != HTTPStatus.SERVICE_UNAVAILABLE


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "imgsvc.logs.LineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "filters": {
        "no_traceback": {"()": "django.utils.log.CallbackFilter", "callback": _without_traceback},
        "not_busy": {"()": "django.utils.log.CallbackFilter", "callback": _is_not_busy},
    },
    "handlers": {"stream": {"class": "logging.StreamHandler", "stream": LOG_STREAM, "formatter": "line"}},
    "root": {"handlers": ["stream"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stream"], "level": "INFO", "propagate": False},
        "django.request": {"filters": ["not_busy"]},
        "django.security.DisallowedHost": {"filters": ["no_traceback"]},
    },
}
