"""People and their API keys, as tests need them."""

from typing import Any

from django.contrib.auth.models import Permission, User

from filters.models import ApiKey


def editor(name: str) -> User:
    """A member of staff with Django's permissions for presets."""
    user, _ = User.objects.get_or_create(username=name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__model="preset"))
    return User.objects.get(pk=user.pk)


def person(name: str) -> User:
    """Someone with a login and no rights."""
    return User.objects.create_user(name)


def new_key(*scopes: str, **fields: Any) -> tuple[ApiKey, str]:
    """A stored key and its text; with the scope `process` unless told otherwise."""
    made: tuple[ApiKey, str] = ApiKey.objects.create_key(
        **{"name": "phone", "scopes": list(scopes or ["process"])} | fields
    )
    return made


def bearing(text: str) -> dict[str, str]:
    """The headers of a request with this key."""
    return {"Authorization": f"Api-Key {text}"}
