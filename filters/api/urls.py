"""Everything under /api/v1/. Each operation also has a path of its own, so that the schema shows its typed fields."""

from typing import Any

from django.urls import path

from filters.api.views.assets import (
    FontListView,
    FontView,
    LookListView,
    LookView,
    PictureListView,
    PictureView,
)
from filters.api.views.batch import BatchView
from filters.api.views.fetch import FetchView
from filters.api.views.files import FileInfoView, FileListView, FileView
from filters.api.views.forward import ForwardView
from filters.api.views.generators import GeneratorListView
from filters.api.views.images import ExplainView, InspectView, ProcessView
from filters.api.views.operations import OperationListView, OperationView
from filters.api.views.presets import PresetApplyView, PresetListView, PresetView
from filters.api.views.root import RootView
from filters.api.views.uploads import UploadListView, UploadView
from filters.engine import OPERATIONS

app_name = "api"

ROUTES: list[tuple[str, Any, str | None]] = [
    ("process", ProcessView.as_view(), "process"),
    ("inspect", InspectView.as_view(), "inspect"),
    ("explain", ExplainView.as_view(), "explain"),
    ("batch", BatchView.as_view(), "batch"),
    ("operations", OperationListView.as_view(), "operations"),
    *((f"operations/{name}", OperationView.as_view(operation=found), None) for name, found in OPERATIONS.items()),
    ("operations/<str:name>", OperationView.as_view(), "operation"),
    ("generators", GeneratorListView.as_view(), "generators"),
    ("presets", PresetListView.as_view(), "presets"),
    ("presets/<str:slug>", PresetView.as_view(), "preset"),
    ("presets/<str:slug>/apply", PresetApplyView.as_view(), "preset-apply"),
    ("files", FileListView.as_view(), "files"),
    ("files/<str:file>", FileView.as_view(), "file"),
    ("files/<str:file>/info", FileInfoView.as_view(), "file-info"),
    ("uploads", UploadListView.as_view(), "uploads"),
    ("uploads/<str:upload>", UploadView.as_view(), "upload"),
    ("forward/<str:destination>", ForwardView.as_view(), "forward"),
    ("fetch", FetchView.as_view(), "fetch"),
    ("looks", LookListView.as_view(), "looks"),
    ("looks/<str:slug>", LookView.as_view(), "look"),
    ("fonts", FontListView.as_view(), "fonts"),
    ("fonts/<str:slug>", FontView.as_view(), "font"),
    ("pictures", PictureListView.as_view(), "pictures"),
    ("pictures/<str:slug>", PictureView.as_view(), "picture"),
]

urlpatterns = [
    path("", RootView.as_view(), name="root"),
    *(path(f"{route}/", view, name=name) for route, view, name in ROUTES),
    *(path(route, view) for route, view, _ in ROUTES),  # a redirect would lose the upload of who forgets the slash
]
