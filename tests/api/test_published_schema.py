"""Schemathesis: what the schema says holds, for requests that nobody thought of."""

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from PIL import Image
from schemathesis import Case, HookContext

from filters.models import Preset
from tests.fixtures.pictures import encoded
from tests.people import editor

PICTURES = [
    encoded(Image.new(mode, (9, 7), "red"), format)
    for mode, format in (("RGB", "JPEG"), ("RGBA", "PNG"), ("RGB", "GIF"), ("RGB", "BMP"))
]
CSRF_TOKEN = "a" * 32
A_FEW = settings(
    max_examples=8,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

schemathesis.openapi.format("binary", st.sampled_from(PICTURES))
# One operation for each kind of parameter; all of them are read, described and answered by the same code.
SOME = ("gaussian_blur", "resize", "crop", "curves", "quantize", "redact", "rotate", "watermark_text")
schema = schemathesis.openapi.from_wsgi("/api/schema/", get_wsgi_application()).include(
    path_regex=rf"^(?!/api/v1/operations/(?!\{{|({'|'.join(SOME)})/).)"
)
schema.config.phases.coverage.enabled = False  # tens of thousands of requests, with so many fields
# A text can be valid for the schema and be no JSON, color or preset; a picture, of a format that is not taken.
schema.config.checks.positive_data_acceptance.expected_statuses += ["400", "415", "422"]
# GET of each operation's own path is described once, at operations/{name}/; `test_error_shape` holds every Allow.
schema.config.checks.allow_header_conformance.enabled = False


@schema.hook
def filter_case(context: HookContext, case: "Case[Any]") -> bool:
    """What no schema can say: a form may leave a required parameter to the query string, and a blank text is none."""
    is_form = case.media_type == "multipart/form-data"
    if is_form and case.query and case.path.endswith("/crop/"):
        return False
    fields = [*case.query.values(), *(case.body.values() if is_form and isinstance(case.body, dict) else ())]
    return not any(isinstance(text, str) and text and not text.strip() for text in fields)


@schema.parametrize()
@A_FEW
@pytest.mark.django_db
def test_for_anyone(case: "Case[Any]") -> None:
    Preset.objects.get_or_create(slug="noir", title="Noir", pipeline=[{"op": "grayscale"}])
    case.call_and_validate()


@schema.include(path_regex="/presets/").parametrize()
@A_FEW
@pytest.mark.django_db
def test_for_staff(case: "Case[Any]") -> None:
    client = Client()
    client.force_login(editor("alice"))
    session = client.cookies["sessionid"].value
    headers = {"Cookie": f"sessionid={session}; csrftoken={CSRF_TOKEN}", "X-CSRFToken": CSRF_TOKEN}
    case.call_and_validate(headers=headers)
