"""Files are read when they are first needed, kept while they are right, and bounded together."""

from typing import Any

import pytest

from filters.models import Look
from filters.services import shelf as module
from filters.services.shelf import Shelf
from tests.assets import EVEN, WARM, stored_look

pytestmark = pytest.mark.django_db


def shelf(before: Shelf | None = None) -> Shelf:
    return Shelf.read("look", before)


def test_a_file_is_read_once(django_assert_num_queries: Any) -> None:
    stored_look()
    looks = shelf()
    with django_assert_num_queries(1):
        first = looks.files(["warm"])
    with django_assert_num_queries(0):
        assert looks.files(["warm"])["warm"] is first["warm"]
    assert first == {"warm": WARM}


def test_unknown_names_cost_nothing_and_are_left_out(django_assert_num_queries: Any) -> None:
    stored_look(active=False)
    looks = shelf()
    with django_assert_num_queries(0):
        assert looks.files(["warm", "none"]) == {}
        assert looks.names() == []


def test_the_next_shelf_takes_over_the_files_that_are_right(django_assert_num_queries: Any) -> None:
    stored_look()
    changed = stored_look("other", EVEN)
    old = shelf()
    kept = old.files(["warm", "other"])["warm"]
    changed.file = WARM
    changed.full_clean()
    changed.save()
    new = shelf(old)
    with django_assert_num_queries(1):  # the changed one
        assert new.files(["warm", "other"]) == {"warm": WARM, "other": WARM}
    assert new.files(["warm"])["warm"] is kept


def test_one_that_went_meanwhile_is_left_out() -> None:
    stored_look()
    looks = shelf()
    Look.objects.all().delete()
    assert looks.files(["warm"]) == {}


@pytest.mark.parametrize(
    ("largest", "queries"),
    [(len(WARM) + len(EVEN), 2), (len(WARM) + len(EVEN) - 1, 3), (0, 3)],
    ids=["both fit", "one fits", "none fits"],
)
def test_files_are_bounded_together(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any, largest: int, queries: int
) -> None:
    monkeypatch.setattr(module, "LARGEST", largest)
    stored_look()
    stored_look("even", EVEN)
    looks = shelf()
    with django_assert_num_queries(queries):
        found = [looks.files([name]) for name in ("warm", "even", "warm")]
    assert found == [{"warm": WARM}, {"even": EVEN}, {"warm": WARM}]
