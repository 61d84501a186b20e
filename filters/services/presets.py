"""Presets: finding one by name, and loading the starters."""

import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

from django.core.validators import slug_re
from django.db import transaction

from filters.engine.errors import EngineError, OutputInvalid, Problem
from filters.engine.output import Output
from filters.models import LoadedStarter, Preset, PresetQuerySet
from filters.services.assets import starter_looks_load
from filters.services.fresh import Fresh

STARTERS = Path(__file__).resolve().parent.parent / "starters.json"


class PresetUnknown(EngineError):
    """No preset of this name, or it is switched off."""

    code = "preset_unknown"


def preset_get(*, slug: str, among: PresetQuerySet | None = None) -> Preset:
    """The preset, an active one unless `among` says otherwise. Raises `PresetUnknown` with the nearest known name.

    The active ones are kept and shared between requests: they are for reading, those from `among` may be changed.
    """
    if among is None:
        presets = _active.get()
        preset = presets.get(slug)
    else:
        is_slug = slug_re.match(slug) is not None  # a NUL or a lone surrogate would stop a database driver
        preset = among.filter(slug=slug).first() if is_slug else None
    if preset is None:
        raise _unknown(slug, presets if among is None else among.values_list("slug", flat=True))
    return preset


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


def _read_active(before: Mapping[str, Preset] | None) -> Mapping[str, Preset]:
    """All of them: presets are tens."""
    return {preset.slug: preset for preset in Preset.objects.active()}


_active = Fresh(_read_active)


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
