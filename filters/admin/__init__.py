"""Django's admin over the models, layer 5."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from filters.admin.presets import PresetAdmin
from filters.models import Preset

admin.site.site_header = admin.site.site_title = "imgsvc"
admin.site.index_title = _("Administration")
admin.site.register(Preset, PresetAdmin)
