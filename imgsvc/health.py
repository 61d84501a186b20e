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

from filters import conf
from filters.engine.errors import Busy
from filters.engine.output import Output
from filters.engine.pipeline import Pipeline
from filters.isolation.pool import WorkersMissing
from filters.services import execution
from filters.services.images import Job, image_process

logger = logging.getLogger(__name__)

TINY_GIF = base64.b64decode("R0lGODdhAQABAIAAAAAAAAAAACwAAAAAAQABAAACAkQBADs=")


def database() -> None:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def engine() -> None:
    """A picture of one pixel goes in, a filtered one comes out."""
    steps = Pipeline.parse([{"op": "gaussian_blur", "radius": 1}])
    try:
        image_process(job=Job(data=TINY_GIF, pipeline=steps, output=Output(format="png"), client="readyz"))
    except WorkersMissing:
        raise
    except Busy:
        logger.debug("The engine works, at its limit.")


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
    body = {"status": "ok" if ready else "failed", "version": settings.VERSION, "checks": checks, "work": _work()}
    return JsonResponse(body, status=200 if ready else 503)


def _work() -> dict[str, Any]:
    """Where pictures are worked on, what pixel workers are kept from, and how busy this web process is."""
    where = {"executor": settings.IMGSVC_EXECUTOR, "pixel_workers": conf.pool_size() if conf.uses_pool() else 0}
    try:
        return where | {"confined": execution.protections(), "state": execution.state()}
    except Exception:  # the check of the engine says so
        logger.exception("The pixel workers cannot be asked.")
        return where


def _run(name: str, check: Callable[[], None]) -> dict[str, Any]:
    start = perf_counter()
    try:
        check()
        status = "ok"
    except Exception:  # whatever it is, this instance cannot do its work
        logger.exception("Not ready: %s", name)
        status = "failed"
    return {"status": status, "ms": round((perf_counter() - start) * 1000, 2)}
