"""Schemathesis: what the schema says holds, for requests that nobody thought of."""

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import strategies as st
from PIL import Image
from schemathesis import Case

from filters.models import Preset
from tests.api.examples import a_few, filter_case
from tests.fixtures.pictures import encoded

PICTURES = [
    encoded(Image.new(mode, (9, 7), "red"), format)
    for mode, format in (("RGB", "JPEG"), ("RGBA", "PNG"), ("RGB", "GIF"), ("RGB", "BMP"))
]
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


schema.hook(filter_case)


@schema.parametrize()
@a_few(8)
@pytest.mark.django_db
def test_for_anyone(case: "Case[Any]") -> None:
    Preset.objects.get_or_create(slug="noir", title="Noir", pipeline=[{"op": "grayscale"}])
    case.call_and_validate()
