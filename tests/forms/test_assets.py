"""The control of an asset offers what is active, and what it offers is never out of date."""

import pytest

from filters.engine import OPERATIONS
from filters.engine.errors import Busy
from filters.forms import assets
from filters.forms.assets import AssetWidget
from filters.forms.controls import operation_form
from filters.models import Look

pytestmark = pytest.mark.django_db
CUBE = b"LUT_3D_SIZE 2\n" + b"0 0 0\n" * 8


def look(slug: str, *, active: bool = True) -> Look:
    made = Look(slug=slug, title=slug.title(), file=CUBE, active=active)
    made.full_clean()
    made.save()
    return made


def offered() -> list[str]:
    widget = AssetWidget("look")
    return [str(value) for value, _ in widget.choices]


def test_it_offers_nothing_and_the_active_ones() -> None:
    Look.objects.all().delete()
    look("warm")
    look("cold")
    look("old", active=False)

    assert offered() == ["", "cold", "warm"]


def test_a_form_that_was_made_before_offers_what_came_since() -> None:
    form = operation_form(OPERATIONS["look"])
    look("later")

    assert 'value="later"' in str(form()["look"])


def test_it_offers_nothing_while_nobody_knows_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(kind: str) -> None:
        raise Busy("The database does not answer.")

    monkeypatch.setattr(assets, "asset_titles", lost)
    assert offered() == [""]
