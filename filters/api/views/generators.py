"""`generators/`: the pictures that the field `generate` can make."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from filters.api.answers import GeneratorEntrySerializer
from filters.services.catalog import generator_list


class GeneratorListView(APIView):
    """Every kind of picture that can be made in place of one sent, with the JSON Schema of its parameters."""

    answer_class = GeneratorEntrySerializer
    answers_many = True
    error_codes = ("not_acceptable",)

    def get(self, request: Request) -> Response:
        """Every kind of picture that can be made, with the JSON Schema of its parameters."""
        return Response(generator_list())
