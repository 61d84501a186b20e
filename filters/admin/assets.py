"""The admin of looks, fonts and pictures: each is seen in the list and in its form."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import gettext_lazy as _

from filters.admin.asset_forms import FontForm, LookForm, PictureForm
from filters.admin.specimens import specimen, specimen_etag
from filters.engine.errors import EngineError
from filters.models import Asset, Preset
from filters.uploads.memory import require_upload_within_limit


class AssetAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What the three kinds have in common."""

    list_display_links = ("title",)
    list_filter: ClassVar[tuple[str, ...]] = ("active",)
    list_per_page = 50
    search_fields: ClassVar[tuple[str, ...]] = ("title", "slug", "description")
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {"slug": ("title",)}
    described: ClassVar[tuple[str, ...]] = ("title", "slug", "description", "active")
    facts: ClassVar[tuple[str, ...]] = ()
    """What the file says about itself."""

    @property
    def media(self) -> forms.Media:
        """The admin's own, and the specimens' style."""
        return super().media + forms.Media(css={"all": ["filters/asset-admin.css"]})

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """All that is read from the file."""
        return ("specimen", *self.facts, "weight", "used_by") if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The file comes first; what is known of it, once there is one."""
        known = [(_("What it is"), {"fields": [*self.facts, "weight", "used_by"]})] if obj else []
        file = (
            ["specimen", "file"]
            if obj and self.has_change_permission(request, obj)
            else ["specimen" if obj else "file"]
        )
        return [(None, {"fields": [*file, *self.described]}), *known]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, which is told where the upload handler stopped a file."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        try:
            require_upload_within_limit(request)
        except EngineError as error:
            form.upload_error = error  # the class is made for this request
        return form

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the files, which a list does not need."""
        return super().get_queryset(request).defer("file")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Django's own account, with the presets that protect their assets."""
        deleted, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        presets = {preset for asset in objs for preset in Preset.objects.active().naming(asset)}
        named = [f"{Preset._meta.verbose_name}: {preset.title}" for preset in presets]
        return deleted, counts, forbidden, [*protected, *sorted(named)]

    @admin.display(description=_("specimen"))
    def specimen(self, asset: Asset) -> str:
        """What it is like, large."""
        return render_to_string(f"admin/filters/asset/{asset.asset_kind}.html", self._shown(asset))

    @admin.display(description=_("specimen"))
    def thumbnail(self, asset: Asset) -> str:
        """What it is like, in the list."""
        return render_to_string("admin/filters/asset/thumbnail.html", self._shown(asset))

    @admin.display(description=_("file size"), ordering="file_size")
    def weight(self, asset: Asset) -> str:
        """Bytes as people read them."""
        return str(filesizeformat(asset.file_size))

    @admin.display(description=_("used by"))
    def used_by(self, asset: Asset) -> str:
        """The presets that name it."""
        return ", ".join(preset.title for preset in Preset.objects.all().naming(asset)) or "-"

    def get_urls(self) -> list[URLPattern]:
        """The admin's own, after the specimen's: its catch-all would take that."""
        view = self.admin_site.admin_view(self.specimen_view)
        return [path("<int:pk>/specimen/", view, name=self._url_name()), *super().get_urls()]

    def specimen_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The specimen as a PNG, or a sentence that says why there is none."""
        asset = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, asset):
            raise PermissionDenied
        etag = quote_etag(specimen_etag(asset))
        response = get_conditional_response(request, etag=etag)
        if response is None:
            response = _drawn(asset)
            response["ETag"] = etag
            response["X-Content-Type-Options"] = "nosniff"
        patch_cache_control(response, private=True, no_cache=True)
        return response

    def _url_name(self) -> str:
        return f"filters_{self.opts.model_name}_specimen"

    def _shown(self, asset: Asset) -> dict[str, Any]:
        url = reverse(f"admin:{self._url_name()}", args=[asset.pk])
        return {"asset": asset, "url": f"{url}?v={specimen_etag(asset)[:12]}"}


class LookAdmin(AssetAdmin):
    """Looks, seen on the sample photo."""

    form = LookForm
    list_display = ("thumbnail", "title", "slug", "kind", "size", "weight", "active", "updated")
    list_filter = ("active", "kind")
    facts = ("kind", "size")


class FontAdmin(AssetAdmin):
    """Fonts, seen in a few words."""

    form = FontForm
    list_display = ("thumbnail", "title", "slug", "family", "style", "active", "updated")
    search_fields = (*AssetAdmin.search_fields, "family", "style", "license")
    described: ClassVar[tuple[str, ...]] = ("title", "slug", "description", "license", "active")
    facts = ("family", "style")


class PictureAdmin(AssetAdmin):
    """Pictures, seen on a checkerboard."""

    form = PictureForm
    list_display = ("thumbnail", "title", "slug", "extent", "format", "weight", "active", "updated")
    list_filter = ("active", "format")
    facts = ("extent", "format")

    @admin.display(description=_("size"), ordering="width")
    def extent(self, picture: Any) -> str:
        """Width and height."""
        return f"{picture.width} × {picture.height}"


def _drawn(asset: Asset) -> HttpResponse:
    try:
        return HttpResponse(specimen(asset), content_type="image/png")
    except EngineError as error:
        return HttpResponse(error.detail, status=422, content_type="text/plain; charset=utf-8")
