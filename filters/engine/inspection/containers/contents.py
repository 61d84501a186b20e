"""What a file holds beside its pixels."""

from dataclasses import dataclass

MOST = 50_000  # blocks that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """How a JPEG was written. `quality` is the IJG's 1..100, `subsampling` such as `4:2:0`, None for gray."""

    quality: int | None
    subsampling: str | None
    progressive: bool


@dataclass(slots=True, kw_only=True)
class Contents:
    """Which blocks are there. `depth` is bits a channel, `duration` that of the whole animation in milliseconds."""

    c2pa: bool = False
    xmp: bool = False
    iptc: bool = False
    comment: bool = False
    thumbnail: bool = False
    depth: int | None = None
    duration: float | None = None
    coding: Coding | None = None
