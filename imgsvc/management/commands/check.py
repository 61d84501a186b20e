"""`manage.py check`, which also tells what pixel workers are kept from on this machine."""

import os
from typing import Any

from django.core.management import CommandError
from django.core.management.commands import check

from filters.isolation.slot import Crashed, NoWorker
from filters.services import execution


class Command(check.Command):
    """Django's own, and one line for each protection of pixel workers."""

    def handle(self, *app_labels: Any, **options: Any) -> None:
        """Run the checks; then start a worker and ask it, unless there is to be none."""
        super().handle(*app_labels, **options)
        if app_labels or options["list_tags"] or options["tags"]:
            return
        if os.environ.get("IMGSVC_EXECUTOR", "").strip() == "inline":  # the setting is also inline where none is named
            inline = "IMGSVC_EXECUTOR is inline: pictures are decoded in the process that asks, without a sandbox."
            self.stdout.write(self.style.WARNING(inline))
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
