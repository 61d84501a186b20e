"""The admin of remote hosts: the servers that files are fetched from."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from filters import conf
from filters.models import RemoteHost
from filters.remote.addresses import Reach
from filters.remote.errors import RemoteTimeout
from filters.services.hosts import host_addresses, plain_host, reach_of

MODES = {
    "off": _("Files are not fetched from other servers now, whatever is listed here: IMGSVC_FETCH is off."),
    "open": _("Files are fetched from all servers with public addresses: IMGSVC_FETCH is open. What is listed here may "
              "have other ports, or be private."),
}  # fmt: skip
TESTED = 10  # hosts at one time: the page waits
TEST_S = 3.0


class RemoteHostForm(forms.ModelForm):  # type: ignore[type-arg]
    """A host as the guard compares it: in lower case, names in ASCII, addresses in their shortest form."""

    class Meta:
        model = RemoteHost
        fields: ClassVar[list[str]] = ["host", "port", "private", "active", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "host" in self.fields:
            self.fields["host"].validators = []  # the model's own judge what is made of it

    def clean_host(self) -> str:
        """One form for each host, so that none is listed twice or never matches."""
        text = str(self.cleaned_data["host"]).strip()
        if "/" in text:
            raise ValidationError(gettext("Only the host, without https:// and without a path."))
        try:
            host = plain_host(text)
        except ValueError as error:
            raise ValidationError(gettext("This is no host name.")) from error
        if host.startswith("*.") and "." not in host[2:]:
            raise ValidationError(gettext("This is every server below a whole top-level domain. Use the open mode."))
        return host

    def clean(self) -> dict[str, Any]:
        """An address that is never asked, or only as a private one, would be listed in vain."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        host, port = cleaned.get("host"), cleaned.get("port")
        if host is None:
            return cleaned
        reach = reach_of(host)
        if reach is Reach.NOWHERE:
            self.add_error("host", gettext("No file is fetched from this address, listed or not."))
        if reach is Reach.PRIVATE and not cleaned.get("private"):
            self.add_error("private", gettext("This address is in a private network."))
        twins = RemoteHost.objects.filter(host=host, port=port).exclude(pk=self.instance.pk)
        if port is None and twins.exists():  # to the database, two that are empty differ
            self.add_error("host", gettext("It is listed already."))
        return cleaned


class RemoteHostAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The list, and what a host's name leads to now."""

    form = RemoteHostForm
    list_display = ("__str__", "private", "active", "note")
    list_filter = ("active", "private")
    list_per_page = 100
    search_fields = ("host", "note")
    actions = ("look_up",)
    save_as = False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, under what the setting says."""
        if request.method == "GET" and conf.fetch() in MODES:
            self.message_user(request, str(MODES[conf.fetch()]), messages.WARNING)
        return super().changelist_view(request, extra_context)

    @admin.action(description=_("Look up the addresses of selected hosts"), permissions=["change"])
    def look_up(self, request: HttpRequest, queryset: QuerySet[RemoteHost]) -> None:
        """Whether each would be asked."""
        for host in queryset[:TESTED]:
            level, said = _looked_up(host)
            self.message_user(request, gettext("Host %(host)s: %(said)s") % {"host": host, "said": said}, level)


def _looked_up(row: RemoteHost) -> tuple[int, str]:
    if row.host.startswith("*."):
        return messages.WARNING, gettext("stands for many names.")
    try:
        found = host_addresses(row.host, within_s=TEST_S)
    except RemoteTimeout as error:
        return messages.ERROR, error.detail
    allowed = {Reach.PUBLIC, Reach.PRIVATE} if row.private else {Reach.PUBLIC}
    listed = ", ".join(f"{address} ({reach.value})" for address, reach in found.items())
    if found and set(found.values()) <= allowed:
        return messages.SUCCESS, listed
    return messages.ERROR, gettext("is not asked: %(why)s") % {"why": listed or gettext("it has no address.")}
