"""The output choices of a preset in the admin: a typed control each, stored together, refused beside the control."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from filters.admin.forms import OUTPUT
from filters.engine import Output
from filters.models import Preset

pytestmark = pytest.mark.django_db

ADD = "/admin/filters/preset/add/"
FORM = {
    "title": "Small",
    "slug": "small",
    "description": "",
    "pipeline": "",
    "format": "",
    "quality": "",
    "active": "on",
}


def change_url(preset: Preset) -> str:
    return f"/admin/filters/preset/{preset.pk}/change/"


def save(client: Client, **values: str) -> Preset:
    response = client.post(ADD, FORM | values)
    assert response.status_code == 302, response.context["adminform"].form.errors
    return Preset.objects.get()


def test_every_choice_has_a_control() -> None:
    assert {"format", *OUTPUT} == {choice.name for choice in Output.choices()}


def test_it_stores_what_was_chosen_in_its_type(admin_client: Client) -> None:
    preset = save(
        admin_client,
        format="auto",
        quality="70",
        max_bytes="20000",
        progressive="true",
        sizes="16, 32",
        metadata="strip",
    )
    assert (preset.format, preset.quality) == ("auto", 70)
    assert preset.output == {"max_bytes": 20_000, "progressive": True, "sizes": [16, 32]}


def test_the_quality_may_be_automatic(admin_client: Client) -> None:
    preset = save(admin_client, quality="auto", target="0.95")
    assert preset.quality is None
    assert preset.output == {"quality": "auto", "target": 0.95}


def test_it_shows_what_is_stored(admin_client: Client) -> None:
    output = {"lossless": True, "dither": False, "sizes": [16, 32], "metadata": "keep"}
    preset = Preset.objects.create(slug="small", title="Small", output=output)
    form = admin_client.get(change_url(preset)).context["adminform"].form
    shown = {name: form[name].value() for name in OUTPUT}
    given = {"lossless": "true", "dither": "false", "sizes": "16, 32", "metadata": "keep", "background": "#ffffff"}
    assert {name: value for name, value in shown.items() if value} == given


def test_it_forgets_what_is_cleared(admin_client: Client) -> None:
    preset = Preset.objects.create(slug="small", title="Small", output={"quality": "auto", "dpi": 72})
    admin_client.post(change_url(preset), FORM | {"quality": "60"})
    preset.refresh_from_db()
    assert (preset.quality, preset.output) == (60, {})


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"quality": "0"}, "quality", "a whole number from 1 to 100"),
        ({"quality": "best"}, "quality", "It may also be auto."),
        ({"colors": "1"}, "colors", "from 2 to 256"),
        ({"target": "2"}, "target", "from 0.9 to 0.999"),
        ({"quality": "80", "lossless": "true"}, "lossless", "give only one of them"),
        ({"background": "reddish"}, "background", "must be a color"),
    ],
)
def test_it_refuses_a_wrong_choice_beside_its_control(
    admin_client: Client, values: dict[str, str], field: str, sentence: str
) -> None:
    errors: Any = admin_client.post(ADD, FORM | values).context["adminform"].form.errors
    assert list(errors) == [field]
    assert sentence in errors[field][0]
    assert not Preset.objects.exists()


def test_who_may_only_look_sees_them_as_they_are_stored() -> None:
    preset = Preset.objects.create(slug="small", title="Small", output={"max_bytes": 4321})
    user = User.objects.create_user("bob", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_preset"))
    client = Client()
    client.force_login(user)
    response = client.get(change_url(preset))
    assert response.status_code == 200
    assert "4321" in response.content.decode()
