"""Texts that nobody reads back: encrypted where they are stored, with a key made of `SECRET_KEY`."""

import base64
import hashlib
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

PURPOSE = b"imgsvc.models.secrets"


class SecretUnreadable(Exception):
    """It was encrypted with another `SECRET_KEY`, which is not among `SECRET_KEY_FALLBACKS`."""


class SecretTextField(models.TextField):  # type: ignore[type-arg]  # generic for type checkers only
    """A text that is encrypted in the database (Fernet: AES-128-CBC with HMAC-SHA-256). An empty one stays empty.

    A row that is saved again is encrypted with the `SECRET_KEY` of then. What cannot be decrypted any more stays as it
    stands; `decrypted` tells.
    """

    def get_prep_value(self, value: Any) -> Any:
        """What is stored."""
        if not value:
            return value
        if not isinstance(value, EncryptedText):
            return _fernet().encrypt(value.encode()).decode()
        try:
            return _fernet().rotate(value.encode()).decode()
        except InvalidToken:
            return str(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """What was stored: still encrypted, so that lists of rows cost nothing and leak nothing."""
        return EncryptedText(value) if value else value


class EncryptedText(str):
    """A text as it stands in the database."""

    __slots__ = ()


def decrypted(value: str) -> str:
    """The text itself. Raises `SecretUnreadable`."""
    if not isinstance(value, EncryptedText):
        return value
    try:
        return _fernet().decrypt(value.encode()).decode()
    except InvalidToken as error:
        raise SecretUnreadable("It was stored under another SECRET_KEY.") from error


def _fernet() -> MultiFernet:
    secrets = [str(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    keys = [hashlib.blake2b(secret.encode(), key=PURPOSE, digest_size=32).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
