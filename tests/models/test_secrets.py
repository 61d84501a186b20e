"""Secrets of destinations: what the database holds, who can read it, and a change of `SECRET_KEY`."""

from typing import Any

import pytest
from auditlog.models import LogEntry
from django.core import serializers
from django.db import connection

from filters.models import Destination, SecretUnreadable, decrypted

pytestmark = pytest.mark.django_db

URL = "https://images.example.org/in?signature=OPENSESAME"
HEADERS = "Authorization: Bearer WINTERMUTE\nX-Üben: 日本"
WORDS = ("OPENSESAME", "WINTERMUTE", "images.example.org")


@pytest.fixture
def destination() -> Destination:
    """One that was stored, as the database gives it back."""
    made = Destination.objects.create(slug="archive", title="Archive", url=URL, headers=HEADERS)
    return Destination.objects.get(pk=made.pk)


def stored() -> str:
    """The row as it stands on the disk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT url, headers FROM filters_destination")
        return str(cursor.fetchall())


def secrets_of(destination: Destination) -> tuple[str, str]:
    return decrypted(destination.url), decrypted(destination.headers)


def test_a_secret_comes_back_as_it_was(destination: Destination) -> None:
    assert secrets_of(destination) == (URL, HEADERS)


def test_it_can_be_read_before_it_was_stored_and_after() -> None:
    fresh = Destination(slug="archive", title="Archive", url=URL)
    assert decrypted(fresh.url) == URL
    fresh.save()
    assert decrypted(fresh.url) == URL


@pytest.mark.parametrize("word", WORDS)
def test_nothing_holds_the_text(destination: Destination, word: str) -> None:
    dumped = serializers.serialize("json", [destination])
    log = str(list(LogEntry.objects.values()))
    places = [stored(), destination.url, destination.headers, repr(destination), str(vars(destination)), dumped, log]
    assert not [place for place in places if word in place]


def test_equal_secrets_do_not_look_equal() -> None:
    one, other = (Destination.objects.create(slug=slug, title="A", url=URL) for slug in ("one", "other"))
    assert Destination.objects.get(pk=one.pk).url != Destination.objects.get(pk=other.pk).url


def test_an_empty_one_stays_empty() -> None:
    Destination.objects.create(slug="archive", title="Archive", url=URL)
    assert Destination.objects.get().headers == ""
    assert decrypted("") == ""


def test_saving_a_row_keeps_its_secrets(destination: Destination) -> None:
    destination.title = "Renamed"
    destination.full_clean()
    destination.save()
    assert secrets_of(Destination.objects.get()) == (URL, HEADERS)


def test_what_looks_encrypted_is_encrypted_all_the_same(destination: Destination) -> None:
    token = str.__str__(destination.url)
    Destination.objects.create(slug="second", title="Second", url=token)
    assert decrypted(Destination.objects.get(slug="second").url) == token


def test_the_log_of_changes_tells_that_it_changed(destination: Destination) -> None:
    destination.url = f"{URL}2"
    destination.save()
    assert LogEntry.objects.latest("timestamp").changes_dict["url"] == ["***", "***"]


def test_under_another_key_it_cannot_be_read(destination: Destination, settings: Any) -> None:
    settings.SECRET_KEY = "another" * 8
    with pytest.raises(SecretUnreadable) as error:
        decrypted(destination.url)
    assert str(error.value) == "It was stored under another SECRET_KEY."


def test_what_was_changed_on_the_disk_cannot_be_read(destination: Destination) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE filters_destination SET url = 'http://127.0.0.1/'")
    with pytest.raises(SecretUnreadable):
        decrypted(Destination.objects.get().url)


def test_a_former_key_still_reads(destination: Destination, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS = ["older" * 10, settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 8
    assert secrets_of(destination) == (URL, HEADERS)


def test_a_row_saved_under_the_new_key_needs_the_former_no_more(destination: Destination, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 8
    Destination.objects.get().save()
    settings.SECRET_KEY_FALLBACKS = []
    assert secrets_of(Destination.objects.get()) == (URL, HEADERS)


def test_a_row_that_cannot_be_read_is_not_lost_by_saving(destination: Destination, settings: Any) -> None:
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 8
    Destination.objects.get().save()
    settings.SECRET_KEY = former
    assert secrets_of(Destination.objects.get()) == (URL, HEADERS)
