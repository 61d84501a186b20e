"""The admin of destinations: what they lead to is written, tested, and never read."""

import hashlib
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from filters.admin.destination_forms import DestinationForm, stored_origin
from filters.engine.errors import EngineError
from filters.models import Destination
from filters.services.forwarding import Parcel, forward

TINY = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415478da63606060000000040001c8eaebf90000000049454e44ae426082"
)
"""A picture of one black pixel, as PNG."""
TEST_S = 20.0  # what a test may take: its page waits
TESTED = 5  # at one time


class DestinationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Destinations, each with a test."""

    form = DestinationForm
    list_display = ("title", "slug", "host", "method", "sent_as", "everyone", "active")
    list_filter = ("active", "everyone", "body")
    list_per_page = 50
    search_fields = ("title", "slug")
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("title",)}
    actions = ("send_test",)
    save_as = False

    @property
    def media(self) -> forms.Media:
        """The admin's own, and what long boxes need."""
        return super().media + forms.Media(css={"all": ["filters/destination-admin.css"]})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The boxes for secrets only where they can be filled."""
        writes = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        where = [*(["host"] if obj else []), *(["url"] if writes else [])]
        what = [*(["stored_headers"] if obj else []), *(["headers"] if writes else [])]
        what += ["clear_headers"] if writes and obj and obj.headers else []
        return [
            (None, {"fields": ["title", "slug", "active", "everyone"]}),
            (_("Where it goes"), {"fields": [*where, "method", "private", "connect_s", "answer_s"]}),
            (_("What it gets"), {"fields": [*what, "body", "field"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What there is to see of the secrets."""
        return ("host", "stored_headers") if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only a new one's name follows from its title: others know the old one."""
        return {} if obj else self.prepopulated_fields

    @admin.display(description=_("server"))
    def host(self, destination: Destination) -> str:
        """All that is shown of its URL."""
        return stored_origin(destination) or gettext("cannot be read: enter the URL anew")

    @admin.display(description=_("stored headers"))
    def stored_headers(self, destination: Destination) -> str:
        """Whether there are any."""
        return gettext("set") if destination.headers else gettext("none")

    @admin.display(description=_("body"), ordering="body")
    def sent_as(self, destination: Destination) -> str:
        """In one word."""
        return destination.body

    @admin.action(description=_("Send a test picture to selected destinations"), permissions=["change"])
    def send_test(self, request: HttpRequest, queryset: QuerySet[Destination]) -> None:
        """A tiny picture, and what the server says to it."""
        for destination in queryset[:TESTED]:
            level, said = _tested(destination)
            self.message_user(request, f"{destination.title}: {said}", level)
        if queryset.count() > TESTED:
            said = gettext("Only the first %(count)d were tested.")
            self.message_user(request, said % {"count": TESTED}, messages.WARNING)


def _tested(destination: Destination) -> tuple[int, str]:
    """How to show it, and what there is to say."""
    parcel = Parcel(
        name="test.png",
        media_type="image/png",
        pieces=(TINY,),
        length=len(TINY),
        sha256=hashlib.sha256(TINY).hexdigest(),
    )
    try:
        reply = forward(destination=destination, parcel=parcel, deadline_s=TEST_S)
    except EngineError as error:
        reason = error.__cause__
        return messages.ERROR, reason.detail if isinstance(reason, EngineError) else error.detail
    reply.body.close()
    said = gettext("answered %(status)d in %(milliseconds)d ms.")
    level = messages.SUCCESS if reply.status < 300 else messages.WARNING
    return level, said % {"status": reply.status, "milliseconds": round(reply.milliseconds)}
