"""Presets: finding one by name, and loading the starters."""

import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from django.core.validators import slug_re
from django.db import transaction

from filters.engine.errors import EngineError, OutputInvalid, Problem
from filters.engine.output import Output
from filters.models import LoadedStarter, Preset, PresetQuerySet
from filters.services.access import ANYONE, Caller
from filters.services.assets import starter_looks_load
from filters.services.fresh import Fresh

MOST_OWN = 200  # presets of one owner that is not the house
KEPT_OWNERS = 1000  # whose private presets are kept in memory
STARTERS = Path(__file__).resolve().parent.parent / "starters.json"


class PresetUnknown(EngineError):
    """No preset of this name, or it is switched off, or private."""

    code = "preset_unknown"


class PresetsFull(EngineError):
    """Nobody may have more presets of their own."""

    code = "permission_denied"


def preset_get(*, slug: str, caller: Caller = ANYONE) -> Preset:
    """The active preset that the caller may use. Raises `PresetUnknown` with the nearest name that they may know.

    What is found is kept and shared between requests: it is for reading.
    """
    usable = _usable(caller)
    preset = usable.get(slug)
    if preset is None and caller.looks_after(Preset) and slug_re.match(slug):
        preset = Preset.objects.active().filter(slug=slug).first()
    if preset is None:
        raise _unknown(slug, usable)
    return preset


def preset_find(*, slug: str, among: PresetQuerySet) -> Preset:
    """The preset among these, active or not, to be changed. Raises `PresetUnknown` with the nearest name of these."""
    is_slug = slug_re.match(slug) is not None  # a NUL or a lone surrogate would stop a database driver
    preset = among.filter(slug=slug).first() if is_slug else None
    if preset is None:
        raise _unknown(slug, among.values_list("slug", flat=True))
    return preset


def preset_rows(*, caller: Caller) -> PresetQuerySet:
    """Those that the caller may see: of others' only active ones, unless the caller looks after all."""
    rows = Preset.objects.all()
    if caller.looks_after(Preset):
        return rows
    public = rows.public().active()
    return public | rows.of(caller.owner_id) if caller.is_known else public


def preset_list(*, caller: Caller = ANYONE) -> list[Preset]:
    """The active presets that are the caller's own or public, by title; for reading."""
    return sorted(_usable(caller).values(), key=lambda preset: preset.title)


def preset_owner(*, caller: Caller) -> int | None:
    """Whose a preset is that the caller adds: theirs, or the house's where they may add to it.

    Raises `PresetsFull` where they have as many as anyone may have.
    """
    if caller.owner_id is None or caller.keeps(Preset, "add"):
        return None
    if Preset.objects.of(caller.owner_id).count() >= MOST_OWN:
        raise PresetsFull(f"You have {MOST_OWN} presets, which is the most. Delete one first.")
    return caller.owner_id


def preset_output(preset: Preset) -> Output:
    """The output choices that an admin saved; those that an upgrade made invalid are the preset's fault."""
    try:
        return preset.choices()
    except OutputInvalid as error:
        detail = f"The preset {json.dumps(preset.slug)} cannot run until an admin corrects it: {error.detail}"
        raise OutputInvalid(detail, field="preset") from error


def _unknown(slug: str, known: Iterable[str]) -> PresetUnknown:
    shown = slug[:80]
    nearest = get_close_matches(shown, known, n=1)
    hint = f" Did you mean {nearest[0]}?" if nearest else ""
    detail = f"There is no active preset {json.dumps(shown)}.{hint}"
    return PresetUnknown(detail, problems=[Problem("preset", "preset_unknown", detail)])


def _usable(caller: Caller) -> Mapping[str, Preset]:
    """Public ones, and the caller's own, by slug."""
    public = _public.get()
    return {**public, **_private(caller.owner_id).get()} if caller.is_known else public


def _read_public(before: Mapping[str, Preset] | None) -> Mapping[str, Preset]:
    """All of them: presets are tens."""
    return {preset.slug: preset for preset in Preset.objects.active().public()}


_public = Fresh(_read_public)


@lru_cache(maxsize=KEPT_OWNERS)
def _private(owner: int | None) -> Fresh[Mapping[str, Preset]]:
    """The private ones of one owner, or of the house."""

    def read(before: Mapping[str, Preset] | None) -> Mapping[str, Preset]:
        return {preset.slug: preset for preset in Preset.objects.active().private().of(owner)}

    return Fresh(read)


@transaction.atomic
def starter_presets_load() -> list[Preset]:
    """Create each starter preset that was never loaded before; those an admin edited or deleted stay as they are.

    The looks that they name come first, each once, too.
    """
    starter_looks_load()
    loaded = set(LoadedStarter.objects.values_list("slug", flat=True))
    taken = set(Preset.objects.values_list("slug", flat=True))
    made = []
    for starter in json.loads(STARTERS.read_text(encoding="utf-8")):
        if starter["slug"] in loaded:
            continue
        LoadedStarter.objects.create(slug=starter["slug"])
        if starter["slug"] not in taken:
            preset = Preset(**starter)
            preset.full_clean()
            preset.save()
            made.append(preset)
    return made
