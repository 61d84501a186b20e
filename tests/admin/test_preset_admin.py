"""The admin of presets, by Django's client: who may, what it shows, what it refuses."""

import io
from html import unescape
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from PIL import Image

from filters.models import LoadedStarter, Preset
from filters.services.execution import admission
from filters.services.presets import starter_presets_load

pytestmark = pytest.mark.django_db

LIST = "/admin/filters/preset/"
ADD = "/admin/filters/preset/add/"
BLUR = {"op": "gaussian_blur", "radius": 3.0}
FORM = {"title": "Noir", "slug": "noir", "description": "", "pipeline": "", "format": "", "quality": "", "active": "on"}


@pytest.fixture
def noir() -> Preset:
    return Preset.objects.create(slug="noir", title="Noir", pipeline=[{"op": "grayscale"}])


def change_url(preset: Preset) -> str:
    return f"{LIST}{preset.pk}/change/"


def preview_url(preset: Preset) -> str:
    return f"{LIST}{preset.pk}/preview/"


def break_pipeline(preset: Preset) -> None:
    """As an upgrade would that takes an operation away."""
    Preset.objects.filter(pk=preset.pk).update(pipeline=[{"op": "gone"}])


def staff(*permissions: str) -> Client:
    """A client of a member of staff who may do just this."""
    user = User.objects.create_user("bob", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def errors_of(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def test_it_manages_presets_and_not_the_record_of_starters() -> None:
    assert admin.site.is_registered(Preset)
    assert not admin.site.is_registered(LoadedStarter)


@pytest.mark.parametrize("path", [LIST, ADD, LIST + "1/change/", LIST + "1/preview/"])
def test_it_asks_for_a_login(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/admin/login/")


def test_it_refuses_staff_without_permission(noir: Preset) -> None:
    client = staff()
    for path in (LIST, ADD, change_url(noir), preview_url(noir)):
        assert client.get(path).status_code == 403


def test_it_lets_staff_look_that_may_only_view(noir: Preset) -> None:
    client = staff("view_preset")
    assert client.get(LIST).status_code == 200
    assert client.get(change_url(noir)).status_code == 200
    assert client.get(preview_url(noir)).status_code == 200
    assert client.get(ADD).status_code == 403
    client.post(change_url(noir), FORM | {"title": "Other"})
    assert Preset.objects.get().title == "Noir"


def test_it_lists_every_starter_with_its_picture(admin_client: Client) -> None:
    starter_presets_load()
    page = admin_client.get(LIST).content.decode()
    for preset in Preset.objects.all():
        assert f'src="{preview_url(preset)}?v=' in page
        assert f"The sample photo through {preset.title}" in page
    assert page.count('loading="lazy"') == Preset.objects.count()
    assert "Grayscale → Autocontrast (cutoff low 6%, cutoff high 0.5%)" in page


def test_it_renders_nothing_while_it_lists(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    starter_presets_load()
    monkeypatch.setattr(admission, "admit", None)
    assert admin_client.get(LIST).status_code == 200


def test_it_asks_the_database_no_more_for_more_presets(
    admin_client: Client, django_assert_max_num_queries: Any
) -> None:
    starter_presets_load()
    with django_assert_max_num_queries(10):
        page = admin_client.get(LIST).content.decode()
    assert all(preset.title in unescape(page) for preset in Preset.objects.all())


def test_it_lists_a_broken_preset_with_the_reason(admin_client: Client, noir: Preset) -> None:
    break_pipeline(noir)
    page = admin_client.get(LIST).content.decode()
    assert "No picture:" in page
    assert "There is no operation &quot;gone&quot;." in page
    assert admin_client.get(change_url(noir)).status_code == 200


def test_it_switches_a_broken_preset_off_from_the_list(admin_client: Client, noir: Preset) -> None:
    break_pipeline(noir)
    form = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": noir.pk, "_save": "Save"}
    assert admin_client.post(LIST, form).status_code == 302
    assert Preset.objects.get().active is False


@pytest.mark.parametrize(("query", "found"), [("q=film", ["drama", "faded-film", "noir"]), ("format__exact=tiff", [])])
def test_it_searches_and_filters(admin_client: Client, query: str, found: list[str]) -> None:
    starter_presets_load()
    listed = admin_client.get(f"{LIST}?{query}").context["cl"].result_list
    assert sorted(preset.slug for preset in listed) == found


def test_it_filters_by_active(admin_client: Client, noir: Preset) -> None:
    Preset.objects.create(slug="off", title="Off", active=False)
    listed = admin_client.get(f"{LIST}?active__exact=0").context["cl"].result_list
    assert [preset.slug for preset in listed] == ["off"]


@pytest.mark.parametrize(("action", "active"), [("activate", True), ("deactivate", False)])
def test_it_switches_presets_by_action(admin_client: Client, noir: Preset, action: str, active: bool) -> None:
    other = Preset.objects.create(slug="other", title="Other", active=not active)
    Preset.objects.filter(pk=noir.pk).update(active=active)
    before = other.updated
    chosen = {"action": action, "_selected_action": [noir.pk, other.pk]}
    page = admin_client.post(LIST, chosen, follow=True).content.decode()
    assert f"1 preset is {'active' if active else 'inactive'} now." in page
    assert set(Preset.objects.values_list("active", flat=True)) == {active}
    assert Preset.objects.get(slug="other").updated > before
    assert LogEntry.objects.get().object_id == str(other.pk)


def test_it_offers_no_actions_to_those_who_may_only_view(noir: Preset) -> None:
    client = staff("view_preset")
    client.post(LIST, {"action": "deactivate", "_selected_action": [noir.pk]})
    assert Preset.objects.get().active is True


def test_it_saves_a_pipeline_with_its_defaults(admin_client: Client) -> None:
    response = admin_client.post(ADD, FORM | {"pipeline": '[{"op": "gaussian_blur"}]', "quality": "70"})
    assert response.status_code == 302
    preset = Preset.objects.get()
    assert preset.pipeline == [{"op": "gaussian_blur", "radius": 2.0}]
    assert (preset.slug, preset.quality, preset.format, preset.active) == ("noir", 70, "", True)


def test_it_saves_typed_controls_without_javascript(admin_client: Client) -> None:
    typed = {"op-gaussian_blur": "on", "op-gaussian_blur-radius": "5"}
    assert admin_client.post(ADD, FORM | typed).status_code == 302
    assert Preset.objects.get().pipeline == [{"op": "gaussian_blur", "radius": 5.0}]


INVALID = [
    ('[{"op": "sepia"}, {"op": "gaussian_blur", "radius": -1}]', "pipeline[1].radius", "from 0 to 250 px; got -1"),
    ('[{"op": "gausian_blur"}]', "pipeline[0].op", "Did you mean gaussian_blur?"),
    ("[[[[", "pipeline", "not JSON"),
    ('{"op": "sepia"}', "pipeline", "A pipeline is"),
]


@pytest.mark.parametrize(("pipeline", "place", "sentence"), INVALID)
def test_it_refuses_an_invalid_pipeline_beside_the_field(
    admin_client: Client, pipeline: str, place: str, sentence: str
) -> None:
    response = admin_client.post(ADD, FORM | {"pipeline": pipeline})
    assert response.status_code == 200
    ((message,),) = errors_of(response).values()
    assert list(errors_of(response)) == ["pipeline"]
    assert place in message
    assert sentence in message
    assert Preset.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"), [("quality", "0"), ("quality", "101"), ("format", "heic"), ("slug", "a b"), ("title", "")]
)
def test_it_refuses_other_wrong_values_beside_their_fields(admin_client: Client, field: str, value: str) -> None:
    response = admin_client.post(ADD, FORM | {field: value})
    assert list(errors_of(response)) == [field]
    assert Preset.objects.count() == 0


def test_it_refuses_a_slug_that_is_taken(admin_client: Client, noir: Preset) -> None:
    assert list(errors_of(admin_client.post(ADD, FORM))) == ["slug"]


def test_it_keeps_what_was_typed_with_an_error(admin_client: Client) -> None:
    wrong = '[{"op": "gaussian_blur", "radius": 999}]'
    page = admin_client.post(ADD, FORM | {"pipeline": wrong}).content.decode()
    assert "&quot;radius&quot;: 999" in page


def test_it_shows_the_saved_steps_for_editing(admin_client: Client, noir: Preset) -> None:
    page = admin_client.get(change_url(noir)).content.decode()
    assert "{&quot;op&quot;: &quot;grayscale&quot;}" in page
    assert f'src="{preview_url(noir)}?v=' in page


def test_it_saves_a_copy_as_a_new_preset(admin_client: Client, noir: Preset) -> None:
    admin_client.post(change_url(noir), FORM | {"slug": "noir-2", "_saveasnew": "Save as new"})
    assert sorted(Preset.objects.values_list("slug", flat=True)) == ["noir", "noir-2"]


def test_it_serves_a_preview(admin_client: Client, noir: Preset) -> None:
    response = admin_client.get(preview_url(noir))
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(response.content)).mode == "L"
    assert "private" in response["Cache-Control"]
    assert "no-cache" in response["Cache-Control"]


def test_it_answers_304_to_who_has_the_preview(admin_client: Client, noir: Preset) -> None:
    etag = admin_client.get(preview_url(noir))["ETag"]
    again = admin_client.get(preview_url(noir), headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    noir.pipeline = [BLUR]
    noir.save()
    assert admin_client.get(preview_url(noir), headers={"If-None-Match": etag}).status_code == 200


def test_it_previews_a_preset_that_is_switched_off(admin_client: Client, noir: Preset) -> None:
    Preset.objects.update(active=False)
    assert admin_client.get(preview_url(noir)).status_code == 200


def test_it_answers_a_sentence_for_a_preset_that_cannot_run(admin_client: Client, noir: Preset) -> None:
    break_pipeline(noir)
    response = admin_client.get(preview_url(noir))
    assert (response.status_code, response["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert 'There is no operation "gone".' in response.content.decode()


def test_it_answers_503_to_a_preview_when_full(admin_client: Client, noir: Preset, in_flight: Any) -> None:
    noir.pipeline = [BLUR, BLUR]
    noir.save()
    with in_flight(1, of=1):
        response = admin_client.get(preview_url(noir))
    assert (response.status_code, response["Retry-After"]) == (503, "1")


def test_it_knows_no_preview_of_a_preset_that_is_gone(admin_client: Client) -> None:
    assert admin_client.get(LIST + "99/preview/").status_code == 404
