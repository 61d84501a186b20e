"""What the server has to know of the view behind a path, before a request gets there."""

from functools import lru_cache

from django.urls import Resolver404, resolve


@lru_cache(maxsize=1024)
def _marks(path: str) -> tuple[bool, bool | tuple[str, ...]]:
    try:
        view = getattr(resolve(path).func, "cls", None)
    except Resolver404:
        return False, False
    return bool(getattr(view, "takes_images", False)), getattr(view, "flows_through", False)


def takes_images(path: str) -> bool:
    """Whether what is posted there is taken for a picture."""
    return _marks(path)[0]


def flows_through(path: str, content_type: str = "") -> bool:
    """Whether bodies and answers of any size flow through there: the view reads the body as it arrives.

    Some views do so with bodies of some media types.
    """
    mark = _marks(path)[1]
    return mark if isinstance(mark, bool) else content_type.partition(";")[0].strip().lower() in mark
