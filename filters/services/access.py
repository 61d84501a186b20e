"""Who asks, and what they may see and change: one rule for whatever has an owner.

- Everyone sees and uses what is public. Its owner sees and uses what is private; for all others it is not there.
- An owner changes it: by a login, or by an API key with the scope for its kind. A key without an owner is the house's.
- Staff does with everyone's what Django's model permissions say. So does an API key with the scope `admin` of such a
  person, or of the house, which may all of it.
"""

from dataclasses import dataclass
from typing import Literal

from django.contrib.auth.models import AbstractUser

from filters.models import ApiKey, Owned, Visibility

Action = Literal["view", "add", "change", "delete"]
ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks: a person who logged in, an API key and its owner, or just an address."""

    user: AbstractUser | None = None
    key: ApiKey | None = None
    address: str = ""

    @property
    def name(self) -> str:
        """Whose turn and whose quota it is: `key:<prefix>`, `user:<id>` or `address:<ip>`; empty for nobody."""
        if self.key is not None:
            return f"key:{self.key.prefix}"
        if self.user is not None:
            return f"user:{self.user.pk}"
        return f"address:{self.address}" if self.address else ""

    @property
    def is_known(self) -> bool:
        """Whether there is a key or a login."""
        return self.key is not None or self.user is not None

    @property
    def owner_id(self) -> int | None:
        """Whose rows are the caller's own; None is the house, where `is_known`, and else nobody."""
        return None if self.user is None else int(self.user.pk)

    def allows(self, scope: str) -> bool:
        """Whether what they came with lets them do this at all; a login has every scope but none of Django's rights."""
        return self.is_known if self.key is None else self.key.allows(scope)

    def owns(self, row: Owned) -> bool:
        """Whether it is their own."""
        return self.is_known and row.owner_id == self.owner_id

    def sees(self, row: Owned) -> bool:
        """Whether they may use it: their own, and what is public."""
        return row.visibility == Visibility.PUBLIC or self.owns(row)

    def keeps(self, model: type[Owned], action: Action) -> bool:
        """Whether they may do this with everyone's."""
        if self.key is not None:
            if not self.key.allows(ADMIN):
                return False
            if self.user is None:
                return True
        if self.user is None or not (self.user.is_active and self.user.is_staff):
            return False
        return self.user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")

    def looks_after(self, model: type[Owned]) -> bool:
        """Whether they may see everyone's."""
        return self.keeps(model, "view") or self.keeps(model, "change")

    def may(self, action: Action, row: Owned, *, scope: str) -> bool:
        """Whether they may change or delete this one; `scope` is the one for its kind."""
        return (self.owns(row) and self.allows(scope)) or self.keeps(type(row), action)


ANYONE = Caller()
"""Who may use what is public, and nothing else."""
