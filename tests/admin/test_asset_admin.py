"""The admin of looks, fonts and pictures, by Django's client: uploads, specimens, refusals."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from filters import conf
from filters.models import Asset, Font, Look, Picture, Preset
from tests.assets import EVEN, WARM, font_file, logo, stored_font, stored_look, stored_picture
from tests.engine.cubes import hald
from tests.engine.pictures import encoded

pytestmark = pytest.mark.django_db

FORM = {"title": "Warm", "slug": "warm", "description": "", "license": "", "active": "on"}
GOOD: dict[type[Asset], bytes] = {Look: WARM, Font: font_file(), Picture: logo()}
STORED: dict[type[Asset], Any] = {Look: stored_look, Font: stored_font, Picture: stored_picture}
every_kind = pytest.mark.parametrize("model", GOOD, ids=lambda model: model.__name__)
LOOK_STEP = {"op": "look", "look": "warm"}


def list_url(model: type[Asset]) -> str:
    return f"/admin/filters/{model._meta.model_name}/"


def url_of(asset: Asset, ending: str) -> str:
    return f"{list_url(type(asset))}{asset.pk}/{ending}/"


def add(client: Client, model: type[Asset], file: bytes | None, name: str = "file", **values: str) -> Any:
    upload = {} if file is None else {"file": SimpleUploadedFile(name, file)}
    return client.post(f"{list_url(model)}add/", FORM | upload | values)


def errors_of(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def staff(*permissions: str) -> Client:
    user = User.objects.create_user("bob", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


@every_kind
def test_it_keeps_an_uploaded_file(admin_client: Client, model: type[Asset]) -> None:
    assert add(admin_client, model, GOOD[model]).status_code == 302
    asset = model._default_manager.get()
    assert (asset.slug, asset.data, asset.file_size) == ("warm", GOOD[model], len(GOOD[model]))


def test_it_takes_a_hald_image(admin_client: Client) -> None:
    add(admin_client, Look, encoded(hald(4), "PNG"), "look.cube")
    assert (Look.objects.get().kind, Look.objects.get().size) == ("hald", 16)


WRONG: list[tuple[type[Asset], bytes, str]] = [
    (Look, b"LUT_3D_SIZE 2\n0 0 0\n0 zero 0\n", "Line 3: a row must be three numbers"),
    (Look, logo(), "The picture is 40 x 20, which is no Hald image"),
    (Look, b"", "The submitted file is empty."),
    (Font, b"just text", "This is not a font."),
    (Font, logo(), "This is not a font."),
    (Picture, b"just text", "no image known here"),
    (Picture, logo()[:50], "damaged"),
]


@pytest.mark.parametrize(("model", "file", "sentence"), WRONG)
def test_it_refuses_a_wrong_file_beside_the_field(
    admin_client: Client, model: type[Asset], file: bytes, sentence: str
) -> None:
    response = add(admin_client, model, file)
    assert response.status_code == 200
    assert list(errors_of(response)) == ["file"]
    assert sentence in errors_of(response)["file"][0]
    assert not model._default_manager.exists()


@every_kind
def test_it_asks_for_a_file(admin_client: Client, model: type[Asset]) -> None:
    assert errors_of(add(admin_client, model, None)) == {"file": ["This field is required."]}


def test_it_says_that_an_upload_is_too_large(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "max_upload_bytes", lambda: 1000)
    response = add(admin_client, Font, font_file())
    assert "allowed" in errors_of(response)["file"][0]
    assert errors_of(response).keys() == {"file"}


@every_kind
def test_it_keeps_the_file_where_none_is_sent(admin_client: Client, model: type[Asset]) -> None:
    asset = STORED[model]()
    form = FORM | {"slug": asset.slug, "title": "Renamed"}
    assert admin_client.post(url_of(asset, "change"), form).status_code == 302
    again = model._default_manager.get()
    assert (again.title, again.data, again.digest) == ("Renamed", asset.data, asset.digest)


def test_it_replaces_the_file(admin_client: Client) -> None:
    look = stored_look()
    admin_client.post(url_of(look, "change"), FORM | {"file": SimpleUploadedFile("even.cube", EVEN)})
    again = Look.objects.get()
    assert (again.data, again.size, again.digest == look.digest) == (EVEN, 2, False)


@every_kind
def test_it_lists_them_with_their_specimens(
    admin_client: Client, model: type[Asset], django_assert_max_num_queries: Any
) -> None:
    assets = [STORED[model](f"one-{number}") for number in range(3)]
    with django_assert_max_num_queries(10):
        page = admin_client.get(list_url(model)).content.decode()
    for asset in assets:
        assert f'src="{url_of(asset, "specimen")}?v=' in page
    assert page.count('loading="lazy"') == 3


@every_kind
def test_it_shows_what_the_file_is(admin_client: Client, model: type[Asset]) -> None:
    asset = STORED[model]()
    page = admin_client.get(url_of(asset, "change")).content.decode()
    facts = {Look: ("5", ".cube"), Font: ("DejaVu Sans", "Book"), Picture: ("40 × 20", "png")}[model]
    for fact in facts:
        assert f'<div class="readonly">{fact}</div>' in page
    assert "Empty keeps the present file." in page
    assert 'style="' not in page.partition("<main")[2].partition("</main>")[0]


@every_kind
def test_it_serves_a_specimen(admin_client: Client, model: type[Asset]) -> None:
    asset = STORED[model]()
    response = admin_client.get(url_of(asset, "specimen"))
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    image = Image.open(io.BytesIO(response.content))
    assert image.size[0] >= 40
    assert len(set(image.convert("L").get_flattened_data())) >= 2
    again = admin_client.get(url_of(asset, "specimen"), headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_look_is_shown_on_the_sample_photo(admin_client: Client) -> None:
    even = stored_look("even", EVEN)
    warm = stored_look()
    pictures = [Image.open(io.BytesIO(admin_client.get(url_of(one, "specimen")).content)) for one in (even, warm)]
    assert pictures[0].size == pictures[1].size == (451, 300)
    assert pictures[0].tobytes() != pictures[1].tobytes()


def test_a_picture_keeps_its_transparency(admin_client: Client) -> None:
    response = admin_client.get(url_of(stored_picture(), "specimen"))
    assert Image.open(io.BytesIO(response.content)).mode == "RGBA"


def test_it_says_why_there_is_no_specimen(admin_client: Client) -> None:
    look = stored_look()
    Look.objects.update(file=b"broken by an upgrade", digest="0" * 64)
    response = admin_client.get(url_of(look, "specimen"))
    assert (response.status_code, response["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert "no keyword of a .cube file" in response.content.decode()


@every_kind
def test_it_minds_permissions(model: type[Asset]) -> None:
    asset, name = STORED[model](), model._meta.model_name
    assert Client().get(url_of(asset, "specimen")).status_code == 302
    client = staff(f"view_{name}")
    assert client.get(url_of(asset, "specimen")).status_code == 200
    page = client.get(url_of(asset, "change")).content.decode()
    assert "specimen" in page and 'name="file"' not in page
    assert client.get(f"{list_url(model)}add/").status_code == 403


def test_it_refuses_a_specimen_to_staff_without_permission() -> None:
    assert staff().get(url_of(stored_look(), "specimen")).status_code == 403


def test_it_knows_no_specimen_of_one_that_is_gone(admin_client: Client) -> None:
    assert admin_client.get("/admin/filters/look/99/specimen/").status_code == 404


@pytest.fixture
def used() -> Look:
    """A look that an active preset names."""
    look = stored_look()
    Preset.objects.create(slug="film", title="Film night", pipeline=[LOOK_STEP])
    return look


def test_it_does_not_delete_one_that_a_preset_uses(admin_client: Client, used: Look) -> None:
    page = admin_client.get(url_of(used, "delete")).content.decode()
    assert "preset: Film night" in page
    assert admin_client.post(url_of(used, "delete"), {"post": "yes"}).status_code in (200, 403)
    chosen = {"action": "delete_selected", "_selected_action": [used.pk], "post": "yes"}
    assert "preset: Film night" in admin_client.post(list_url(Look), chosen).content.decode()
    assert Look.objects.exists()


def test_it_deletes_one_that_no_active_preset_uses(admin_client: Client, used: Look) -> None:
    Preset.objects.update(active=False)
    assert admin_client.post(url_of(used, "delete"), {"post": "yes"}).status_code == 302
    assert not Look.objects.exists()


@pytest.mark.parametrize(("change", "field"), [({"slug": "hot"}, "slug"), ({"active": ""}, "active")])
def test_it_does_not_take_one_away_from_a_preset(
    admin_client: Client, used: Look, change: dict[str, str], field: str
) -> None:
    response = admin_client.post(url_of(used, "change"), FORM | change)
    assert errors_of(response) == {field: ["Active presets use it: Film night. Change or switch them off first."]}
    assert (Look.objects.get().slug, Look.objects.get().active) == ("warm", True)


def test_it_names_the_presets_that_use_it(admin_client: Client, used: Look) -> None:
    page = admin_client.get(url_of(used, "change")).content.decode()
    assert '<div class="readonly">Film night</div>' in page


@pytest.mark.parametrize(("query", "found"), [("q=warm", ["warm"]), ("kind__exact=hald", ["old"]), ("active=1", 2)])
def test_it_searches_and_filters(admin_client: Client, query: str, found: Any) -> None:
    stored_look()
    stored_look("old", encoded(hald(2), "PNG"))
    listed = admin_client.get(f"{list_url(Look)}?{query}").context["cl"].result_list
    assert found == 2 or [look.slug for look in listed] == found


def test_a_presets_preview_follows_its_look(admin_client: Client, used: Look) -> None:
    url = f"/admin/filters/preset/{Preset.objects.get().pk}/preview/"
    before = admin_client.get(url)
    admin_client.post(url_of(used, "change"), FORM | {"file": SimpleUploadedFile("even.cube", EVEN)})
    after = admin_client.get(url, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.content != before.content


def test_a_preset_with_an_unknown_look_is_refused_beside_its_step(admin_client: Client) -> None:
    stored_look()
    form = {"title": "Film", "slug": "film", "pipeline": '[{"op": "look", "look": "wram"}]', "active": "on"}
    response = admin_client.post("/admin/filters/preset/add/", form)
    (message,) = errors_of(response)["pipeline"]
    assert message.endswith("Did you mean warm? (pipeline[0].look)")
    assert "{&quot;field&quot;: &quot;pipeline[0].look&quot;" in response.content.decode()
    assert not Preset.objects.exists()
