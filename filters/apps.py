"""The one Django app."""

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class FiltersConfig(AppConfig):
    """Filters: presets, and what is done with pictures."""

    name = "filters"
    verbose_name = _("Filters")

    def ready(self) -> None:
        import_string("filters.models.auditing.audit_models")()  # models can be imported only now
        import_string("filters.models.assets.Asset").reader = import_string("filters.services.execution.execute")
