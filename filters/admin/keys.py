"""The admin of API keys: a new one is shown once, on the page that answers its form, and stored nowhere."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from filters.models import SCOPES, ApiKey
from filters.models.keys import default_scopes

MAIN = ("name", "note", "owner")
LIMITS = ("expiry_date", "rate", "megapixels")
FACTS = ("prefix", "created", "last_used")


class ApiKeyForm(forms.ModelForm):  # type: ignore[type-arg]
    """A key's name, what it may do and how much of it."""

    scopes = forms.MultipleChoiceField(
        label=_("Scopes"),
        choices=[(name, f"{name}: {words}") for name, words in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
        initial=default_scopes,
    )

    class Meta:
        model = ApiKey
        fields: ClassVar[list[str]] = [*MAIN, "scopes", *LIMITS, "revoked"]

    def clean_expiry_date(self) -> Any:
        """A key that has expired before it is handed out is a slip."""
        expiry = self.cleaned_data["expiry_date"]
        if expiry and "expiry_date" in self.changed_data and expiry <= timezone.now():
            raise ValidationError(gettext("This is in the past. Empty is no end."))
        return expiry


class ApiKeyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Keys: superusers manage everyone's, other staff their own, which can do no more than they can themselves."""

    form = ApiKeyForm
    list_display = ("name", "prefix", "owner", "allowed", "state", "last_used")
    list_filter = ("revoked",)
    list_select_related = ("owner",)
    list_per_page = 50
    search_fields = ("name", "prefix", "note", "owner__username")
    readonly_fields: ClassVar[tuple[str, ...]] = FACTS
    actions = ("revoke",)
    save_as = False

    @property
    def media(self) -> forms.Media:
        """The admin's own, and what the page of a new key needs."""
        return super().media + forms.Media(css={"all": ["filters/key-admin.css"]})

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiKey]:
        """Those that the user may manage."""
        keys: QuerySet[ApiKey] = super().get_queryset(request)
        return keys if _manages_all(request) else keys.filter(owner_id=request.user.pk)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What of a key there is to see: its facts once it is made, its owner where there is a choice."""
        main = [name for name in MAIN if name != "owner" or _manages_all(request)]
        return [
            (None, {"fields": [*main, *(["revoked", *FACTS] if obj else [])]}),
            (_("What it may do"), {"fields": ["scopes", *LIMITS]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Of a revoked key, everything: that cannot be undone."""
        return (*FACTS, *MAIN, "scopes", *LIMITS, "revoked") if obj and obj.revoked else FACTS

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        """A new row gets its key, which stays with this request."""
        if not change:
            if not _manages_all(request):
                obj.owner_id = request.user.pk
            request.new_api_key = ApiKey.objects.assign_key(obj)  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """The page that shows the key. No redirect: a key that waits for the next page would be stored meanwhile."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("The new API key"),
            "opts": self.opts,
            "key": obj,
            "text": request.new_api_key,  # type: ignore[attr-defined]
            "media": self.media,
            "process_url": request.build_absolute_uri("/api/v1/process/"),
        }
        answer = TemplateResponse(request, "admin/filters/apikey/created.html", context)
        answer["Cache-Control"] = "no-store"
        return answer

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form with one button for a new key: the others would skip the page that shows it."""
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False} if kwargs.get("add") else {}
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("scopes"))
    def allowed(self, key: ApiKey) -> str:
        """The scopes in a row."""
        return ", ".join(key.scopes)

    @admin.display(description=_("state"))
    def state(self, key: ApiKey) -> Any:
        """Whether it works, and until when."""
        if key.revoked:
            return _("revoked")
        if key.expiry_date is None:
            return _("works")
        words = gettext("expired on %(day)s") if key.has_expired else gettext("works until %(day)s")
        return words % {"day": date_format(timezone.localtime(key.expiry_date), "DATE_FORMAT")}

    @admin.action(description=_("Revoke selected API keys"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """Each at once and for good."""
        keys = list(queryset.filter(revoked=False))
        for key in keys:
            key.revoked = True
            key.save(update_fields=["revoked"])
            self.log_change(request, key, [{"changed": {"fields": ["revoked"]}}])
        said = ngettext("%(count)d API key is revoked.", "%(count)d API keys are revoked.", len(keys))
        self.message_user(request, said % {"count": len(keys)}, messages.SUCCESS)


def _manages_all(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))
