"""Schemathesis with an API key: what the schema says of files holds, for requests that nobody thought of."""

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from schemathesis import Case

from filters.services.access import Caller
from filters.services.files import file_store
from tests.api.examples import a_few, filter_case
from tests.people import bearing, new_key

schema = schemathesis.openapi.from_wsgi("/api/schema/", get_wsgi_application()).include(path_regex="/files/")
# A text can be a valid header for the schema and be no ETag, no checksum, no range that exists.
schema.config.checks.positive_data_acceptance.expected_statuses += ["304", "400", "404", "412", "415", "416"]
schema.config.phases.coverage.enabled = False
schema.hook(filter_case)
keys: dict[str, str] = {}


@schema.auth(refresh_interval=None)
class WithKey:
    """Told this way, Schemathesis knows that the key is good, and asks again without it and with a wrong one."""

    def get(self, case: "Case[Any]", context: Any) -> str:
        return keys.get("files", "")  # there is none while tests are collected

    def set(self, case: "Case[Any]", data: str, context: Any) -> None:
        case.headers.update(bearing(data))


@schema.parametrize()
@a_few(10)
@pytest.mark.django_db
@pytest.mark.usefixtures("files_folder")
def test_each_call_follows_the_schema(case: "Case[Any]") -> None:
    key, keys["files"] = new_key("files")
    file = file_store(caller=Caller(key=key), name="a", pieces=[b"data"])
    if "file" in case.path_parameters and len(case.path_parameters["file"]) % 2:
        case.path_parameters["file"] = file.pk
    case.headers.update(bearing(keys["files"]))
    case.call_and_validate()
