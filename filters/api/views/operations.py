"""`operations/` and `operations/{name}/`."""

from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from filters.api.answers import OperationEntrySerializer
from filters.api.fields import Fields
from filters.api.orders import read_order
from filters.api.sending import order_response
from filters.api.serializers import OperationSerializer, operation_serializer
from filters.api.views.base import WORK_ERRORS, ImageView
from filters.engine import OPERATIONS, Operation, Pipeline
from filters.services.catalog import operation_entry, operation_list


class OperationListView(APIView):
    """The catalog: every operation with the JSON Schema of its parameters."""

    answer_class = OperationEntrySerializer
    answers_many = True
    error_codes = ("not_acceptable",)

    def get(self, request: Request) -> Response:
        """Every operation with the JSON Schema of its parameters."""
        return Response(operation_list())


class OperationView(ImageView):
    """Run one operation over a picture, its parameters as plain form fields; or read its entry of the catalog."""

    answer_class = OperationEntrySerializer
    error_codes = (*WORK_ERRORS, "operation_unknown", "destination_unknown")
    operation: type[Operation] | None = None
    """The one that the path spells out; otherwise the path's `name` says which."""

    def get_view_name(self) -> str:
        """The operation's title, on pages."""
        operation = self.operation or OPERATIONS.get(self.kwargs.get("name", ""))
        return operation.title() if operation else "Operation"

    def get_serializer_class(self) -> Any:
        """The fields of this operation."""
        operation = self.operation or OPERATIONS.get(self.kwargs.get("name", ""))
        return operation_serializer(operation) if operation else OperationSerializer

    def get(self, request: Request, name: str = "") -> Response:
        """One operation with the JSON Schema of its parameters."""
        return Response(operation_entry(self._operation()))

    def post(self, request: Request, name: str = "") -> HttpResponseBase:
        """Run one operation over a picture, its parameters as plain fields."""
        operation = self._operation()
        parameters = tuple(parameter.name for parameter in operation.parameters())

        def step(fields: Fields) -> Pipeline:
            return Pipeline((operation.from_text({name: fields.get(name) for name in parameters}),))

        order = read_order(self.fields(), caller=self.caller, accept=self.accept, pipeline=step, not_output=parameters)
        return order_response(request, order)

    def _operation(self) -> type[Operation]:
        return self.operation or OPERATIONS.find(self.kwargs["name"])
