"""What the schema says beside its paths: the steps of a pipeline, tags, and forms that Swagger UI fills in well."""

from typing import Any

from filters.engine import OPERATIONS

KINDS_OF_CALL = ("Pictures", "Presets", "Catalog")


def finish_schema(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """The last touch of drf-spectacular's generator."""
    schemas = result["components"]["schemas"]
    for schema in schemas.values():
        _leave_blank(schema.get("properties", {}))
    result["tags"] = [{"name": name} for name in (*KINDS_OF_CALL, *OPERATIONS.families())]
    _drop_enum_ids(result)
    return result | {"components": result["components"] | {"schemas": schemas | step_schemas()}}


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


def _leave_blank(properties: dict[str, Any]) -> None:
    """Swagger UI fills a form with examples, and invents the least value where there is none: a width of 1."""
    if "image" in properties:
        for name, schema in properties.items():
            if name != "image" and not schema.keys() & {"default", "examples"}:
                schema["example"] = ""


def _drop_enum_ids(node: Any) -> None:
    """Marks that drf-spectacular leaves for a hook that is not used here."""
    if isinstance(node, dict):
        node.pop("x-spec-enum-id", None)
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _drop_enum_ids(child)
