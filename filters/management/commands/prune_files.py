"""`manage.py prune_files`: what is over goes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat

from filters.engine.errors import EngineError
from filters.services.pruning import Pruned, files_prune

WORDS = {
    "files": ("expired file", "expired files"),
    "uploads": ("expired upload", "expired uploads"),
    "unfinished": ("unfinished content", "unfinished contents"),
    "unreferenced": ("content without a file", "contents without a file"),
    "orphans": ("key without a row", "keys without a row"),
}


class Command(BaseCommand):
    """Remove files that have expired, and what broken uploads and crashes left."""

    help = (
        "Remove files and uploads that have expired, unfinished content that nothing was added to for "
        "IMGSVC_UPLOAD_HOURS, and content that no file has any more. For a timer, such as every hour."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to look at, and whether to act."""
        parser.add_argument(
            "--orphans", action="store_true", help="Look through the whole storage, too, for what no row knows of."
        )
        parser.add_argument("--dry-run", action="store_true", help="Say what would be removed, and remove nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove, and say what was removed."""
        try:
            done = files_prune(orphans=options["orphans"], dry_run=options["dry_run"])
        except EngineError as error:
            raise CommandError(error.detail) from error
        verb = "Would remove" if options["dry_run"] else "Removed"
        self.stdout.write(f"{verb} {_listed(done)}." if done else "Nothing is over.")


def _listed(done: Pruned) -> str:
    counts = {name: getattr(done, name) for name in WORDS}
    parts = [f"{count} {WORDS[name][count != 1]}" for name, count in counts.items() if count]
    return f"{', '.join(parts)}: {filesizeformat(done.bytes)}"
