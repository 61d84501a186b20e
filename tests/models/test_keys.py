"""What a key may be: its scopes and its limits."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from filters.models import SCOPES, ApiKey

pytestmark = pytest.mark.django_db


def problems(**fields: Any) -> dict[str, list[str]]:
    key = ApiKey(**{"name": "phone"} | fields)
    try:
        key.full_clean()
    except ValidationError as error:
        return error.message_dict
    return {}


@pytest.mark.parametrize("scopes", [[name] for name in SCOPES] + [list(SCOPES)])
def test_it_has_any_of_the_scopes(scopes: list[str]) -> None:
    assert problems(scopes=scopes) == {}


def test_a_new_one_processes_pictures_and_nothing_else() -> None:
    assert ApiKey(name="phone").scopes == ["process"]


def test_scopes_stand_in_one_order() -> None:
    key = ApiKey(name="phone", scopes=["admin", "process"])
    key.full_clean()
    assert key.scopes == ["process", "admin"]


@pytest.mark.parametrize(
    ("fields", "name", "words"),
    [
        ({"scopes": []}, "scopes", "blank"),
        ({"scopes": "process"}, "scopes", "list of names"),
        ({"scopes": [1]}, "scopes", "list of names"),
        ({"scopes": {"process": True}}, "scopes", "list of names"),
        ({"scopes": ["proces"]}, "scopes", "Did you mean process?"),
        ({"scopes": ["process", "process"]}, "scopes", "twice"),
        ({"rate": 0}, "rate", "greater than or equal to 1"),
        ({"rate": 1_000_001}, "rate", "less than or equal to 1000000"),
        ({"megapixels": 0}, "megapixels", "greater than or equal to 1"),
        ({"megapixels": -1}, "megapixels", "greater than or equal to 1"),
        ({"name": ""}, "name", "blank"),
        ({"name": "x" * 51}, "name", "at most 50"),
        ({"note": "x" * 201}, "note", "at most 200"),
    ],
)
def test_what_is_wrong_is_named(fields: Any, name: str, words: str) -> None:
    assert words in problems(**fields)[name][0]


def test_a_revoked_key_stays_revoked() -> None:
    key, _ = ApiKey.objects.create_key(name="phone", revoked=True)
    key.revoked = False
    with pytest.raises(ValidationError, match="cannot be undone"):
        key.save()
