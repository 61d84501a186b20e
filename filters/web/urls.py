"""The page's address."""

from django.urls import path

from filters.web.views import StudioView

urlpatterns = [path("", StudioView.as_view(), name="studio")]
