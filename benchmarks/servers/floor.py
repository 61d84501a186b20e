"""The least that a Python server can do to a photo: decode it with Pillow and encode it again."""

from collections.abc import Callable, Iterable
from typing import Any

from benchmarks import pillow


def app(environ: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], Any]) -> Iterable[bytes]:
    """WSGI: the body is the photo, the path the format of the answer."""
    data = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    target = environ["PATH_INFO"].strip("/")
    answer = pillow.process(data, "re-encode", target).getvalue()
    start_response("200 OK", [("Content-Type", f"image/{target}"), ("Content-Length", str(len(answer)))])
    return [answer]
