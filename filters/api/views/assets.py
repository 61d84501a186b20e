"""`looks/`, `fonts/`, `pictures/` and one of each: what steps may name. Read only; staff manages them in the admin."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from filters.api.assets import FontSerializer, LookSerializer, PictureSerializer
from filters.models import Asset, Font, Look, Picture
from filters.services.assets import asset_get


class AssetViewBase(GenericAPIView[Any]):
    """Active ones, for anyone."""

    model: ClassVar[type[Asset]]
    error_codes: tuple[str, ...] = ("not_acceptable",)

    def get_queryset(self) -> QuerySet[Any]:
        """Those that steps may name, without their files."""
        found: QuerySet[Any] = self.model.objects.active().without_files()
        return found


class AssetListView(ListModelMixin, AssetViewBase):
    """All of a kind."""

    answers_many = True


class AssetView(RetrieveModelMixin, AssetViewBase):
    """One of a kind."""

    error_codes = ("not_acceptable", "not_found")

    def get_object(self) -> Asset:
        """The one that the path names. Raises `AssetUnknown`."""
        return asset_get(kind=self.model.asset_kind, slug=self.kwargs["slug"])


class LookListView(AssetListView):
    """The looks that the step look may name. Staff adds and changes them in the admin."""

    model = Look
    serializer_class = answer_class = LookSerializer

    def get(self, request: Request) -> Response:
        """The looks that steps may name, by title. Staff adds and changes them in the admin."""
        return self.list(request)


class LookView(AssetView):
    """One look."""

    model = Look
    serializer_class = answer_class = LookSerializer

    def get(self, request: Request, slug: str) -> Response:
        """One look."""
        return self.retrieve(request)


class FontListView(AssetListView):
    """The fonts that steps may name. Staff adds and changes them in the admin."""

    model = Font
    serializer_class = answer_class = FontSerializer

    def get(self, request: Request) -> Response:
        """The fonts that steps may name, by title. Staff adds and changes them in the admin."""
        return self.list(request)


class FontView(AssetView):
    """One font."""

    model = Font
    serializer_class = answer_class = FontSerializer

    def get(self, request: Request, slug: str) -> Response:
        """One font."""
        return self.retrieve(request)


class PictureListView(AssetListView):
    """The pictures that steps may name. Staff adds and changes them in the admin."""

    model = Picture
    serializer_class = answer_class = PictureSerializer

    def get(self, request: Request) -> Response:
        """The pictures that steps may name, by title. Staff adds and changes them in the admin."""
        return self.list(request)


class PictureView(AssetView):
    """One picture."""

    model = Picture
    serializer_class = answer_class = PictureSerializer

    def get(self, request: Request, slug: str) -> Response:
        """One picture."""
        return self.retrieve(request)
