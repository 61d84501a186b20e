"""Clients of the API: anyone, and staff."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from filters.models import Preset
from tests.people import editor

Call = Callable[..., Any]
BLUR = {"op": "gaussian_blur", "radius": 4}


@pytest.fixture
def client() -> Client:
    """Anyone; a fault of the service is an answer, as it is over HTTP."""
    return Client(raise_request_exception=False)


@pytest.fixture
def staff(db: None) -> Client:
    """A logged-in member of staff who may do all with presets, and sends CSRF tokens or not as asked."""
    client = Client(raise_request_exception=False)
    client.force_login(editor("alice"))
    return client


@pytest.fixture
def upload(cat_jpeg: bytes) -> Callable[..., SimpleUploadedFile]:
    """`upload(data, name)`: a file part; the cat unless told otherwise."""

    def make(data: bytes = cat_jpeg, name: str = "cat.jpg") -> SimpleUploadedFile:
        return SimpleUploadedFile(name, data, "application/octet-stream")

    return make


@pytest.fixture
def call(client: Client, upload: Call, db: None) -> Call:
    """`call("process/", pipeline=[...], image=..., accept=...)`: a form to the API, with the cat as its image.

    `image` is bytes, an upload, or None for none; a list becomes JSON.
    """

    def send(path: str, *, image: Any = b"", accept: str = "*/*", **fields: Any) -> Any:
        form = {name: json.dumps(value) if isinstance(value, list) else value for name, value in fields.items()}
        if image is not None:
            form["image"] = upload(image) if isinstance(image, bytes) and image else image or upload()
        return client.post(f"/api/v1/{path}", form, headers={"accept": accept})

    return send


@pytest.fixture
def noir(db: None) -> Preset:
    """An active preset: gray, as PNG."""
    return Preset.objects.create(slug="noir", title="Noir", pipeline=[{"op": "grayscale"}], format="png")


@pytest.fixture
def switched_off(db: None) -> Preset:
    """A preset that nobody may use."""
    return Preset.objects.create(slug="retired", title="Retired", pipeline=[BLUR], active=False)
