"""The admin of presets: each is seen on a photo in the list, and while it is edited."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from filters.admin import previews
from filters.admin.forms import OUTPUT, PresetForm
from filters.admin.words import steps_in_words
from filters.engine.errors import Busy, EngineError, PipelineInvalid
from filters.forms.output import MORE
from filters.models import Preset


class PresetAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Presets with their pictures."""

    form = PresetForm
    list_display = ("picture", "title", "slug", "steps", "format", "active", "updated")
    list_display_links = ("title",)
    list_editable = ("active",)
    list_filter = ("active", "visibility", "format")
    list_per_page = 50
    search_fields = ("title", "slug", "description")
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {"slug": ("title",)}
    readonly_fields = ("preview",)
    actions = ("activate", "deactivate")
    save_as = True
    fieldsets = (
        (None, {"fields": ["title", "slug", "description", "owner", "visibility", "active"]}),
        (_("Steps"), {"fields": ["preview", "pipeline"], "classes": ["preset-steps"]}),
        (_("Output"), {"fields": ["format", "quality", "metadata", "background"]}),
        (
            _("More output options"),
            {
                "fields": [*MORE],
                "classes": ["collapse"],
                "description": _("An option that the format does not have is ignored."),
            },
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may only look sees the other output choices as they are stored."""
        if self.has_change_permission(request, obj) or (obj is None and self.has_add_permission(request)):
            return super().get_fieldsets(request, obj)
        return [*self.fieldsets[:2], (_("Output"), {"fields": ["format", "quality", "output"]})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, which adds the controls of output choices itself: they are no columns."""
        return super().get_form(request, obj, change, **{**kwargs, "fields": PresetForm.Meta.fields})

    @property
    def media(self) -> forms.Media:
        """The admin's own, and the pictures' style and live preview."""
        return super().media + forms.Media(
            css={"all": ["filters/preset-admin.css"]},
            js=[forms.Script("filters/preset-preview.js", type="module")],  # type: ignore[list-item]
        )

    @admin.display(description=_("picture"))
    def picture(self, preset: Preset) -> str:
        """The list's picture, or why there is none."""
        return render_to_string("admin/filters/preset/picture.html", _shown(preset))

    @admin.display(description=_("steps"))
    def steps(self, preset: Preset) -> str:
        """The steps in words."""
        try:
            return steps_in_words(preset.parsed()) or str(_("only converts"))
        except PipelineInvalid:
            return "-"

    @admin.display(description=_("preview"))
    def preview(self, preset: Preset) -> str:
        """The sample photo before and after; the script keeps it up with the form."""
        shown = _shown(preset) if preset.pk else {}
        return render_to_string(
            "admin/filters/preset/preview.html", {"invisible": previews.INVISIBLE, "fields": OUTPUT, **shown}
        )

    def get_urls(self) -> list[URLPattern]:
        """The admin's own, after the picture's: its catch-all would take that."""
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<int:pk>/preview/", view, name="filters_preset_preview"), *super().get_urls()]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The picture itself, or a sentence that says why there is none."""
        preset = get_object_or_404(Preset, pk=pk)
        if not self.has_view_permission(request, preset):
            raise PermissionDenied
        try:
            response = _conditional_picture(request, preset)
        except EngineError as error:
            response = HttpResponse(error.detail, status=422, content_type="text/plain; charset=utf-8")
            if isinstance(error, Busy):
                response.status_code = 503
                response["Retry-After"] = str(error.retry_after)
        patch_cache_control(response, private=True, no_cache=True)
        return response

    @admin.action(description=_("Activate selected presets"), permissions=["change"])
    def activate(self, request: HttpRequest, queryset: QuerySet[Preset]) -> None:
        """Switch on."""
        self._switch(request, queryset, active=True)

    @admin.action(description=_("Deactivate selected presets"), permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Preset]) -> None:
        """Switch off."""
        self._switch(request, queryset, active=False)

    def _switch(self, request: HttpRequest, queryset: QuerySet[Preset], *, active: bool) -> None:
        changed = list(queryset.exclude(active=active))
        for preset in changed:
            preset.active = active
            preset.save(update_fields=["active", "updated"])
            self.log_change(request, preset, [{"changed": {"fields": ["active"]}}])
        count = len(changed)
        on = ngettext("%(count)d preset is active now.", "%(count)d presets are active now.", count)
        off = ngettext("%(count)d preset is inactive now.", "%(count)d presets are inactive now.", count)
        self.message_user(request, (on if active else off) % {"count": count}, messages.SUCCESS)


def _shown(preset: Preset) -> dict[str, Any]:
    try:
        version = previews.preview_etag(preset)[:12]
    except EngineError as error:
        return {"preset": preset, "problem": error.detail, "url": ""}
    url = reverse("admin:filters_preset_preview", args=[preset.pk])
    return {"preset": preset, "problem": "", "url": f"{url}?v={version}"}


def _conditional_picture(request: HttpRequest, preset: Preset) -> HttpResponseBase:
    etag = quote_etag(previews.preview_etag(preset))
    response = get_conditional_response(request, etag=etag)
    if response is None:
        picture = previews.preview(preset)
        response = HttpResponse(picture.data, content_type=picture.media_type)
        response["ETag"] = etag
        response["X-Content-Type-Options"] = "nosniff"
    return response
