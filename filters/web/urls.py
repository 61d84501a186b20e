"""The pages' addresses."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from filters.web.views import StudioView

urlpatterns = [
    path("", StudioView.as_view(), name="studio"),
    path("login/", LoginView.as_view(template_name="filters/login.html"), name="login"),
    path("logout/", LogoutView.as_view(next_page="studio"), name="logout"),
]
