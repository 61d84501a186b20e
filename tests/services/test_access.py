"""Who sees, owns and changes what: one table of callers and rows."""

import pytest
from django.contrib.auth.models import AnonymousUser, User

from filters.callers import caller_of
from filters.models import Preset
from filters.services.access import ANYONE, Caller
from tests.people import editor, new_key, person

pytestmark = pytest.mark.django_db

ROWS = ("house public", "house private", "bob public", "bob private")


@pytest.fixture
def bob() -> User:
    return person("bob")


def rows(bob: User) -> dict[str, Preset]:
    return {
        f"{owner} {visibility}": Preset(slug="x", title="X", owner=user, visibility=visibility)
        for owner, user in (("house", None), ("bob", bob))
        for visibility in ("public", "private")
    }


def callers(bob: User) -> dict[str, Caller]:
    alice, eve = editor("alice"), person("eve")
    visitor = User.objects.create_user("vera", is_staff=True)
    return {
        "nobody": ANYONE,
        "an address": Caller(address="192.0.2.1"),
        "bob": Caller(user=bob),
        "eve": Caller(user=eve),
        "staff": Caller(user=alice),
        "staff without rights": Caller(user=visitor),
        "the house's key": Caller(key=new_key("presets")[0]),
        "the house's key to process": Caller(key=new_key("process")[0]),
        "the house's admin key": Caller(key=new_key("admin")[0]),
        "bob's key": Caller(key=new_key("presets")[0], user=bob),
        "bob's key to process": Caller(key=new_key("process")[0], user=bob),
        "bob's admin key": Caller(key=new_key("admin")[0], user=bob),
        "staff's admin key": Caller(key=new_key("admin")[0], user=alice),
        "staff's key": Caller(key=new_key("presets")[0], user=alice),
    }


@pytest.mark.parametrize(
    ("who", "sees", "changes"),
    [
        ("nobody", "P_P_", "____"),
        ("an address", "P_P_", "____"),
        ("bob", "P_Pp", "__Pp"),
        ("eve", "P_P_", "____"),
        ("staff", "P_P_", "PpPp"),
        ("staff without rights", "P_P_", "____"),
        ("the house's key", "PpP_", "Pp__"),
        ("the house's key to process", "PpP_", "____"),
        ("the house's admin key", "PpP_", "PpPp"),
        ("bob's key", "P_Pp", "__Pp"),
        ("bob's key to process", "P_Pp", "____"),
        ("bob's admin key", "P_Pp", "____"),
        ("staff's admin key", "P_P_", "PpPp"),
        ("staff's key", "P_P_", "____"),
    ],
)
def test_what_each_caller_sees_and_changes(bob: User, who: str, sees: str, changes: str) -> None:
    caller, all_rows = callers(bob)[who], rows(bob)
    assert [caller.sees(all_rows[name]) for name in ROWS] == [mark != "_" for mark in sees]
    for action in ("change", "delete"):
        assert [caller.may(action, all_rows[name], scope="presets") for name in ROWS] == [
            mark != "_" for mark in changes
        ]


def test_staff_does_just_what_its_permissions_say(bob: User) -> None:
    visitor = User.objects.create_user("vera", is_staff=True)
    assert not Caller(user=visitor).looks_after(Preset)
    visitor = editor("vera")
    assert Caller(user=visitor).looks_after(Preset) and Caller(user=visitor).keeps(Preset, "add")
    visitor.is_active = False
    assert not Caller(user=visitor).keeps(Preset, "change")


def test_permissions_count_for_nothing_without_the_staff_status(bob: User) -> None:
    alice = editor("alice")
    alice.is_staff = False
    assert not Caller(user=alice).keeps(Preset, "change")


def test_names_tell_whose_turn_it_is(bob: User) -> None:
    key, _ = new_key()
    assert Caller(key=key, user=bob, address="192.0.2.1").name == f"key:{key.prefix}"
    assert Caller(user=bob, address="192.0.2.1").name == f"user:{bob.pk}"
    assert Caller(address="192.0.2.1").name == "address:192.0.2.1"
    assert ANYONE.name == ""


def test_a_request_of_nobody_is_one_of_an_address(rf: object) -> None:
    request = rf.get("/")  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    assert caller_of(request) == Caller(address="127.0.0.1")
