"""The admin of API keys: shown once, revoked for good, and no way to more rights than one has."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from rest_framework_api_key.models import APIKey

from filters.models import ApiKey
from filters.services.keys import KeyRefused, key_verify
from tests.people import new_key, person

pytestmark = pytest.mark.django_db

LIST = "/admin/filters/apikey/"
ADD = f"{LIST}add/"
FORM = {"name": "phone", "note": "", "owner": "", "scopes": ["process"], "rate": "", "megapixels": "",
        "expiry_date_0": "", "expiry_date_1": ""}  # fmt: skip


@pytest.fixture
def boss(admin_client: Client) -> Client:
    """A superuser."""
    return admin_client


def staff(name: str, *permissions: str) -> Client:
    """A client of a member of staff who may do just this."""
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def change_url(key: ApiKey) -> str:
    return f"{LIST}{key.pk}/change/"


def shown_key(response: Any) -> str:
    assert response.status_code == 200
    return str(response.context["text"])


def test_the_library_has_no_page_of_its_own() -> None:
    assert admin.site.is_registered(ApiKey) and not admin.site.is_registered(APIKey)


def test_a_new_key_is_shown_once_and_works(boss: Client) -> None:
    response = boss.post(ADD, FORM)
    text = shown_key(response)
    page = response.content.decode()
    assert text in page and "only time" in page
    assert "no-store" in response["Cache-Control"]
    assert key_verify(text=text).name == "phone"
    secret = text.partition(".")[2]
    kept = [str(session.get_decoded()) for session in Session.objects.all()]
    assert not [place for place in (*kept, str(boss.cookies)) if secret in place]
    later = [boss.get(url).content.decode() for url in (LIST, change_url(ApiKey.objects.get()), "/admin/")]
    assert not [place for place in later if secret in place]


def test_a_new_key_processes_pictures_unless_told_otherwise(boss: Client) -> None:
    form = boss.get(ADD).context["adminform"].form
    assert form["scopes"].value() == ["process"]


def test_the_list_shows_what_there_is_to_know(boss: Client) -> None:
    key, _ = new_key("process", "files", owner=person("bob"), expiry_date=timezone.now() + timedelta(days=1))
    new_key(name="lost", revoked=True)
    new_key(name="old", expiry_date=timezone.now() - timedelta(days=1))
    page = boss.get(LIST).content.decode()
    for words in (key.prefix, "process, files", "bob", "works", "revoked", "expired"):
        assert words in page
    assert key.hashed_key not in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 51}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"rate": "0"}, "rate"),
        ({"rate": "many"}, "rate"),
        ({"megapixels": "-1"}, "megapixels"),
        ({"megapixels": "99999999"}, "megapixels"),
        ({"expiry_date_0": "2020-01-01", "expiry_date_1": "00:00:00"}, "expiry_date"),
        ({"expiry_date_0": "soon", "expiry_date_1": ""}, "expiry_date"),
        ({"owner": "999999"}, "owner"),
    ],
)
def test_what_is_wrong_is_named_and_no_key_is_made(boss: Client, change: Any, field: str) -> None:
    response = boss.post(ADD, FORM | change)
    assert field in response.context["adminform"].form.errors
    assert not ApiKey.objects.exists()


def test_it_is_changed_without_a_new_key(boss: Client) -> None:
    key, text = new_key()
    response = boss.post(change_url(key), FORM | {"name": "tablet", "scopes": ["process", "presets"], "rate": "9"})
    assert response.status_code == 302
    found = key_verify(text=text)
    assert (found.name, found.scopes, found.rate) == ("tablet", ["process", "presets"], 9)


def test_an_expired_key_can_still_be_renamed(boss: Client) -> None:
    when = timezone.now().replace(microsecond=0) - timedelta(days=1)
    key, _ = new_key(expiry_date=when)
    form = FORM | {"name": "old", "expiry_date_0": f"{when:%Y-%m-%d}", "expiry_date_1": f"{when:%H:%M:%S}"}
    assert boss.post(change_url(key), form).status_code == 302
    assert ApiKey.objects.get().name == "old"


@pytest.mark.parametrize("way", ["action", "box"])
def test_a_revoked_key_is_useless_and_stays_so(boss: Client, way: str) -> None:
    key, text = new_key()
    if way == "action":
        response = boss.post(LIST, {"action": "revoke", "_selected_action": [key.pk]}, follow=True)
        assert "1 API key is revoked." in response.content.decode()
    else:
        assert boss.post(change_url(key), FORM | {"revoked": "on"}).status_code == 302
    with pytest.raises(KeyRefused, match="revoked"):
        key_verify(text=text)
    assert boss.post(change_url(key), FORM | {"name": "again"}).status_code == 302
    key.refresh_from_db()
    assert (key.revoked, key.name) == (True, "phone")


def test_it_can_be_deleted(boss: Client) -> None:
    key, _ = new_key()
    assert boss.post(f"{LIST}{key.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not ApiKey.objects.exists()


def test_staff_makes_keys_of_its_own_and_of_nobody_else() -> None:
    root = User.objects.create_superuser("root")
    vera = staff("vera", "add_apikey", "view_apikey")
    assert 'name="owner"' not in vera.get(ADD).content.decode()
    shown_key(vera.post(ADD, FORM | {"owner": root.pk, "scopes": ["admin"]}))
    assert ApiKey.objects.get().owner.get_username() == "vera"


def test_staff_sees_its_own_keys_alone() -> None:
    theirs, _ = new_key(name="theirs", owner=person("bob"))
    house, _ = new_key(name="houses")
    vera = staff("vera", "view_apikey", "change_apikey", "delete_apikey")
    page = vera.get(LIST).content.decode()
    assert theirs.prefix not in page and house.prefix not in page
    for key in (theirs, house):
        assert vera.post(change_url(key), FORM | {"revoked": "on"}).status_code == 302  # to the index: it is not there
        vera.post(LIST, {"action": "revoke", "_selected_action": [key.pk]})
    assert not ApiKey.objects.filter(revoked=True).exists()


@pytest.mark.parametrize("path", [LIST, ADD])
def test_who_has_no_permission_is_refused(path: str) -> None:
    assert staff("vera").get(path).status_code == 403
    assert Client().get(path).status_code == 302
