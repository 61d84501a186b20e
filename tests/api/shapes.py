"""What answers look like: one assertion for problems, one for pictures."""

import io
import json
from typing import Any

from PIL import Image

TRACES = (
    "Traceback",
    "Error(",
    ".py",
    "site-packages",
    "Pillow",
    "django",
    "pydantic",
    "rest_framework",
    "/work",
    "/usr",
)


def body_of(response: Any) -> bytes:
    """All bytes, streamed or not, of Django's client or of urllib's."""
    return bytes(response.getvalue() if hasattr(response, "getvalue") else response.read())


def assert_problem(response: Any, status: int, code: str, *, field: str | None = None) -> dict[str, Any]:
    """The one shape of an error; returns the body. `field` must be among those that are wrong."""
    text = body_of(response).decode()
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json"), text
    body: dict[str, Any] = json.loads(text)
    assert_problem_body(body, status, code)
    if field is not None:
        assert field in [error["field"] for error in body["errors"]], body
    return body


def assert_problem_body(body: dict[str, Any], status: int, code: str) -> None:
    """RFC 9457 with our members, and not a word about how the service is made."""
    assert set(body) == {"type", "title", "status", "detail", "code", "errors"}
    assert (body["status"], body["code"]) == (status, code), body
    assert body["type"] == f"urn:imgsvc:error:{code}"
    assert body["title"] and body["detail"]
    for error in body["errors"]:
        assert set(error) == {"field", "code", "detail"}
        assert all(isinstance(value, str) for value in error.values()) and error["detail"]
    shown = json.dumps(body, ensure_ascii=False)
    assert not [word for word in TRACES if word in shown], shown


def picture_of(response: Any) -> Image.Image:
    """The picture in a good answer."""
    assert response.status_code == 200, body_of(response)
    return Image.open(io.BytesIO(body_of(response)))
