"""Many pictures in one request."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

BATCH = "/api/v1/batch/"
Batch = Callable[..., Any]


@pytest.fixture
def batch(client: Client, db: None) -> Batch:
    """`batch([b"...", ...], accept=..., pipeline=...)`: the answer, with all of its bytes as `body`."""

    def send(
        images: Sequence[bytes] = (), *, accept: str = "*/*", names: list[str] | None = None, **fields: Any
    ) -> Any:
        files = [
            SimpleUploadedFile(names[index] if names else f"{index}.png", data, "image/png")
            for index, data in enumerate(images)
        ]
        texts = {name: json.dumps(value) if isinstance(value, list) else value for name, value in fields.items()}
        answer = client.post(BATCH, {**texts, "image": files}, headers={"accept": accept})
        answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answer.close()
        return answer

    return send
