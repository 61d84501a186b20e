"""API keys: which are right, what is remembered of them, and what is stored of their use."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from filters.engine.errors import Busy
from filters.models import ApiKey
from filters.services import keys
from filters.services.keys import KeyRefused, key_revoke, key_verify
from tests.people import new_key, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_expires(settings: Any) -> None:
    settings.IMGSVC_PRESET_CACHE_S = 3600


def refused(text: str) -> str:
    with pytest.raises(KeyRefused) as error:
        key_verify(text=text)
    return error.value.detail


def changed(key: ApiKey, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(key, name, value)
    key.save()


def test_only_its_hash_is_stored() -> None:
    key, text = new_key()
    assert text.startswith(f"{key.prefix}.") and len(text) == 41
    assert text.partition(".")[2] not in str(ApiKey.objects.values().get())
    assert isinstance(key.pk, int)


def test_a_right_key_is_found_with_its_owner() -> None:
    bob = person("bob")
    key, text = new_key("process", "files", owner=bob)
    found = key_verify(text=text)
    assert (found, found.owner) == (key, bob)
    assert found.allows("files") and not found.allows("admin")


def test_the_second_time_it_asks_the_database_nothing(django_assert_num_queries: Any) -> None:
    _, text = new_key(owner=person("bob"))
    key_verify(text=text)
    with django_assert_num_queries(0):
        owner = key_verify(text=text).owner
        assert owner is not None and owner.get_username() == "bob"


def test_unknown_and_wrong_keys_take_the_same_steps_and_get_the_same_words(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    key, text = new_key()
    compared: list[int] = []
    verify = ApiKey.objects.key_generator.verify
    generator = type(ApiKey.objects.key_generator)

    def spy(self: Any, text: str, stored: str) -> bool:
        compared.append(len(stored))
        return bool(verify(text, stored))

    monkeypatch.setattr(generator, "verify", spy)
    wrong = f"{key.prefix}.{'x' * 32}"
    with django_assert_num_queries(2):
        words = {refused(wrong), refused(f"AAAAAAAA.{'x' * 32}")}
    assert len(words) == 1 and len(set(compared)) == 1 and len(compared) == 2
    assert key_verify(text=text) == key


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda key: changed(key, revoked=True), "revoked"),
        (lambda key: key_revoke(prefix=key.prefix), "revoked"),
        (lambda key: ApiKey.objects.filter(pk=key.pk).update(revoked=True), "revoked"),
        (lambda key: changed(key, expiry_date=timezone.now() - timedelta(seconds=1)), "expired"),
        (lambda key: key.delete(), "not known"),
        (lambda key: User.objects.get().delete(), "not known"),
        (lambda key: ApiKey.objects.all().delete(), "not known"),
    ],
    ids=["revoked", "revoked by the service", "revoked in bulk", "expired", "deleted", "owner deleted", "all deleted"],
)
def test_what_is_done_to_it_counts_at_once(spoil: Callable[[ApiKey], Any], words: str) -> None:
    key, text = new_key(owner=person("bob"))
    key_verify(text=text)
    spoil(key)
    assert words in refused(text)


def test_it_stops_with_its_owner_and_not_with_a_login_of_theirs() -> None:
    bob = person("bob")
    _, text = new_key(owner=bob)
    key_verify(text=text)
    bob.is_active = False
    bob.save()
    assert "owner" in refused(text)


def test_it_expires_while_it_is_remembered() -> None:
    key, text = new_key(expiry_date=timezone.now() + timedelta(days=1))
    key_verify(text=text)
    [held] = [one.key for one in keys._remembered.values() if one.key.pk == key.pk]
    held.expiry_date = timezone.now() - timedelta(seconds=1)
    assert "expired" in refused(text)


def test_its_use_is_stored_once_a_minute(django_assert_num_queries: Any) -> None:
    _, text = new_key()
    before = timezone.now()
    key_verify(text=text)
    first = ApiKey.objects.get().last_used
    assert first is not None and before <= first <= timezone.now()
    key_verify(text=text)
    assert ApiKey.objects.get().last_used == first
    for held in keys._remembered.values():
        held.key.last_used = first - timedelta(seconds=61)
    QuerySet(ApiKey).update(last_used=first - timedelta(seconds=61))
    with django_assert_num_queries(1):
        key_verify(text=text)
    assert ApiKey.objects.get().last_used >= first


def test_nobody_is_refused_because_its_use_cannot_be_stored(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    key, text = new_key()

    def locked(*args: Any, **kwargs: Any) -> int:
        raise DatabaseError("database is locked")

    monkeypatch.setattr(QuerySet, "update", locked)
    assert key_verify(text=text) == key
    assert key_verify(text=text) == key
    said = [record.message for record in caplog.records if record.name == keys.__name__]
    assert said == [f"The use of the API key {key.prefix} was not noted."]


def test_without_a_database_a_remembered_key_is_right_and_another_is_asked_to_come_again(
    monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    key, text = new_key()
    _, other = new_key()
    key_verify(text=text)

    def gone(*args: Any, **kwargs: Any) -> Any:
        raise DatabaseError("no such host")

    monkeypatch.setattr(QuerySet, "first", gone)
    assert key_verify(text=text) == key
    with pytest.raises(Busy, match="cannot be checked now") as busy:
        key_verify(text=other)
    assert busy.value.retry_after > 0
    assert "no such host" not in busy.value.detail


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "MOST_KEPT", 2)
    for text in [new_key()[1] for _ in range(5)]:
        key_verify(text=text)
        assert len(keys._remembered) <= 2


@pytest.mark.parametrize(
    "text", ["", "x", "a.b", "x" * 41, "é" * 8 + "." + "x" * 32, "x" * 8 + ".\0" + "x" * 31, "x" * 10_000]
)
def test_what_is_no_key_asks_the_database_nothing(text: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert "Authorization: Api-Key" in refused(text)


def test_an_unknown_prefix_cannot_be_revoked() -> None:
    with pytest.raises(KeyRefused, match='prefix "nothing"'):
        key_revoke(prefix="nothing")
