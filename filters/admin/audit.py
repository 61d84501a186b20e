"""The audit log in the admin: to be read and searched, never changed."""

from typing import Any

from auditlog.admin import LogEntryAdmin
from auditlog.filters import ResourceTypeFilter
from auditlog.models import LogEntry
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from filters.models.auditing import who


class AuditAdmin(LogEntryAdmin):  # type: ignore[misc]  # the library has no types
    """Who changed what, when and from where; nobody may add, change or delete an entry here."""

    actions = None
    list_display = ("created", "by", "remote_addr", "action", "resource_url", "msg_short")
    list_display_links = ("created",)
    list_per_page = 50
    list_filter = ("action", ResourceTypeFilter)
    search_fields = ("object_repr", "object_pk", "changes", "additional_data", "remote_addr")
    search_help_text = _("By whom, from which address, what, or the fields and values that changed.")
    fieldsets = (
        (None, {"fields": ["created", "by", "remote_addr", "action", "resource_url"]}),
        (_("Changes"), {"fields": ["msg"]}),
    )
    readonly_fields = ("created", "by", "remote_addr", "action", "resource_url", "msg")

    @admin.display(description=_("by"))
    def by(self, entry: LogEntry) -> str:
        """As they were called then."""
        return who(entry)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody, not even together with something else."""
        return False
