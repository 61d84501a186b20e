"""Who may call what, as far as the call alone can tell; `filters.services.access` knows the rest."""

from collections.abc import Sequence
from typing import Any

from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from filters import conf
from filters.callers import caller_of
from filters.models import ApiKey, Preset
from filters.services.access import ADMIN, Action

PROCESS, PRESETS, FILES = "process", "presets", "files"
HOW = "Send an API key (Authorization: Api-Key <key>), or log in."
ACTIONS: dict[str, Action] = {"PUT": "change", "PATCH": "change", "DELETE": "delete"}


class MayProcess(BasePermission):
    """Pictures for everyone, or for keys with the scope and for logins, as `IMGSVC_ANONYMOUS` says."""

    free_methods: Sequence[str] = SAFE_METHODS

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Raise what is missing."""
        if request.method in self.free_methods:
            return True
        caller = caller_of(request)
        if caller.key is not None:
            _require_scope(caller.key, PROCESS)
        elif not caller.is_known and not conf.anonymous():
            raise NotAuthenticated(f"Pictures are not processed for strangers here. {HOW}")
        return True


class MayFetch(MayProcess):
    """The same where GET is what costs."""

    free_methods = ("OPTIONS",)


class MayWritePresets(BasePermission):
    """Anyone reads; who has a login or a key with the scope writes their own, and staff everyone's."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Raise what is missing."""
        if request.method in SAFE_METHODS:
            return True
        caller = caller_of(request)
        if not caller.is_known:
            raise NotAuthenticated(f"Presets are not changed by strangers. {HOW}")
        if caller.key is not None:
            _require_scope(caller.key, PRESETS, ADMIN)
        return True

    def has_object_permission(self, request: Request, view: APIView, obj: Any) -> bool:
        """Raise that it is someone else's."""
        action = ACTIONS.get(str(request.method))  # none for POST, which the browsable API asks about, too
        if action is not None and isinstance(obj, Preset) and not caller_of(request).may(action, obj, scope=PRESETS):
            raise PermissionDenied("This preset is not yours: only its owner and staff may change it.")
        return True


class MayKeepFiles(BasePermission):
    """Files for keys with the scope and for logins; for strangers too where `IMGSVC_ANONYMOUS_FILES` says so."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Raise what is missing."""
        if request.method in SAFE_METHODS:
            return True
        caller = caller_of(request)
        if caller.key is not None:
            _require_scope(caller.key, FILES)
        elif not caller.is_known and not conf.anonymous_files():
            raise NotAuthenticated(f"Files are not kept for strangers here. {HOW}")
        return True


def _require_scope(key: ApiKey, *scopes: str) -> None:
    if not any(key.allows(scope) for scope in scopes):
        raise PermissionDenied(
            f"This API key lacks the scope {scopes[0]}; it has {', '.join(key.scopes) or 'none'}. "
            "Ask for a key that has it."
        )
