"""Finding presets by name, and loading the starters once."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from filters.engine.errors import OutputInvalid
from filters.models import LoadedStarter, Preset
from filters.services import presets
from filters.services.presets import PresetUnknown, preset_get, preset_output, starter_presets_load

pytestmark = pytest.mark.django_db

NOIR = {"slug": "noir", "title": "Noir", "description": "Black.", "pipeline": [{"op": "grayscale"}]}
SOFT = {"slug": "soft", "title": "Soft", "description": "Soft.", "pipeline": [{"op": "gaussian_blur", "radius": 1}]}


@pytest.fixture
def starters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of two starters in the place of the shipped one."""
    path = tmp_path / "starters.json"
    path.write_text(json.dumps([NOIR, SOFT]), encoding="utf-8")
    monkeypatch.setattr(presets, "STARTERS", path)
    return path


@pytest.fixture
def noir() -> Preset:
    return Preset.objects.create(slug="noir", title="Noir", pipeline=[{"op": "grayscale"}])


def test_it_finds_an_active_preset(noir: Preset) -> None:
    assert preset_get(slug="noir") == noir


def test_it_names_the_nearest_active_preset(noir: Preset) -> None:
    with pytest.raises(PresetUnknown) as refusal:
        preset_get(slug="nior")
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("preset", "preset_unknown")
    assert problem.detail == 'There is no active preset "nior". Did you mean noir?'


def test_it_names_none_where_none_is_near(noir: Preset) -> None:
    with pytest.raises(PresetUnknown) as refusal:
        preset_get(slug="watermark")
    assert refusal.value.detail == 'There is no active preset "watermark".'


def test_it_hides_a_preset_that_is_switched_off(noir: Preset) -> None:
    Preset.objects.filter(pk=noir.pk).update(active=False)
    with pytest.raises(PresetUnknown) as refusal:
        preset_get(slug="noir")
    assert "Did you mean" not in refusal.value.detail


@pytest.mark.parametrize("slug", ["", "a b", "noir\x00", "\ud800", "../noir", "n" * 10_000, "<script>", "Noir "])
def test_it_answers_hostile_names_with_a_short_sentence(noir: Preset, slug: str) -> None:
    with pytest.raises(PresetUnknown) as refusal:
        preset_get(slug=slug)
    assert len(refusal.value.detail) < 700
    assert refusal.value.detail.isascii()
    assert refusal.value.detail.isprintable()


def test_it_loads_every_starter(starters: Path) -> None:
    made = starter_presets_load()
    assert [preset.slug for preset in made] == ["noir", "soft"]
    assert Preset.objects.get(slug="soft").pipeline == [{"op": "gaussian_blur", "radius": 1.0}]


def test_it_loads_nothing_the_second_time(starters: Path) -> None:
    starter_presets_load()
    assert starter_presets_load() == []
    assert Preset.objects.count() == 2


def test_it_keeps_what_an_admin_edited(starters: Path) -> None:
    starter_presets_load()
    Preset.objects.filter(slug="noir").update(title="Our noir", active=False, pipeline=[])
    starter_presets_load()
    edited = Preset.objects.get(slug="noir")
    assert (edited.title, edited.active, edited.pipeline) == ("Our noir", False, [])


def test_it_does_not_bring_back_what_an_admin_deleted(starters: Path) -> None:
    starter_presets_load()
    Preset.objects.get(slug="noir").delete()
    assert starter_presets_load() == []
    assert not Preset.objects.filter(slug="noir").exists()


def test_it_does_not_bring_back_what_an_admin_renamed(starters: Path) -> None:
    starter_presets_load()
    Preset.objects.filter(slug="noir").update(slug="film-noir")
    assert starter_presets_load() == []


def test_it_leaves_an_admins_own_preset_of_the_same_name(starters: Path) -> None:
    Preset.objects.create(slug="noir", title="Mine", pipeline=[])
    assert [preset.slug for preset in starter_presets_load()] == ["soft"]
    assert Preset.objects.get(slug="noir").title == "Mine"


def test_it_adds_only_what_a_later_release_added(starters: Path) -> None:
    starter_presets_load()
    later = {"slug": "mirror", "title": "Mirror", "pipeline": []}
    starters.write_text(json.dumps([NOIR, SOFT, later]), encoding="utf-8")
    assert [preset.slug for preset in starter_presets_load()] == ["mirror"]


def test_it_loads_all_or_nothing(starters: Path) -> None:
    broken = {"slug": "broken", "title": "Broken", "pipeline": [{"op": "gaussian_blur", "radius": -1}]}
    starters.write_text(json.dumps([NOIR, broken]), encoding="utf-8")
    with pytest.raises(ValidationError, match="radius"):
        starter_presets_load()
    assert Preset.objects.count() == 0
    assert LoadedStarter.objects.count() == 0


def test_choices_that_an_upgrade_made_invalid_are_the_presets_fault() -> None:
    with pytest.raises(OutputInvalid, match=r'The preset "old" cannot run until an admin corrects it: speed') as caught:
        preset_output(Preset(slug="old", output={"speed": 1}))
    assert caught.value.problems[0].field == "preset"
