"""API keys: telling whether one is right, and when it was last used.

A key that was right is remembered for `KEPT_S` by its hash, so that the next request with it asks the database
nothing. What changes in this server, a key or its owner, is seen at once (`filters.models.changes`).
"""

import hashlib
import json
import logging
import re
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from time import monotonic

from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from filters import conf
from filters.engine.errors import Busy, EngineError
from filters.models import ApiKey
from filters.models.changes import mark

logger = logging.getLogger(__name__)

KEPT_S = 10.0
MOST_KEPT = 1000
USE_NOTED = timedelta(minutes=1)
FORM = re.compile(r"[a-zA-Z0-9]{8}\.[a-zA-Z0-9]{32}")  # what rest_framework_api_key.crypto.KeyGenerator makes
RETRY_AFTER_S = 5
NOBODYS_HASH = ApiKey.objects.key_generator.hash("")


class KeyRefused(EngineError):
    """An API key that lets nobody in."""

    code = "authentication_failed"


@dataclass(frozen=True, slots=True)
class Remembered:
    """A key that was right, the mark before it was read, and until when it counts, on the monotonic clock."""

    key: ApiKey
    mark: bytes
    until: float


_remembered: dict[bytes, Remembered] = {}
_lock = Lock()


def key_verify(*, text: str) -> ApiKey:
    """The key that was sent. Raises `KeyRefused`, and `Busy` where the database cannot tell.

    An unknown prefix and a wrong secret take the same steps and get the same sentence. That a key was revoked or has
    expired is told to who knows its secret.
    """
    if not FORM.fullmatch(text):
        raise KeyRefused(
            "An API key is eight letters or digits, a dot, and 32 more. Send: Authorization: Api-Key <key>"
        )
    key = _recall(text)
    if key.revoked:
        raise KeyRefused("This API key was revoked. Ask for another.")
    if key.has_expired:
        raise KeyRefused("This API key has expired. Ask for another.")
    if key.owner is not None and not key.owner.is_active:
        raise KeyRefused("The owner of this API key is switched off.")
    _note_use(key)
    key.owner = copy(key.owner)  # as its permissions are read for one request
    return key


def key_revoke(*, prefix: str) -> ApiKey:
    """Revoke the key with this prefix; once is as good as twice. Raises `KeyRefused` where there is none."""
    key: ApiKey | None = ApiKey.objects.filter(prefix=prefix).first()
    if key is None:
        raise KeyRefused(f"There is no API key with the prefix {json.dumps(prefix[:80])}.")
    key.revoked = True
    key.save(update_fields=["revoked"])
    return key


def _recall(text: str) -> ApiKey:
    """A copy of the key, from memory where it is fresh; revoked and expired ones, too."""
    digest, now = hashlib.sha256(text.encode()).digest(), mark()
    found, shared = _remembered.get(digest), not transaction.get_connection().in_atomic_block
    if shared and found is not None and found.mark == now and monotonic() < found.until:
        return copy(found.key)
    key = _read(text)
    if shared:
        with _lock:
            if len(_remembered) >= MOST_KEPT:
                _remembered.clear()
            _remembered[digest] = Remembered(key, now, monotonic() + min(KEPT_S, conf.preset_cache_s()))
    return copy(key)


def _read(text: str) -> ApiKey:
    """The key from the database."""
    try:
        key: ApiKey | None = ApiKey.objects.with_owners().filter(prefix=text.partition(".")[0]).first()
    except DatabaseError as error:
        logger.exception("API keys cannot be checked: the database does not answer.")
        raise Busy("API keys cannot be checked now. Try again later.", retry_after=RETRY_AFTER_S) from error
    is_right = ApiKey.objects.key_generator.verify(text, key.hashed_key if key else NOBODYS_HASH)
    if key is None or not is_right:
        raise KeyRefused("This API key is not known here.")
    return key


def _note_use(key: ApiKey) -> None:
    """Store when it was used, once in `USE_NOTED`. Nobody is refused because that failed."""
    now = timezone.now()
    if key.last_used is not None and now - key.last_used < USE_NOTED:
        return
    stale = Q(last_used__isnull=True) | Q(last_used__lt=now - USE_NOTED)
    try:
        QuerySet(ApiKey).filter(stale, pk=key.pk).update(last_used=now)  # a plain query: it is no change to announce
    except DatabaseError:
        logger.exception("The use of the API key %s was not noted.", key.prefix)
    with _lock:
        for remembered in _remembered.values():
            if remembered.key.pk == key.pk:
                remembered.key.last_used = now
