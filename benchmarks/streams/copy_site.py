"""What copying.py asks: the same bytes as a stream of ours, as Django gives them, and as a loop without Django.

gunicorn benchmarks.streams.copy_site:wsgi          uvicorn benchmarks.streams.copy_site:asgi
"""

import io
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from django import setup
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.urls import path

from filters.streams.blocks import AWAITED_BLOCK, BLOCK, read_blocks
from filters.streams.responses import OctetStream

FILE = Path(os.environ["STREAMED_FILE"])
SIZE = FILE.stat().st_size
DATA = FILE.read_bytes()
SIZES = (4096, 16384, 65536, 262144, 1 << 20, 1 << 22)


def opened() -> BinaryIO:
    """The file, as a view has it."""
    return FILE.open("rb")


async def blocks(size: int = AWAITED_BLOCK) -> AsyncIterator[bytes]:
    """Its blocks, as an async source has them: nothing waits for a disk."""
    view = memoryview(DATA)
    for start in range(0, SIZE, size):
        yield bytes(view[start : start + size])


def in_blocks(size: int) -> OctetStream:
    """The file in blocks of so many bytes."""
    return OctetStream(read_blocks(opened(), block=size))


Make = Callable[[], Any]
ANSWERS: Mapping[str, Make] = {
    "stream": lambda: OctetStream(opened()),
    "async": lambda: OctetStream(blocks(), length=SIZE),
    "async256": lambda: OctetStream(blocks(BLOCK), length=SIZE),
    "lines": lambda: StreamingHttpResponse(io.BytesIO(DATA)),
    "memory": lambda: OctetStream(io.BytesIO(DATA)),
    "small": lambda: FileResponse(io.BytesIO(DATA)),
    "sendfile": lambda: FileResponse(opened()),
    **{f"block{size}": partial(in_blocks, size) for size in SIZES},
}


def _view(make: Make) -> Callable[[HttpRequest], Any]:
    return lambda request: make()


urlpatterns = [path(name, _view(make)) for name, make in ANSWERS.items()]


def wsgi(environ: dict[str, Any], start_response: Any) -> Any:
    """Django, and at /raw the loop that anyone would write without it."""
    if environ["PATH_INFO"] != "/raw":
        return django_wsgi(environ, start_response)
    start_response("200 OK", [("Content-Length", str(SIZE))])
    return _raw()


def _raw() -> Iterator[bytes]:
    with opened() as file:
        while data := file.read(BLOCK):
            yield data


async def asgi(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Django, and at /raw the loop."""
    if scope["type"] == "lifespan" or scope.get("path") != "/raw":
        await django_asgi(scope, receive, send)
        return
    head = [(b"content-length", str(SIZE).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    async for data in blocks():
        await send({"type": "http.response.body", "body": data, "more_body": True})
    await send({"type": "http.response.body"})


if not settings.configured:
    settings.configure(
        ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="none", MIDDLEWARE=[], LOGGING_CONFIG=None
    )
    setup()
django_wsgi, django_asgi = WSGIHandler(), ASGIHandler()
