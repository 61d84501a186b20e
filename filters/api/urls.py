"""Everything under /api/v1/. Each operation also has a path of its own, so that the schema shows its typed fields."""

from django.urls import path

from filters.api.views.images import ExplainView, InspectView, ProcessView
from filters.api.views.operations import OperationListView, OperationView
from filters.api.views.presets import PresetApplyView, PresetListView, PresetView
from filters.api.views.root import RootView
from filters.engine import OPERATIONS

app_name = "api"

urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("process/", ProcessView.as_view(), name="process"),
    path("inspect/", InspectView.as_view(), name="inspect"),
    path("explain/", ExplainView.as_view(), name="explain"),
    path("operations/", OperationListView.as_view(), name="operations"),
    *(
        path(f"operations/{name}/", OperationView.as_view(operation=operation))
        for name, operation in OPERATIONS.items()
    ),
    path("operations/<str:name>/", OperationView.as_view(), name="operation"),
    path("presets/", PresetListView.as_view(), name="presets"),
    path("presets/<str:slug>/", PresetView.as_view(), name="preset"),
    path("presets/<str:slug>/apply/", PresetApplyView.as_view(), name="preset-apply"),
]
