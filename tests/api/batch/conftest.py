"""Many pictures in one request."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api.batch.clients import PATH

Batch = Callable[..., Any]
NDJSON = "application/x-ndjson"


@pytest.fixture
def batch(client: Client, db: None) -> Batch:
    """`batch([b"...", ("name.png", b"...")], zip=b"...", accept=..., pipeline=...)`: the answer, and its `body`."""

    def send(
        images: Sequence[bytes | tuple[str, bytes]] = (),
        *,
        accept: str = "*/*",
        zip: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        **fields: Any,
    ) -> Any:
        named = [one if isinstance(one, tuple) else (f"{index}.png", one) for index, one in enumerate(images)]
        form: dict[str, Any] = {
            name: json.dumps(value) if name == "pipeline" and isinstance(value, list) else value
            for name, value in fields.items()
        }
        form["image"] = [SimpleUploadedFile(name, data, "image/png") for name, data in named]
        if zip is not None:
            form["zip"] = SimpleUploadedFile("photos.zip", zip, "application/zip")
        return finished(client.post(PATH, form, headers={"accept": accept, **(headers or {})}, query_params=query))

    return send


def finished(answer: Any) -> Any:
    """The answer with all of its bytes as `body`."""
    answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return answer


def lines(answer: Any) -> list[dict[str, Any]]:
    """The pictures' lines of an NDJSON answer, and the summary."""
    assert answer.status_code == 200, answer.body
    found = [json.loads(line) for line in answer.body.splitlines()]
    assert [line["event"] for line in found] == ["picture"] * (len(found) - 1) + ["done"]
    return found


def archive(entries: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return buffer.getvalue()
