"""What steps name and do not hold themselves: looks, fonts and pictures that an admin stored, and a second upload."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Self, get_args

from filters.engine.errors import PipelineInvalid, Problem
from filters.engine.parameters import AssetKind
from filters.engine.problems import did_you_mean, shown


class Need(NamedTuple):
    """An asset that a step asks for: in which field, of what kind, by which name; None is the request's overlay."""

    field: str
    kind: AssetKind
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """The files behind the names, each as its bytes. `known` are further names, for the hint of an error."""

    looks: Mapping[str, bytes] = field(default_factory=dict)
    fonts: Mapping[str, bytes] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    overlay: bytes | None = None
    known: Mapping[AssetKind, Collection[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        files: Mapping[AssetKind, Mapping[str, bytes]],
        *,
        overlay: bytes | None = None,
        known: Mapping[AssetKind, Collection[str]] | None = None,
    ) -> Self:
        """From files by kind and name."""
        looks, fonts, pictures = (files.get(kind, {}) for kind in get_args(AssetKind))
        return cls(looks=looks, fonts=fonts, pictures=pictures, overlay=overlay, known=known or {})

    def look(self, name: str) -> bytes:
        """The file of a look; KeyError where `check` was not asked before."""
        return self.looks[name]

    def font(self, name: str) -> bytes:
        """The file of a font; KeyError where `check` was not asked before."""
        return self.fonts[name]

    def picture(self, name: str | None) -> bytes:
        """The file of a picture, or the request's overlay; KeyError where `check` was not asked before."""
        found = self.overlay if name is None else self.pictures[name]
        if found is None:
            raise KeyError("overlay")
        return found

    def check(self, needs: Collection[Need], *, path: str, op: str) -> None:
        """Refuse what is missing: `PipelineInvalid` with the nearest known name."""
        problems = [self._missing(need, path, op) for need in needs if self._find(need) is None]
        if problems:
            raise PipelineInvalid(problems)

    def digests(self, needs: Collection[Need]) -> list[str]:
        """A hash of each file that is needed: a changed file is another result."""
        return [hashlib.sha256(self._find(need) or b"").hexdigest() for need in needs]

    def _find(self, need: Need) -> bytes | None:
        if need.name is None:
            return self.overlay
        return self._files(need.kind).get(need.name)

    def _files(self, kind: AssetKind) -> Mapping[str, bytes]:
        return {"look": self.looks, "font": self.fonts, "picture": self.pictures}[kind]

    def _missing(self, need: Need, path: str, op: str) -> Problem:
        where = f"{path}.{need.field}"
        if need.name is None:
            how = f"name one in {need.field}, or send it as the form field overlay"
            return Problem(where, "parameter_invalid", f"{op} needs a second picture: {how}.")
        known = sorted({*self._files(need.kind), *self.known.get(need.kind, ())})
        hint = did_you_mean(need.name, known)
        detail = f"{need.field} of {op}: there is no {need.kind} {shown(need.name)}.{hint}"
        return Problem(where, "parameter_invalid", detail)


NO_ASSETS = Assets()
