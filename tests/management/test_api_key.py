"""`manage.py api_key`: create, list, revoke."""

import io
import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from filters.models import ApiKey
from filters.services.keys import KeyRefused, key_verify
from tests.people import new_key, person

pytestmark = pytest.mark.django_db


def run(*words: str) -> tuple[str, str]:
    """What it writes to standard output, and to standard error."""
    out, err = io.StringIO(), io.StringIO()
    call_command("api_key", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_a_new_key_is_printed_once_and_alone() -> None:
    out, err = run("create", "phone")
    key = key_verify(text=out.strip())
    assert (key.name, key.scopes, key.owner, key.expiry_date) == ("phone", ["process"], None, None)
    assert "only now" in err
    assert out.strip() not in run("list")[0]


def test_it_gets_all_that_was_asked_for() -> None:
    bob = person("bob")
    out, _ = run(
        "create", "shop", "--scopes", "presets, process", "--expires", "90d", "--rate", "60", "--megapixels", "500",
        "--owner", "bob", "--note", "the shop's server",
    )  # fmt: skip
    key = key_verify(text=out.strip())
    assert (key.owner, key.scopes, key.rate, key.megapixels) == (bob, ["process", "presets"], 60, 500)
    assert key.note == "the shop's server"
    assert key.expiry_date is not None
    assert timedelta(days=89) < key.expiry_date - timezone.now() <= timedelta(days=90)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2090-01-31", "2090-01-31T00:00:00+00:00"),
        ("2090-01-31T12:30", "2090-01-31T12:30:00+00:00"),
        ("2090-01-31 12:30+02:00", "2090-01-31T10:30:00+00:00"),
    ],
)
def test_an_expiry_may_be_a_date_or_a_time(when: str, expected: str) -> None:
    run("create", "phone", "--expires", when)
    expiry = ApiKey.objects.get().expiry_date
    assert expiry is not None and expiry.astimezone(timezone.get_default_timezone()).isoformat() == expected


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["create", "phone", "--scopes", "prests"], "Did you mean presets?"),
        (["create", "phone", "--scopes", ""], "scopes"),
        (["create", "phone", "--scopes", "process,process"], "twice"),
        (["create", ""], "name"),
        (["create", "x" * 51], "at most 50"),
        (["create", "phone", "--owner", "nobody"], "There is no user 'nobody'"),
        (["create", "phone", "--expires", "soon"], "is not a number of days"),
        (["create", "phone", "--expires", "-1d"], "expires"),
        (["create", "phone", "--expires", "0d"], "in the past"),
        (["create", "phone", "--expires", "2020-01-01"], "in the past"),
        (["create", "phone", "--expires", "2030-02-31"], "is not a number of days"),
        (["create", "phone", "--expires", "9" * 30 + "d"], "is not a number of days"),
        (["create", "phone", "--rate", "0"], "is not a whole number from 1 to 1000000"),
        (["create", "phone", "--rate", "1.5"], "is not a whole number"),
        (["create", "phone", "--megapixels", "1000001"], "is not a whole number"),
        (["create", "phone", "--megapixels", "9" * 20], "is not a whole number"),
        (["create"], "name"),
        (["revoke", "nothing"], "There is no API key with the prefix"),
        (["destroy"], "destroy"),
        ([], "create | list | revoke"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(words: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=re.escape(said)):
        run(*words)
    assert not ApiKey.objects.exists()


def test_the_list_shows_prefixes_and_never_a_key() -> None:
    bob = person("bob")
    shop, text = new_key("process", "presets", name="shop", owner=bob, rate=5)
    new_key(name="old", expiry_date=timezone.now() - timedelta(days=1))
    new_key(name="lost", revoked=True)
    out, _ = run("list")
    header, *lines = out.splitlines()
    assert header.split()[:4] == ["PREFIX", "STATE", "SCOPES", "OWNER"]
    by_name = {line.split()[-1]: line.split() for line in lines}
    assert by_name["shop"][:4] == [shop.prefix, "works", "process,presets", "bob"]
    assert (by_name["old"][1], by_name["lost"][1]) == ("expired", "revoked")
    assert text.partition(".")[2] not in out


@pytest.mark.parametrize("whole", [False, True])
def test_a_revoked_key_is_useless(whole: bool) -> None:
    key, text = new_key()
    assert f"The API key {key.prefix} (phone) is revoked." in run("revoke", text if whole else key.prefix)[0]
    with pytest.raises(KeyRefused, match="revoked"):
        key_verify(text=text)


def test_a_name_makes_no_line_of_its_own_in_the_list() -> None:
    run("create", "phone\nXb3kPq9Z  works\x1b[2J")
    out, _ = run("list")
    assert len(out.splitlines()) == 2
    assert "\x1b" not in out
    assert r"phone\nXb3kPq9Z  works\x1b[2J" in out
