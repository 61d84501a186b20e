"""The admin of files that people keep, and of how much they may: each picture is seen in the list."""

from typing import Any

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
from django.utils.html import format_html
from django.utils.http import quote_etag
from django.utils.translation import gettext_lazy as _

from filters.admin.thumbnails import MEDIA_TYPE, has_thumbnail, thumbnail, thumbnail_etag
from filters.engine.errors import EngineError
from filters.models import StoredFile
from filters.services.access import Caller
from filters.services.allowances import used_bytes
from filters.services.files import file_delete
from filters.services.names import safe_name

URL_NAME = "filters_storedfile_thumbnail"


class FileForm(forms.ModelForm):  # type: ignore[type-arg]
    """What of a file can be changed here; its content comes over the API."""

    def clean_name(self) -> str:
        """As a client's is."""
        return safe_name(self.cleaned_data["name"])


class FileAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Files: seen, renamed, published, kept for longer, deleted; never added."""

    form = FileForm
    list_display = ("thumbnail", "name", "media_type", "weight", "whose", "visibility", "expires", "created")
    list_display_links = ("name",)
    list_filter = ("visibility", "anonymous", ("expires", admin.EmptyFieldListFilter), "media_type", "created")
    list_per_page = 50
    list_select_related = ("owner", "blob")
    search_fields = ("name", "id", "owner__username", "blob__sha256")
    date_hierarchy = "created"
    fields = ("picture", "name", "visibility", "expires", "whose", "media_type", "weight", "sha256", "id", "created",
              "modified", "content")  # fmt: skip
    readonly_fields = ("picture", "whose", "media_type", "weight", "sha256", "id", "created", "modified", "content")

    @property
    def media(self) -> forms.Media:
        """The admin's own, and the thumbnails' style."""
        return super().media + forms.Media(css={"all": ["filters/asset-admin.css"]})

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Files come over the API."""
        return False

    def delete_model(self, request: HttpRequest, obj: StoredFile) -> None:
        """Its content goes with the last file that has it."""
        file_delete(file=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[StoredFile]) -> None:
        """Each of them."""
        for file in queryset.iterator():
            file_delete(file=file)

    @admin.display(description="")
    def thumbnail(self, file: StoredFile) -> str:
        """What a picture is like, in the list."""
        if not has_thumbnail(file):
            return ""
        url = f"{reverse(f'admin:{URL_NAME}', args=[file.pk])}?v={thumbnail_etag(file)[:12]}"
        return render_to_string("admin/filters/file/thumbnail.html", {"file": file, "url": url})

    @admin.display(description=_("picture"))
    def picture(self, file: StoredFile) -> str:
        """The same in its form."""
        return self.thumbnail(file) or "-"

    @admin.display(description=_("size"), ordering="blob__size")
    def weight(self, file: StoredFile) -> str:
        """Bytes as people read them."""
        return str(filesizeformat(file.blob.size))

    @admin.display(description=_("owner"), ordering="owner__username")
    def whose(self, file: StoredFile) -> str:
        """A person, the house, or a stranger."""
        return str(file.owner or (_("a stranger") if file.anonymous else _("the house")))

    @admin.display(description=_("SHA-256"))
    def sha256(self, file: StoredFile) -> str:
        """Of the content."""
        return file.blob.sha256 or "-"

    @admin.display(description=_("content"))
    def content(self, file: StoredFile) -> str:
        """Where it is."""
        return format_html('<a href="{}">{}</a>', reverse("api:file", args=[file.pk]), _("Open"))

    def get_urls(self) -> list[URLPattern]:
        """The admin's own, after the thumbnail's: its catch-all would take that."""
        view = self.admin_site.admin_view(self.thumbnail_view)
        return [path("<str:pk>/thumbnail/", view, name=URL_NAME), *super().get_urls()]

    def thumbnail_view(self, request: HttpRequest, pk: str) -> HttpResponseBase:
        """The thumbnail, or a sentence that says why there is none."""
        file = get_object_or_404(self.get_queryset(request).select_related("blob"), pk=pk)
        if not self.has_view_permission(request, file):
            raise PermissionDenied
        etag = quote_etag(thumbnail_etag(file))
        response = get_conditional_response(request, etag=etag)
        if response is None:
            response = _drawn(file)
            response["ETag"] = etag
            response["X-Content-Type-Options"] = "nosniff"
        patch_cache_control(response, private=True, no_cache=True)
        return response


class AllowanceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """How much single people may keep, and how much of it they do."""

    list_display = ("owner", "megabytes", "days", "used")
    list_select_related = ("owner",)
    search_fields = ("owner__username",)

    @admin.display(description=_("used"))
    def used(self, allowance: Any) -> str:
        """Bytes as people read them."""
        return str(filesizeformat(used_bytes(Caller(user=allowance.owner))))


def _drawn(file: StoredFile) -> HttpResponse:
    if not has_thumbnail(file):
        return HttpResponse("This file is no picture.", status=422, content_type="text/plain; charset=utf-8")
    try:
        return HttpResponse(thumbnail(file), content_type=MEDIA_TYPE)
    except EngineError as error:
        return HttpResponse(error.detail, status=422, content_type="text/plain; charset=utf-8")
