"""`manage.py contact_sheet`: each operation on the cat, in one picture."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from imgsvc.pages.contact_sheet import contact_sheet

QUALITY = 80


class Command(BaseCommand):
    """Draw the sheet."""

    help = "Draw docs/contact-sheet.webp: each operation on the sample photo."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Where it goes."""
        default = settings.BASE_DIR / "docs" / "contact-sheet.webp"
        parser.add_argument("--output", type=Path, default=default, help="the file to write; its suffix is its format")

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw and save."""
        output: Path = options["output"]
        sheet = contact_sheet()
        sheet.save(output, quality=QUALITY)
        self.stdout.write(f"Wrote {output}, {sheet.width} x {sheet.height}.")
