"""`looks/`, `fonts/` and `pictures/` over HTTP: what steps may name."""

from typing import Any

import pytest
from django.test import Client

from filters.models import Asset, Font, Look, Picture
from tests.api.shapes import assert_problem
from tests.assets import stored_font, stored_look, stored_picture

pytestmark = pytest.mark.django_db

API = "/api/v1"
STORED: dict[str, Any] = {"looks": stored_look, "fonts": stored_font, "pictures": stored_picture}
FACTS: dict[str, dict[str, Any]] = {
    "looks": {"kind": "cube", "size": 5},
    "fonts": {"family": "DejaVu Sans", "style": "Book", "license": ""},
    "pictures": {"width": 40, "height": 20, "format": "png"},
}
MODELS: list[type[Asset]] = [Look, Font, Picture]
every_kind = pytest.mark.parametrize("kind", STORED)


@every_kind
def test_it_lists_what_steps_may_name(client: Client, kind: str, django_assert_num_queries: Any) -> None:
    asset = STORED[kind]("brand", description="Ours.")
    STORED[kind]("another")
    STORED[kind]("retired", active=False)
    with django_assert_num_queries(1):
        listed = client.get(f"{API}/{kind}/").json()
    assert [one["slug"] for one in listed] == ["another", "brand"]
    told = listed[1]
    assert told.pop("updated")
    assert told == FACTS[kind] | {
        "slug": "brand",
        "title": "Brand",
        "description": "Ours.",
        "bytes": asset.file_size,
        "digest": asset.digest,
    }


@every_kind
def test_it_tells_of_one(client: Client, kind: str) -> None:
    STORED[kind]("brand")
    one = client.get(f"{API}/{kind}/brand/").json()
    assert one == client.get(f"{API}/{kind}/").json()[0]
    assert client.get(f"{API}/{kind}/brand").json() == one


@every_kind
def test_it_names_the_nearest(client: Client, kind: str) -> None:
    STORED[kind]("brand")
    body = assert_problem(client.get(f"{API}/{kind}/bradn/"), 404, "not_found")
    assert body["detail"].endswith('"bradn". Did you mean brand?')


@every_kind
@pytest.mark.parametrize("slug", ["retired", "a b", "%00", "%ED%A0%80", "x" * 5000, "..%2f"])
def test_it_has_nothing_under_other_names(client: Client, kind: str, slug: str) -> None:
    STORED[kind]("retired", active=False)
    body = assert_problem(client.get(f"{API}/{kind}/{slug}/"), 404, "not_found")
    assert len(body["detail"]) < 700


@every_kind
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_changed_in_the_admin_only(staff: Client, kind: str, method: str) -> None:
    STORED[kind]("brand")
    for path in (f"{API}/{kind}/", f"{API}/{kind}/brand/"):
        assert_problem(getattr(staff, method)(path), 405, "method_not_allowed")


def test_the_root_leads_there(client: Client) -> None:
    root = client.get(f"{API}/").json()
    for kind in STORED:
        assert root[kind].endswith(f"{API}/{kind}/")


@every_kind
def test_it_is_a_page_for_people(client: Client, kind: str) -> None:
    STORED[kind]("brand")
    response = client.get(f"{API}/{kind}/", headers={"accept": "text/html"})
    assert response.status_code == 200
    assert "brand" in response.content.decode()


def test_the_catalog_marks_the_fields_that_name_them(client: Client) -> None:
    schema = client.get(f"{API}/operations/look/").json()["schema"]
    assert schema["properties"]["look"]["x-asset"] == "look"


def test_a_preset_may_not_name_an_unknown_look(staff: Client) -> None:
    stored_look("brand")
    preset = {"slug": "film", "title": "Film", "pipeline": [{"op": "invert"}, {"op": "look", "look": "bradn"}]}
    response = staff.post(f"{API}/presets/", preset, content_type="application/json")
    body = assert_problem(response, 400, "parameter_invalid", field="pipeline[1].look")
    assert "Did you mean brand?" in body["detail"]
    preset["pipeline"] = [{"op": "look", "look": "brand"}]
    assert staff.post(f"{API}/presets/", preset, content_type="application/json").status_code == 201
