"""Schemathesis with an API key: presets are made, read, changed, used and deleted, in orders nobody thought of."""

from collections import Counter
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import Case

from filters.api.lines import MEDIA_TYPE as LINES
from filters.models import Preset
from tests.api.examples import a_few, filter_case
from tests.people import bearing, editor, new_key

PRESETS, PRESET, APPLY = "/api/v1/presets/", "/api/v1/presets/{slug}/", "/api/v1/presets/{slug}/apply/"
MUST_HAPPEN = {
    ("GET", PRESETS, 200),
    ("POST", PRESETS, 201),
    ("POST", PRESETS, 400),
    ("GET", PRESET, 200),
    *((method, PRESET, 404) for method in ("GET", "PUT", "PATCH", "DELETE")),
}
"""What a run has to have seen to be worth something."""

schema = schemathesis.openapi.from_wsgi("/api/schema/", get_wsgi_application()).include(path_regex="/presets/")
# A text can be valid for the schema and be no JSON, color or preset; a picture, of a format that is not taken.
schema.config.checks.positive_data_acceptance.expected_statuses += ["400", "415", "422"]
schema.config.phases.coverage.enabled = False  # tens of thousands of requests, with so many fields
schema.hook(filter_case)


@schema.hook("filter_case")
def lines_have_their_own_tests(context: Any, case: "Case[Any]") -> bool:
    """What is made up for them is no line, and takes the place of presets that would begin a life."""
    return case.media_type != LINES


keys: dict[str, str] = {}


@schema.auth(refresh_interval=None)
class WithKey:
    """Told this way, Schemathesis knows that the key is good, and asks again without it and with a wrong one."""

    def get(self, case: "Case[Any]", context: Any) -> str:
        return keys.get("alice", "")  # there is none while tests are collected

    def set(self, case: "Case[Any]", data: str, context: Any) -> None:
        case.headers.update(bearing(data))


@schema.parametrize()
@a_few(8)
@pytest.mark.django_db
def test_each_call_follows_the_schema(case: "Case[Any]") -> None:
    _, keys["alice"] = new_key("process", "presets", owner=editor("alice"))
    Preset.objects.get_or_create(slug="noir", title="Noir", pipeline=[{"op": "grayscale"}])
    case.headers.update(bearing(keys["alice"]))
    case.call_and_validate()


@pytest.mark.django_db
def test_presets_follow_the_schema_through_their_lives() -> None:
    _, keys["alice"] = new_key("process", "presets", owner=editor("alice"))
    seen: Counter[tuple[str, str, int]] = Counter()

    class Lives(schema.as_state_machine()):  # type: ignore[misc]  # made at run time
        """Each life begins without presets. All checks are made on every answer, and those on sequences."""

        def setup(self) -> None:
            self.before = transaction.savepoint()

        def teardown(self) -> None:
            transaction.savepoint_rollback(self.before)
            assert not Preset.objects.exists()

        def after_call(self, response: Any, case: "Case[Any]") -> None:
            seen[case.method, case.path, response.status_code] += 1

    for lives in (12, 60):  # how far the first ones get depends on Python's version, too
        if not seen.keys() >= MUST_HAPPEN:
            run_state_machine_as_test(Lives, settings=a_few(lives, stateful_step_count=8))
    assert MUST_HAPPEN - seen.keys() == set(), seen
