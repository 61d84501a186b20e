"""Reading a model of environment variables from text, and describing it to people.

A wrong value never stops an import: the default takes its place, and the problem is kept for the system checks,
which refuse to start and list everything that is wrong together.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum, unique
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=BaseModel)

PREFIX = "IMGSVC_"
SHOWN = 60  # characters of a wrong value that a message repeats


@unique
class Rule(StrEnum):
    """The stable ids of what the system checks say about the environment."""

    VALUE_WRONG = "imgsvc.E001"
    SECRET_KEY_MISSING = "imgsvc.E002"  # noqa: S105  # nosec B105  # the name of a check
    SECRET_KEY_WEAK = "imgsvc.E003"  # noqa: S105  # nosec B105
    DEBUG_IN_PRODUCTION = "imgsvc.E004"
    DATA_DIR_UNUSABLE = "imgsvc.E005"
    FILES_UNUSABLE = "imgsvc.E006"
    NAME_UNKNOWN = "imgsvc.W001"
    LIMITS_PER_PROCESS = "imgsvc.W002"
    ONLY_LOCAL_HOSTS = "imgsvc.I001"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the rule it breaks, and a sentence that names the variable and what to do."""

    rule: Rule
    detail: str

    @property
    def level(self) -> str:
        """E(rror), W(arning) or I(nfo), out of the rule's id."""
        return self.rule.value.partition(".")[2][0]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a type cannot say: the unit, what is taken in words, the default in words, and whether it is secret."""

    unit: str = ""
    expected: str = ""
    default: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One environment variable as people read about it."""

    name: str
    expected: str
    default: str
    description: str
    secret: bool


def variables(model: type[BaseModel]) -> tuple[Variable, ...]:
    """Every variable of the model, in the order of its declaration."""
    return tuple(_variable(field) for field in model.model_fields.values())


def read(model: type[Model], environ: Mapping[str, str]) -> tuple[Model, tuple[Problem, ...]]:
    """The model with the values of `environ`, and what is wrong with them. An empty value counts as not set."""
    fields = {_name(field): field for field in model.model_fields.values()}
    values = {name: environ[name].strip() for name in fields if environ.get(name, "").strip()}
    problems = []
    try:
        return model.model_validate(values), ()
    except ValidationError as error:
        for details in error.errors(include_url=False):
            name = str(details["loc"][0])
            problems.append(Problem(Rule.VALUE_WRONG, _sentence(fields[name], values.pop(name), details)))
    return model.model_validate(values), tuple(problems)


def unknown_names(model: type[BaseModel], environ: Mapping[str, str]) -> tuple[Problem, ...]:
    """A problem for each variable with our prefix that we do not know, with the nearest one that we do."""
    known = [_name(field) for field in model.model_fields.values()]
    unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
    return tuple(Problem(Rule.NAME_UNKNOWN, _unknown(name, known)) for name in unknown)


def refusal(lines: Iterable[str]) -> str:
    """What is printed when the server refuses to start."""
    return "\n".join(["imgsvc cannot start:", *lines])


def _unknown(name: str, known: list[str]) -> str:
    nearest = get_close_matches(name, known, n=1)
    hint = f" Did you mean {nearest[0]}?" if nearest else ""
    return f"{name} is not a setting of imgsvc and has no effect.{hint}"


def _name(field: FieldInfo) -> str:
    return str(field.alias)


def _about(field: FieldInfo) -> About:
    return next((part for part in field.metadata if isinstance(part, About)), About())


def _variable(field: FieldInfo) -> Variable:
    about = _about(field)
    return Variable(
        name=_name(field),
        expected=_expected(field),
        default=about.default or _text(field.default),
        description=field.description or "",
        secret=about.secret,
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _expected(field: FieldInfo) -> str:
    about = _about(field)
    if about.expected:
        return about.expected
    if field.annotation is bool:
        return "true or false"
    bounds = {key: getattr(part, key) for part in field.metadata for key in ("ge", "le") if hasattr(part, key)}
    kind = "a whole number" if field.annotation is int else "a number"
    return f"{kind} from {bounds['ge']} to {bounds['le']}" + (f" ({about.unit})" if about.unit else "")


def _sentence(field: FieldInfo, value: str, details: ErrorDetails) -> str:
    """Such as: PORT is "99999", but must be a whole number from 1 to 65535. Correct it, or ..."""
    about = _about(field)
    shown = json.dumps(value if len(value) <= SHOWN else value[:SHOWN] + "...", ensure_ascii=False)
    given = "has a value that is not shown" if about.secret else f"is {shown}"
    reason = details.get("ctx", {}).get("error")
    why = f" ({reason})" if reason and about.secret else ""
    default = about.default or _text(field.default) or "empty"
    advice = f"Correct it, or remove it for the default: {default}."
    return f"{_name(field)} {given}, but must be {_expected(field)}{why}. {advice}"
