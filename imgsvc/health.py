"""Is the process alive, and can it do its work?"""

import base64
import logging
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from filters.engine import process

logger = logging.getLogger(__name__)

TINY_GIF = base64.b64decode("R0lGODdhAQABAIAAAAAAAAAAACwAAAAAAQABAAACAkQBADs=")


def database() -> None:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def engine() -> None:
    """A picture of one pixel goes in, a filtered one comes out."""
    process(TINY_GIF, [{"op": "gaussian_blur", "radius": 1}], format="png")


CHECKS: dict[str, Callable[[], None]] = {"database": database, "engine": engine}


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process is alive."""
    return JsonResponse({"status": "ok", "version": settings.VERSION})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Every check with its time; 503 if one fails. What went wrong is logged, not told."""
    checks = {name: _run(name, check) for name, check in CHECKS.items()}
    ready = all(check["status"] == "ok" for check in checks.values())
    body = {"status": "ok" if ready else "failed", "version": settings.VERSION, "checks": checks}
    return JsonResponse(body, status=200 if ready else 503)


def _run(name: str, check: Callable[[], None]) -> dict[str, Any]:
    start = perf_counter()
    try:
        check()
        status = "ok"
    except Exception:  # whatever it is, this instance cannot do its work
        logger.exception("Not ready: %s", name)
        status = "failed"
    return {"status": status, "ms": round((perf_counter() - start) * 1000, 2)}
