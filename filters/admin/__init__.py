"""Django's admin over the models, layer 5."""

from auditlog.models import LogEntry
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from rest_framework_api_key.models import APIKey

from filters.admin.assets import FontAdmin, LookAdmin, PictureAdmin
from filters.admin.audit import AuditAdmin
from filters.admin.destinations import DestinationAdmin
from filters.admin.files import AllowanceAdmin, FileAdmin
from filters.admin.keys import ApiKeyAdmin
from filters.admin.presets import PresetAdmin
from filters.admin.remote import RemoteHostAdmin
from filters.models import ApiKey, Destination, FileAllowance, Font, Look, Picture, Preset, RemoteHost, StoredFile

admin.site.site_header = admin.site.site_title = "imgsvc"
admin.site.index_title = _("Administration")
admin.site.register(Preset, PresetAdmin)
admin.site.register(Look, LookAdmin)
admin.site.register(Font, FontAdmin)
admin.site.register(Picture, PictureAdmin)
admin.site.unregister(APIKey)  # the library's own model, of which there are no rows
admin.site.register(ApiKey, ApiKeyAdmin)
admin.site.register(RemoteHost, RemoteHostAdmin)
admin.site.register(Destination, DestinationAdmin)
admin.site.register(StoredFile, FileAdmin)
admin.site.register(FileAllowance, AllowanceAdmin)
admin.site.unregister(LogEntry)  # as its library shows it
admin.site.register(LogEntry, AuditAdmin)
