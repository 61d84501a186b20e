"""The published description: complete, valid, and as committed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from filters.codes import KINDS
from filters.engine import OPERATIONS
from filters.engine.formats import FORMATS, WRITABLE

SNAPSHOT = Path(__file__).parent / "snapshots" / "openapi.json"
IMAGE_TYPES = {FORMATS[name].media_type for name in WRITABLE}
BODIES = [
    "multipart/form-data", "image/*", "application/octet-stream", "application/x-npy", "application/x-npz",
    "application/json",
]  # fmt: skip


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What `make openapi` writes; a warning of drf-spectacular fails it."""
    target = tmp_path_factory.mktemp("schema") / "openapi.json"
    call_command("spectacular", validate=True, fail_on_warn=True, format="openapi-json", file=str(target))
    return json.loads(target.read_text(encoding="utf-8"))


def operations(schema: Any) -> Iterator[tuple[str, str, Any]]:
    """Path, method, and what is said about it."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def resolved(schema: Any, part: Any) -> Any:
    """The part, or what its reference leads to."""
    while "$ref" in part:
        target = schema
        for name in part["$ref"].removeprefix("#/").split("/"):
            target = target[name]
        part = target
    return part


def test_it_is_as_committed(schema: Any) -> None:
    committed = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    assert schema == committed, "The schema changed: run `make openapi` and commit the difference."


def test_it_is_served(client: Client, schema: Any, db: None) -> None:
    response = client.get("/api/schema/", headers={"accept": "application/vnd.oai.openapi+json"})
    assert (response.status_code, json.loads(response.content)["paths"].keys()) == (200, schema["paths"].keys())


def test_it_says_how_to_come_in(schema: Any) -> None:
    schemes = schema["components"]["securitySchemes"]
    key, cookie = schemes["apiKey"], schemes["cookieAuth"]
    assert (key["type"], key["in"], key["name"]) == ("apiKey", "header", "Authorization")
    assert (cookie["type"], cookie["in"], cookie["name"]) == ("apiKey", "cookie", "sessionid")


def test_it_says_what_needs_a_key_or_a_login(schema: Any) -> None:
    for path, method, operation in operations(schema):
        writes = method != "get" and path.startswith(("/api/v1/presets/", "/api/v1/files/"))
        writes = writes and not path.endswith("/apply/")
        ways = [name for way in operation["security"] for name in way or [""]]
        assert ways == (["apiKey", "cookieAuth"] if writes else ["apiKey", "cookieAuth", ""]), (path, method)
        expected = {"401", "429"} | ({"403"} if method != "get" else set())
        assert expected <= operation["responses"].keys(), (path, method)


def test_it_names_the_codes_of_each_refusal(schema: Any) -> None:
    responses = schema["paths"]["/api/v1/process/"]["post"]["responses"]
    told = {status: resolved(schema, responses[status])["description"] for status in ("401", "403", "429")}
    assert "authentication_failed" in told["401"] and "not_authenticated" in told["401"]
    assert "permission_denied" in told["403"] and "not_authenticated" not in told["403"]
    assert "throttled" in told["429"]


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_has_typed_fields(schema: Any, name: str) -> None:
    call = schema["paths"][f"/api/v1/operations/{name}/"]["post"]
    form = resolved(schema, call["requestBody"]["content"]["multipart/form-data"]["schema"])
    assert call["tags"] == [OPERATIONS[name].family]
    for parameter in OPERATIONS[name].parameters():
        field = form["properties"][parameter.name]
        assert field.get("minimum") == parameter.minimum
        assert field.get("maximum") == parameter.maximum
        assert tuple(field.get("enum", ())) == parameter.choices
        assert (parameter.name in form.get("required", ())) == parameter.required
        written = parameter.kind == "list" and parameter.default is not None  # as a form's text
        assert field.get("default") == (json.dumps(parameter.default) if written else parameter.default)


def test_pictures_go_in_as_forms_and_as_raw_bodies(schema: Any) -> None:
    for path, method, operation in operations(schema):
        content = operation.get("requestBody", {}).get("content", {})
        if "image/*" in content and operation["tags"] not in (["Files"], ["Other servers"]):
            assert list(content) == BODIES, (path, method)
            fields = resolved(schema, content["multipart/form-data"]["schema"])["properties"]
            query = {resolved(schema, one)["name"] for one in operation.get("parameters", ())}
            assert set(fields) - {"image", "overlay"} <= query


@pytest.mark.parametrize("path", ["process/", "operations/{name}/", "operations/invert/", "presets/{slug}/apply/"])
def test_pictures_come_out_in_every_format(schema: Any, path: str) -> None:
    answer = resolved(schema, schema["paths"][f"/api/v1/{path}"]["post"]["responses"]["200"])
    assert set(answer["content"]) == IMAGE_TYPES
    assert {"ETag", "Server-Timing", "Content-Disposition", "Image-Width"} <= set(answer["headers"])


def test_every_error_is_a_problem_whose_codes_are_told(schema: Any) -> None:
    for path, method, operation in operations(schema):
        for status, answer in operation["responses"].items():
            answer = resolved(schema, answer)
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], (path, method, status)
                assert any(f"`{code}`" in answer["description"] for code in KINDS), (path, method, status)


def test_operation_ids_are_unique_and_need_no_escape(schema: Any) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(schema)]
    assert len(ids) == len(set(ids))
    assert all(name.isalnum() for name in ids)


def test_a_pipeline_is_described_step_by_step(schema: Any) -> None:
    step = schema["components"]["schemas"]["Step"]
    assert set(step["discriminator"]["mapping"]) == set(OPERATIONS)
    for name, reference in step["discriminator"]["mapping"].items():
        assert resolved(schema, {"$ref": reference})["properties"]["op"]["const"] == name
