"""A site of nothing but streams, for a real gunicorn and a real uvicorn: how its sources fared is at `/fates`."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from django import setup
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, JsonResponse
from django.urls import path

from filters.streams.responses import NDJSONStream, OctetStream, Stream, TextStream

PIECE = b"x" * 65536
fates: Counter[str] = Counter()


def endless() -> Iterator[bytes]:
    """Pieces until nobody wants any more."""
    fates["sync opened"] += 1
    try:
        while True:
            yield PIECE
    finally:
        fates["sync closed"] += 1


async def endless_async() -> AsyncIterator[bytes]:
    """The same."""
    fates["async opened"] += 1
    try:
        while True:
            yield PIECE
    finally:
        await asyncio.sleep(0)
        fates["async closed"] += 1


async def silent() -> AsyncIterator[bytes]:
    """One piece, and then nothing for ever."""
    fates["silent opened"] += 1
    try:
        yield PIECE
        await asyncio.Event().wait()
    finally:
        fates["silent closed"] += 1


def failing() -> Iterator[bytes]:
    """Two pieces, and a fault."""
    yield b"one"
    yield b"two"
    raise OSError("the source is lost")


class File:
    """A file of some megabytes that says when it is closed."""

    def __init__(self) -> None:
        fates["file opened"] += 1
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by `close`
        self._file.truncate(50_000_000)

    def read(self, size: int) -> bytes:
        return self._file.read(size)

    def close(self) -> None:
        fates["file closed"] += 1
        self._file.close()


async def few() -> AsyncIterator[str]:
    """Text."""
    for word in ("eins\n", "zwei\n", "drei é\n"):
        await asyncio.sleep(0)
        yield word


def answering(make: Callable[[], Stream]) -> Callable[[HttpRequest], Stream]:
    """A view that makes no body where nobody wants one."""

    def view(request: HttpRequest) -> Stream:
        response = make()
        if request.method == "HEAD":
            response.omit_body()
        return response

    return view


urlpatterns = [
    path("sync", answering(lambda: OctetStream(endless()))),
    path("async", answering(lambda: OctetStream(endless_async()))),
    path("silent", answering(lambda: OctetStream(silent()))),
    path("file", answering(lambda: OctetStream(File(), length=50_000_000))),
    path("text", answering(lambda: TextStream(few()))),
    path("short", answering(lambda: OctetStream(iter([b"one"]), length=10))),
    path("failing", answering(lambda: OctetStream(failing()))),
    path("lines", answering(lambda: NDJSONStream(failing_values(), failure=lambda error: {"code": "internal_error"}))),
    path("fates", lambda request: JsonResponse(fates)),
]


def failing_values() -> Iterator[Any]:
    """A value, and a fault."""
    yield {"n": 1}
    raise OSError("the source is lost")


if not settings.configured:
    settings.configure(
        ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="test", MIDDLEWARE=[], LOGGING_CONFIG=None
    )
    setup()
    wsgi, asgi = WSGIHandler(), ASGIHandler()
