"""`manage.py check`, which also tells what pixel workers are kept from on this machine."""

from typing import Any

from django.core.management import CommandError
from django.core.management.commands import check

from filters.isolation.slot import Crashed, NoWorker
from filters.services import execution


class Command(check.Command):
    """Django's own, and one line for each protection of pixel workers."""

    def handle(self, *app_labels: Any, **options: Any) -> None:
        """Run the checks; then start a worker and ask it."""
        super().handle(*app_labels, **options)
        if app_labels or options["list_tags"] or options["tags"]:
            return
        self.stdout.write("Pixel workers on this machine, which gunicorn starts:")
        try:
            found = execution.probe()
        except (OSError, NoWorker, Crashed) as error:
            raise CommandError(
                f"No pixel worker can be started: {error}. IMGSVC_EXECUTOR=inline needs none."
            ) from error
        for name, state in found.items():
            style = self.style.SUCCESS if state.startswith("on") else self.style.WARNING
            self.stdout.write(f"  {name.replace('_', ' ')}: {style(state)}")
