"""Django's admin over the models, layer 5."""

from auditlog.models import LogEntry
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from rest_framework_api_key.models import APIKey

from filters.admin.assets import FontAdmin, LookAdmin, PictureAdmin
from filters.admin.audit import AuditAdmin
from filters.admin.destinations import DestinationAdmin
from filters.admin.keys import ApiKeyAdmin
from filters.admin.presets import PresetAdmin
from filters.models import ApiKey, Destination, Font, Look, Picture, Preset

admin.site.site_header = admin.site.site_title = "imgsvc"
admin.site.index_title = _("Administration")
admin.site.register(Preset, PresetAdmin)
admin.site.register(Look, LookAdmin)
admin.site.register(Font, FontAdmin)
admin.site.register(Picture, PictureAdmin)
admin.site.unregister(APIKey)  # the library's own model, of which there are no rows
admin.site.register(ApiKey, ApiKeyAdmin)
admin.site.register(Destination, DestinationAdmin)
admin.site.unregister(LogEntry)  # as its library shows it
admin.site.register(LogEntry, AuditAdmin)
