"""My presets: private ones are there for their owners and for nobody else."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from filters.models import Preset
from filters.services import presets
from tests.api.shapes import assert_problem, body_of
from tests.people import bearing, editor, new_key, person

pytestmark = pytest.mark.django_db

Call = Callable[..., Any]
URL = "/api/v1/presets/"
NEW = {"slug": "mine", "title": "Mine", "pipeline": [{"op": "sepia"}]}


class Visitor:
    """Someone who calls: by a login, by a key, or as a stranger."""

    def __init__(self, cat: bytes, *, user: Any = None, key: str = "") -> None:
        self.client, self.cat = Client(raise_request_exception=False), cat
        self.headers = bearing(key) if key else {}
        if user is not None:
            self.client.force_login(user)

    def json(self, method: str, path: str = "", body: Any = None) -> Any:
        """A JSON request about presets."""
        send = getattr(self.client, method)
        return send(f"{URL}{path}", body, content_type="application/json", headers=self.headers)

    def form(self, path: str, **fields: Any) -> Any:
        """The cat to a picture call."""
        form = {"image": SimpleUploadedFile("cat.jpg", self.cat), **fields}
        return self.client.post(f"/api/v1/{path}", form, headers=self.headers)

    def page(self, path: str) -> str:
        """A page of the browsable API or of the site."""
        return self.client.get(path, headers={"accept": "text/html"}).content.decode()

    def slugs(self) -> list[str]:
        """What the list shows."""
        return [preset["slug"] for preset in self.json("get").json()]


@pytest.fixture
def bob() -> Any:
    return person("bob")


@pytest.fixture
def private(bob: Any) -> Preset:
    """A preset of Bob's that is his alone."""
    return Preset.objects.create(
        slug="secret", title="Secret", pipeline=[{"op": "sepia"}], owner=bob, visibility="private"
    )


WHO: dict[str, Callable[[bytes, Any], Visitor]] = {
    "bob": lambda cat, bob: Visitor(cat, user=bob),
    "bob's key": lambda cat, bob: Visitor(cat, key=new_key("presets", "process", owner=bob)[1]),
    "a stranger": lambda cat, bob: Visitor(cat),
    "eve": lambda cat, bob: Visitor(cat, user=person("eve")),
    "eve's key": lambda cat, bob: Visitor(cat, key=new_key("presets", "process", owner=person("eve"))[1]),
    "the house's key": lambda cat, bob: Visitor(cat, key=new_key("presets", "process")[1]),
    "staff": lambda cat, bob: Visitor(cat, user=editor("alice")),
    "the house's admin key": lambda cat, bob: Visitor(cat, key=new_key("admin", "process")[1]),
}
KEEPERS = ("staff", "the house's admin key")
OWNERS = ("bob", "bob's key")
OTHERS = ("a stranger", "eve", "eve's key", "the house's key")


@pytest.fixture
def visitor(request: pytest.FixtureRequest, cat_jpeg: bytes, bob: Any) -> Visitor:
    return WHO[request.param](cat_jpeg, bob)


@pytest.mark.parametrize("visitor", [*OWNERS, *KEEPERS], indirect=True)
def test_it_is_there_for_its_owner_and_for_who_looks_after_all(visitor: Visitor, private: Preset, noir: Preset) -> None:
    assert visitor.slugs() == ["noir", "secret"]
    assert visitor.json("get", "secret/").json()["visibility"] == "private"
    assert visitor.form("presets/secret/apply/").status_code == 200
    assert visitor.form("process/", preset="secret").status_code == 200
    assert visitor.form("explain/", preset="secret").status_code == 200
    assert visitor.json("patch", "secret/", {"title": "New"}).json()["title"] == "New"
    assert visitor.json("delete", "secret/").status_code == 204


@pytest.mark.parametrize("visitor", OTHERS, indirect=True)
def test_it_is_not_there_for_anyone_else(visitor: Visitor, private: Preset, noir: Preset) -> None:
    assert visitor.slugs() == ["noir"]
    for answer in (visitor.json("get", "secret/"), visitor.form("presets/secret/apply/")):
        assert_problem(answer, 404, "preset_unknown")
    assert_problem(visitor.form("process/", preset="secret"), 400, "preset_unknown", field="preset")
    for method in ("put", "patch", "delete"):
        answer = visitor.json(method, "secret/", NEW)
        if answer.status_code != 401:  # a stranger
            assert_problem(answer, 404, "preset_unknown")
    assert Preset.objects.get(slug="secret").title == "Secret"


@pytest.mark.parametrize("visitor", OTHERS, indirect=True)
@pytest.mark.parametrize("near", ["secre", "secrett"])
def test_its_name_is_not_guessed_from_a_hint(visitor: Visitor, private: Preset, near: str) -> None:
    for answer in (
        visitor.json("get", f"{near}/"),
        visitor.form(f"presets/{near}/apply/"),
        visitor.form("process/", preset=near),
    ):
        assert "secret/" not in body_of(answer).decode() and "Did you mean" not in body_of(answer).decode()


@pytest.mark.parametrize("visitor", OTHERS, indirect=True)
def test_an_unknown_one_is_answered_just_the_same(visitor: Visitor, private: Preset) -> None:
    answers = [body_of(visitor.json("get", f"{slug}/")).decode() for slug in ("secret", "absent")]
    assert answers[0].replace("secret", "absent") == answers[1]


@pytest.mark.parametrize("visitor", ["a stranger", "eve"], indirect=True)
@pytest.mark.parametrize("path", ["/", "/api/v1/process/", "/api/v1/presets/"])
def test_no_page_offers_it_to_others(visitor: Visitor, private: Preset, path: str) -> None:
    assert "ecret" not in visitor.page(path)


@pytest.mark.parametrize("path", ["/", "/api/v1/process/", "/api/v1/presets/"])
def test_pages_offer_it_to_its_owner(cat_jpeg: bytes, bob: Any, private: Preset, path: str) -> None:
    assert "secret" in Visitor(cat_jpeg, user=bob).page(path)


@pytest.mark.parametrize("visitor", ["bob", "bob's key"], indirect=True)
def test_what_one_adds_is_ones_own_and_private(visitor: Visitor, bob: Any) -> None:
    answer = visitor.json("post", body=NEW)
    assert (answer.status_code, answer.json()["visibility"]) == (201, "private")
    made = Preset.objects.get()
    assert (made.owner, made.visibility) == (bob, "private")
    assert visitor.form("presets/mine/apply/").status_code == 200


@pytest.mark.parametrize("visitor", ["staff", "the house's key", "the house's admin key"], indirect=True)
def test_what_staff_and_the_houses_keys_add_is_the_houses_and_public(visitor: Visitor) -> None:
    assert visitor.json("post", body=NEW).json()["visibility"] == "public"
    assert Preset.objects.get().owner is None


def test_ones_own_can_be_made_public(cat_jpeg: bytes, bob: Any) -> None:
    Visitor(cat_jpeg, user=bob).json("post", body=NEW | {"visibility": "public"})
    stranger = Visitor(cat_jpeg)
    assert stranger.slugs() == ["mine"]
    assert stranger.form("presets/mine/apply/").status_code == 200
    eve = Visitor(cat_jpeg, user=person("eve"))
    detail = assert_problem(eve.json("patch", "mine/", {"title": "Hers"}), 403, "permission_denied")["detail"]
    assert "not yours" in detail


def test_the_owner_cannot_be_chosen(cat_jpeg: bytes, bob: Any) -> None:
    eve = Visitor(cat_jpeg, user=person("eve"))
    assert_problem(eve.json("post", body=NEW | {"owner": bob.pk}), 400, "parameter_invalid", field="owner")


def test_an_unknown_visibility_is_named(cat_jpeg: bytes, bob: Any) -> None:
    answer = Visitor(cat_jpeg, user=bob).json("post", body=NEW | {"visibility": "secret"})
    assert_problem(answer, 400, "parameter_invalid", field="visibility")


def test_a_taken_slug_is_taken_and_no_more_is_told(cat_jpeg: bytes, private: Preset, noir: Preset) -> None:
    eve = Visitor(cat_jpeg, user=person("eve"))
    told = [
        assert_problem(eve.json("post", body=NEW | {"slug": slug}), 400, "parameter_invalid", field="slug")["detail"]
        for slug in ("secret", "noir")
    ]
    assert told == ["This slug is taken. Choose another."] * 2


def test_a_switched_off_one_is_its_owners_to_see_and_nobodys_to_use(cat_jpeg: bytes, bob: Any, private: Preset) -> None:
    visitor = Visitor(cat_jpeg, user=bob)
    assert visitor.json("patch", "secret/", {"active": False}).status_code == 200
    assert visitor.slugs() == ["secret"]
    assert_problem(visitor.form("presets/secret/apply/"), 404, "preset_unknown")


def test_there_is_a_most_of_them(cat_jpeg: bytes, bob: Any, private: Preset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presets, "MOST_OWN", 1)
    detail = assert_problem(Visitor(cat_jpeg, user=bob).json("post", body=NEW), 403, "permission_denied")["detail"]
    assert "1 presets, which is the most" in detail
    assert Visitor(cat_jpeg, user=editor("alice")).json("post", body=NEW).status_code == 201


def test_they_go_with_their_owner(bob: Any, private: Preset) -> None:
    bob.delete()
    assert not Preset.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_ones_own_are_kept_in_memory_and_follow_every_change(
    cat_jpeg: bytes, bob: Any, private: Preset, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.IMGSVC_PRESET_CACHE_S = 3600
    visitor = Visitor(cat_jpeg, key=new_key("process", owner=bob)[1])
    path, fields = "process/", {"preset": "secret", "pipeline": json.dumps([{"op": "invert"}])}
    assert visitor.form(path, **fields).status_code == 200
    with django_assert_num_queries(0):
        assert visitor.form(path, **fields).status_code == 200
    Preset.objects.update(owner=person("eve"))
    assert_problem(visitor.form(path, **fields), 400, "preset_unknown", field="preset")
    Preset.objects.update(visibility="public")
    assert visitor.form(path, **fields).status_code == 200
