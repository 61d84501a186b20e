"""Django's admin over the models, layer 5."""

from django.contrib import admin

from filters.admin.presets import PresetAdmin
from filters.models import Preset

admin.site.register(Preset, PresetAdmin)
