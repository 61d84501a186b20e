"""`manage.py load_presets`: the starter presets, each once."""

from typing import Any

from django.core.management.base import BaseCommand

from filters.services.presets import starter_presets_load


class Command(BaseCommand):
    """Load the starter presets that were never loaded before."""

    help = "Load the starter presets, each once: those that were edited or deleted since stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what was loaded."""
        made = starter_presets_load()
        if not made:
            self.stdout.write("No new starter presets; those loaded before stay as they are.")
            return
        noun = "preset" if len(made) == 1 else "presets"
        self.stdout.write(f"Loaded {len(made)} starter {noun}: {', '.join(preset.slug for preset in made)}.")
