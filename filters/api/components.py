"""What the schema says beside its paths: the steps of a pipeline, tags, and forms that Swagger UI fills in well."""

import json
from collections import Counter
from http import HTTPStatus
from typing import Any

from filters.api.serializers import FILES
from filters.engine import OPERATIONS

Part = tuple[Any, Any, Any]
KINDS_OF_CALL = ("Pictures", "Files", "Presets", "Assets", "Catalog")


def only_with_slash(endpoints: list[Any]) -> list[Any]:
    """The addresses as they are written everywhere; without their slash they work, too."""
    return [endpoint for endpoint in endpoints if endpoint[0].endswith("/")]


def finish_schema(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """The last touch of drf-spectacular's generator."""
    schemas = result["components"]["schemas"]
    for schema in schemas.values():
        _leave_blank(schema.get("properties", {}))
    result["tags"] = [{"name": name} for name in (*KINDS_OF_CALL, *OPERATIONS.families())]
    _drop_enum_ids(result)
    operations = [operation for path in result["paths"].values() for operation in path.values()]
    parameters = [(found, at, part["name"]) for found, at, part in _parts(operations, "parameters")]
    responses = [(found, at, _phrase(int(at))) for found, at, _ in _parts(operations, "responses")]
    shared = {"parameters": _say_once(parameters, "parameters"), "responses": _say_once(responses, "responses")}
    return result | {"components": result["components"] | {"schemas": schemas | step_schemas()} | shared}


def step_schemas() -> dict[str, Any]:
    """A pipeline: a list of steps, each with the parameters of its operation."""
    steps: dict[str, Any] = {}
    references = {}
    for name, operation in OPERATIONS.items():
        schema = operation.model_json_schema()
        schema["properties"] = {"op": {"const": name, "type": "string"}} | schema["properties"]
        schema["required"] = ["op", *schema.get("required", [])]
        steps[f"{operation.__name__}Step"] = schema
        references[name] = f"#/components/schemas/{operation.__name__}Step"
    step = {
        "oneOf": [{"$ref": reference} for reference in references.values()],
        "discriminator": {"propertyName": "op", "mapping": references},
    }
    pipeline = {"type": "array", "items": {"$ref": "#/components/schemas/Step"}}
    return steps | {"Step": step, "Pipeline": pipeline}


def _parts(operations: list[Any], name: str) -> list[Part]:
    """Each part of a kind: what holds it, where in it, and the part."""
    holders = [operation[name] for operation in operations if name in operation]
    return [
        (holder, at, part)
        for holder in holders
        for at, part in (holder.items() if isinstance(holder, dict) else enumerate(holder))
    ]


def _phrase(status: int) -> str:
    """400 is BadRequest; 460, which tus made up, is Status460."""
    if status not in set(HTTPStatus):
        return f"Status{status}"
    return "".join(HTTPStatus(status).phrase.title().split())


def _say_once(places: list[Part], section: str) -> dict[str, Any]:
    """The parts that several operations share, by name; where they stood, a reference stays."""

    def text(holder: Any, at: Any) -> str:
        return json.dumps(holder[at], sort_keys=True, default=str)

    counts = Counter(text(holder, at) for holder, at, _ in places)
    names: dict[str, str] = {}
    shared: dict[str, Any] = {}
    for holder, at, name in places:
        part = text(holder, at)
        if counts[part] > 1:
            if part not in names:
                used = sum(known.rstrip("0123456789") == name for known in shared)
                names[part] = f"{name}{used + 1}" if used else name
                shared[names[part]] = holder[at]
            holder[at] = {"$ref": f"#/components/{section}/{names[part]}"}
    return shared


def _leave_blank(properties: dict[str, Any]) -> None:
    """Swagger UI fills a form with examples, and invents the least value where there is none: a width of 1."""
    if "image" in properties:
        for name, schema in properties.items():
            if name not in FILES and not schema.keys() & {"default", "examples"}:
                schema["example"] = ""


def _drop_enum_ids(node: Any) -> None:
    """Marks that drf-spectacular leaves for a hook that is not used here."""
    if isinstance(node, dict):
        node.pop("x-spec-enum-id", None)
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _drop_enum_ids(child)
