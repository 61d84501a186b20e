"""Whatever changes a preset or an asset is announced, once it is committed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from filters.models import Preset
from filters.models.changes import mark
from tests.assets import stored_font, stored_look, stored_picture

pytestmark = pytest.mark.django_db(transaction=True)


def stored_preset() -> Preset:
    return Preset.objects.create(slug="noir", title="Noir", pipeline=[{"op": "grayscale"}])


STORED = {"preset": stored_preset, "look": stored_look, "font": stored_font, "picture": stored_picture}
CHANGES: dict[str, Callable[[Any], Any]] = {
    "save": lambda row: row.save(),
    "delete": lambda row: row.delete(),
    "update": lambda row: type(row).objects.update(active=False),
    "bulk update": lambda row: type(row).objects.bulk_update([row], ["title"]),
    "delete them": lambda row: type(row).objects.all().delete(),
}


@pytest.mark.parametrize("store", STORED.values(), ids=STORED)
def test_a_new_one_is_announced(store: Callable[[], Any]) -> None:
    before = mark()
    store()
    assert mark() != before


@pytest.mark.parametrize("store", STORED.values(), ids=STORED)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_announced(store: Callable[[], Any], change: Callable[[Any], Any]) -> None:
    row = store()
    before = mark()
    change(row)
    assert mark() != before


def test_many_new_ones_are_announced() -> None:
    before = mark()
    Preset.objects.bulk_create([Preset(slug="a", title="A"), Preset(slug="b", title="B")])
    assert mark() != before


def test_reading_is_not_announced() -> None:
    stored_preset()
    before = mark()
    assert Preset.objects.active().get(slug="noir").parsed()
    assert mark() == before


def test_it_is_announced_when_it_is_committed_and_not_before() -> None:
    before = mark()
    with transaction.atomic():
        stored_preset()
        assert mark() == before
    assert mark() != before


def test_what_is_rolled_back_is_not_announced() -> None:
    before = mark()
    with transaction.atomic():
        stored_preset()
        Preset.objects.update(active=False)
        transaction.set_rollback(True)
    assert mark() == before


def test_a_migration_is_announced() -> None:
    before = mark()
    call_command("migrate", verbosity=0)
    assert mark() != before
