"""The audit log in the admin: to be read and searched, never changed."""

from typing import Any

from auditlog.admin import LogEntryAdmin
from auditlog.filters import ResourceTypeFilter
from auditlog.models import LogEntry
from django.contrib import admin
from django.http import HttpRequest
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from filters.models.auditing import who


class AuditAdmin(LogEntryAdmin):  # type: ignore[misc]  # the library has no types
    """Who changed what, when and from where; nobody may add, change or delete an entry here."""

    actions = None
    list_display = ("when", "what", "by", "remote_addr", "changed")
    list_display_links = ("when", "what")
    list_per_page = 50
    list_filter = ("action", ResourceTypeFilter)
    search_fields = ("object_repr", "object_pk", "changes", "additional_data", "remote_addr")
    search_help_text = _("By whom, from which address, what, or the fields and values that changed.")
    fieldsets = ((None, {"fields": ["when", "by", "remote_addr", "action", "resource_url", "msg"]}),)
    readonly_fields = ("when", "by", "remote_addr", "action", "resource_url", "msg")

    @admin.display(description=_("when"), ordering="timestamp")
    def when(self, entry: LogEntry) -> str:
        """To the second, in the time zone of the settings."""
        return f"{localtime(entry.timestamp):%Y-%m-%d %H:%M:%S %Z}"

    @admin.display(description=_("what"))
    def what(self, entry: LogEntry) -> str:
        """The action and its object."""
        return f"{entry.get_action_display()} {entry.content_type.name} {entry.object_repr}"

    @admin.display(description=_("by"))
    def by(self, entry: LogEntry) -> str:
        """As they were called then."""
        return who(entry)

    @admin.display(description=_("changed"))
    def changed(self, entry: LogEntry) -> str:
        """Those that an update changed; else it is all of them."""
        return ", ".join(sorted(entry.changes_dict)) if entry.action == LogEntry.Action.UPDATE else ""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody, not even together with something else."""
        return False
