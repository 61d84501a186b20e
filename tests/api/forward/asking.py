"""Destinations, and requests that send something to them."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from filters.models import Destination

DATA = b"meow" * 1000
BIG = b"meow" * (1 << 20)
TYPE = "application/octet-stream"
SECRET = "OPENSESAME"


def to(url: str, slug: str = "archive", **fields: Any) -> Destination:
    given = {"slug": slug, "title": slug, "url": url, "private": True, "everyone": True} | fields
    return Destination.objects.create(**given)


def post_raw(client: Client, data: bytes, query: str = "", content_type: str = TYPE, **options: Any) -> Any:
    return client.post(f"/api/v1/forward/archive/{query}", data, content_type=content_type, **options)


def post_form(client: Client, data: bytes = DATA, name: str = "cat.bin", **fields: Any) -> Any:
    form = {**fields, "image": SimpleUploadedFile(name, data, "image/x-cat")}
    return client.post("/api/v1/forward/archive/", form)


def body(response: Any) -> bytes:
    return b"".join(response) if response.streaming else bytes(response.content)


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert "Imgsvc-Remote-Status" not in response
    return dict(response.json())


def size(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as image:
        return image.size
