"""Every address, from the outside in."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularSwaggerSplitView

from filters.api.views.description import DescriptionView
from imgsvc.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/schema/", DescriptionView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(), name="docs"),
    path("api/v1/", include("filters.api.urls")),
    path("admin/", admin.site.urls),
    path("", include("filters.web.urls")),
]

handler400 = "filters.api.handlers.bad_request"
handler403 = "filters.api.handlers.permission_denied"
handler404 = "filters.api.handlers.page_not_found"
handler500 = "filters.api.handlers.server_error"
