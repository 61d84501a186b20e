"""`manage.py load_presets` says what it did, and does it once."""

import io
import json

import pytest
from django.core.management import call_command

from filters.models import LoadedStarter, Preset
from filters.services.presets import STARTERS

pytestmark = pytest.mark.django_db

SLUGS = [starter["slug"] for starter in json.loads(STARTERS.read_text(encoding="utf-8"))]


def load() -> str:
    out = io.StringIO()
    call_command("load_presets", stdout=out)
    return out.getvalue()


def test_it_loads_the_starters_and_names_them() -> None:
    assert load() == f"Loaded {len(SLUGS)} starter presets: {', '.join(SLUGS)}.\n"
    assert set(Preset.objects.active().values_list("slug", flat=True)) == set(SLUGS)


def test_it_says_that_there_is_nothing_new() -> None:
    load()
    assert load() == "No new starter presets; those loaded before stay as they are.\n"


def test_it_counts_one_in_the_singular() -> None:
    load()
    LoadedStarter.objects.filter(slug="noir").delete()
    Preset.objects.filter(slug="noir").delete()
    assert load() == "Loaded 1 starter preset: noir.\n"


def test_it_keeps_an_admins_edits_and_deletions() -> None:
    load()
    Preset.objects.filter(slug="noir").update(title="Our noir")
    Preset.objects.filter(slug="neon").delete()
    load()
    assert Preset.objects.get(slug="noir").title == "Our noir"
    assert not Preset.objects.filter(slug="neon").exists()
