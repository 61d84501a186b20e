"""The one Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiltersConfig(AppConfig):
    """Filters: presets, and what is done with pictures."""

    name = "filters"
    verbose_name = _("Filters")
