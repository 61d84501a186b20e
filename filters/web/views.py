"""The page at `/`: a form, and what came of it."""

import io
import json
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from filters import conf
from filters.callers import caller_of
from filters.codes import status_of
from filters.engine.errors import Busy, EngineError, Throttled
from filters.engine.formats import FORMATS, WRITABLE
from filters.engine.render import Rendition
from filters.forms.image import ProcessForm
from filters.services.images import image_process
from filters.services.quotas import request_take
from filters.uploads.memory import require_upload_within_limit
from filters.web.curl import curl_line
from filters.web.result import NOTES, RULES, download_name, make_result


class StudioView(View):
    """Shows the form; a plain POST answers with the same page and the result, or with what is wrong."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Strangers are sent to the login, where they may not process pictures."""
        if not conf.anonymous() and not caller_of(request).is_known:
            return redirect_to_login(request.get_full_path())
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return page(request, ProcessForm(caller=caller_of(request)))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = read_form(request)
        if not form.is_valid():
            return page(request, form, status=form_status(form))
        try:
            request_take(caller=form.caller)
            source = form.source()
            job, name = form.job(source), source.name
            rendition = image_process(job=job)
            if "download" in request.POST:
                return attachment(rendition, name)
            result = make_result(job, rendition, filename=name)
        except EngineError as error:
            return refused(request, form, error)
        url = request.build_absolute_uri(reverse("api:process"))
        overlay = form.cleaned_data["overlay"]
        second = overlay.name if overlay else ""
        address = "" if form.cleaned_data["image"] else form.cleaned_data["url"]
        suffix = rendition.format.suffix
        curl = curl_line(url, job, filename=name, suffix=suffix, overlay=second, address=address)
        return page(request, form, result=result, curl=curl)


def read_form(request: HttpRequest) -> ProcessForm:
    """The posted form; a file over the limit is an error of its field, the other fields are as they came."""
    upload_error = None
    try:
        require_upload_within_limit(request)
    except EngineError as error:
        upload_error = error
    return ProcessForm(request.POST, request.FILES, caller=caller_of(request), upload_error=upload_error)


def page(request: HttpRequest, form: ProcessForm, *, status: int = 200, **context: Any) -> HttpResponse:
    """The one page, whatever there is to show."""
    max_bytes = conf.max_upload_bytes()
    too_large = _("The photo is too large; at most %(size)s are allowed.") % {"size": filesizeformat(max_bytes)}
    suffixes = {FORMATS[name].media_type: FORMATS[name].suffix for name in WRITABLE}
    return render(
        request,
        "filters/studio.html",
        {
            "form": form,
            "suffixes": json.dumps(suffixes),
            "note_texts": json.dumps({note: str(text) for note, text in NOTES.items()}),
            "rule_texts": json.dumps({rule: str(text) for rule, text in RULES.items()}),
            "process_url": reverse("api:process"),
            "fetch_url": reverse("api:fetch"),
            "max_bytes": max_bytes,
            "too_large": too_large,
            **context,
        },
        status=status,
    )


def refused(request: HttpRequest, form: ProcessForm, error: EngineError) -> HttpResponse:
    """The page with the engine's error beside its field."""
    form.refuse(error)
    response = page(request, form, status=status_of(error.code))
    if isinstance(error, Busy | Throttled):
        response["Retry-After"] = str(error.retry_after)
    return response


def form_status(form: ProcessForm) -> int:
    """The most telling status of a form's errors: a refused file counts more than a wrong choice beside it."""
    codes = [entry["code"] for entries in form.errors.get_json_data().values() for entry in entries]
    return max(status_of(code) for code in codes)


def attachment(rendition: Rendition, name: str) -> FileResponse:
    """The result as a file to save."""
    return FileResponse(
        io.BytesIO(rendition.data),
        as_attachment=True,
        filename=download_name(name, rendition.format),
        content_type=rendition.media_type,
    )
