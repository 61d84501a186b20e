"""How much someone may keep, and for how long.

A quota is checked by what a body announces, while it comes, and once more when it is published: in one transaction at
a time for each owner, so that not a byte more is kept than is allowed. What is under way at one time may pass it on the
disk, until it is refused at its end.
"""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Sum
from django.utils import timezone

from filters import conf
from filters.models import FileAllowance, StoredFile, StoredFileQuerySet
from filters.services.access import Caller
from filters.services.errors import QuotaExceeded

STRANGERS_KEEP = timedelta(days=1)


def own_files(caller: Caller) -> StoredFileQuerySet:
    """Those of the caller, expired ones too; of a stranger those of all strangers."""
    if caller.is_known:
        return StoredFile.objects.of(caller.owner_id).filter(anonymous=False)
    return StoredFile.objects.filter(anonymous=True)


def lock(caller: Caller) -> None:
    """Until the transaction ends, nobody else publishes files of this owner. SQLite has one writer anyway."""
    if caller.owner_id is not None:
        get_user_model().objects.select_for_update(no_key=True).filter(pk=caller.owner_id).first()
    else:  # a row that there is, for the house and for strangers
        kind = ContentType.objects.get_for_model(StoredFile)
        ContentType.objects.select_for_update(no_key=True).filter(pk=kind.pk).first()


def room(caller: Caller, *, replaced: StoredFile | None = None) -> int | None:
    """How many bytes the caller may still keep, where `replaced` goes; None is no limit."""
    allowed = allowed_bytes(caller)
    if allowed is None:
        return None
    return max(0, allowed - used_bytes(caller, besides=replaced))


def used_bytes(caller: Caller, *, besides: StoredFile | None = None) -> int:
    """What the files of the caller take; each counts, also where several have the same content."""
    rows = own_files(caller)
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    return rows.aggregate(used=Sum("blob__size"))["used"] or 0


def allowed_bytes(caller: Caller) -> int | None:
    """What all files of the caller may take; None is no limit."""
    found = _allowance(caller)
    allowed = conf.files_quota_bytes() if found is None else found.megabytes * conf.MEBI
    return allowed or None


def usual_expiry(caller: Caller) -> datetime | None:
    """When a file is removed that says nothing itself; None is never."""
    if not caller.is_known:
        return timezone.now() + STRANGERS_KEEP
    found = _allowance(caller)
    days = (found.days if found else None) or conf.file_days()
    return timezone.now() + timedelta(days=days) if days else None


def exceeded(caller: Caller, left: int) -> QuotaExceeded:
    """The error for more than is left."""
    allowed = allowed_bytes(caller) or 0
    whose = "Your files" if caller.is_known else "The files of all who come without an API key or a login"
    return QuotaExceeded(
        f"{whose} may take {allowed / conf.MEBI:.3g} MiB together, and {left / conf.MEBI:.3g} MiB are left. "
        + ("Delete some, or ask for more room." if caller.is_known else "Send an API key, or try again later.")
    )


def _allowance(caller: Caller) -> FileAllowance | None:
    if caller.owner_id is None:
        return None
    return FileAllowance.objects.filter(owner_id=caller.owner_id).first()
