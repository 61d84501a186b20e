"""Finding what cannot be known beforehand: the quality that fits or suffices, and the format that is smallest.

Only encoding is repeated. The deadline is checked before every try.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import log

from filters.engine.encode import fit, save
from filters.engine.encoding import PALETTES, Encoding
from filters.engine.fitting.search import search
from filters.engine.fitting.similarity import file_similarity
from filters.engine.limits import Deadline, pixels
from filters.engine.metadata import Metadata
from filters.engine.output import AUTO, TARGET
from filters.engine.source import Frame

LOWEST, HIGHEST = 1, 100
FEWEST, MOST = 2, 256  # colors of a palette
PNG_COLORS = 65_536  # a picture of more is a photo, which PNG would only make larger
AVIF_PIXELS = 10_000_000  # of all frames; what is larger would take AVIF too long


@dataclass(frozen=True, slots=True)
class Written:
    """A file, how it was encoded in the end, and what was missed on the way."""

    data: bytes
    encoding: Encoding
    notes: tuple[str, ...] = ()
    encoded: bool = True  # False where the coded pixels are those of the file that came in

    @property
    def quality(self) -> int | None:
        """The quality that the encoder got; None where it keeps every pixel."""
        return self.encoding.lossy_quality if self.encoded else None


@dataclass(frozen=True, slots=True)
class Tries:
    """What is encoded again and again: frames that fit the format."""

    frames: Sequence[Frame]
    metadata: Metadata
    deadline: Deadline

    def attempt(self, encoding: Encoding) -> Written:
        """One try. Raises `DeadlineExceeded` where there is no time for it."""
        self.deadline.check()
        return Written(save(self.frames, encoding, self.metadata), encoding)


def write(frames: Sequence[Frame], encodings: Sequence[Encoding], metadata: Metadata, deadline: Deadline) -> Written:
    """The best file that one of the encodings makes: the smallest, or where `max_bytes` is given the most alike.

    Raises `OutputTooLarge` and `DeadlineExceeded`.
    """
    suited = _suited(frames, encodings)
    if len(suited) == 1:
        return _written(frames, suited[0], metadata, deadline)
    made = [_written(frames, encoding, metadata, deadline) for encoding in suited]
    if encodings[0].choices.max_bytes is None:
        return min(made, key=lambda one: len(one.data))
    fitting = [one for one in made if "max_bytes_missed" not in one.notes]
    if not fitting:
        return min(made, key=lambda one: len(one.data))
    return max(fitting, key=lambda one: file_similarity(frames, one.data))


def _suited(frames: Sequence[Frame], encodings: Sequence[Encoding]) -> Sequence[Encoding]:
    """The encodings worth a try for these pixels; all of them where none is."""
    if len(encodings) == 1:
        return encodings
    transparent = not all(frame.is_opaque for frame in frames)
    amount = pixels(frame.size for frame in frames)

    def suits(encoding: Encoding) -> bool:
        match encoding.format.name:
            case "avif":
                return amount <= AVIF_PIXELS
            case "png":
                return transparent or frames[0].image.getcolors(PNG_COLORS) is not None
            case _:
                return encoding.format.alpha or not transparent

    return [encoding for encoding in encodings if suits(encoding)] or encodings


def _written(frames: Sequence[Frame], encoding: Encoding, metadata: Metadata, deadline: Deadline) -> Written:
    """The file in one format, with the quality or the colors that the choices lead to."""
    choices = encoding.choices
    tries = Tries(fit(frames, encoding), metadata, deadline)
    if encoding.lossy_quality is None:
        return _within(choices.max_bytes, tries.attempt(encoding), tries)
    if choices.quality == AUTO:
        return _within(choices.max_bytes, _alike(encoding, choices.target or TARGET, tries), tries)
    highest = choices.max_bytes is not None and choices.quality is None
    return _within(choices.max_bytes, tries.attempt(replace(encoding, quality=HIGHEST) if highest else encoding), tries)


def _alike(encoding: Encoding, target: float, tries: Tries) -> Written:
    """The lowest quality whose file is at least as like the frames as `target`; else the highest, with a note."""

    def attempt(quality: int) -> Written:
        return tries.attempt(replace(encoding, quality=quality))

    def likeness(tried: Written) -> float:
        return _stretched(file_similarity(tries.frames, tried.data))

    span = range(LOWEST, HIGHEST + 1)
    goal, first = _stretched(target), encoding.format.quality
    best = search(span, attempt, likeness, goal, highest=False, first=first)
    return best or replace(attempt(HIGHEST), notes=("target_missed",))


def _stretched(likeness: float) -> float:
    """Likeness on a scale where it grows about evenly with quality."""
    return -log(max(1 - likeness, 1e-9))


def _within(most: int | None, found: Written, tries: Tries) -> Written:
    """The file itself where it fits, else the best one that does; else the smallest, with a note."""
    if most is None or len(found.data) <= most:
        return found
    encoding, notes = found.encoding, found.notes
    made = found
    if encoding.lossy_quality is not None:
        notes = notes or (("target_missed",) if encoding.choices.quality == AUTO else ())
        span = range(LOWEST, encoding.lossy_quality)
        made = _largest(most, span, found, tries, lambda quality: replace(encoding, quality=quality))
    elif encoding.format.name in PALETTES:
        span = range(FEWEST, encoding.colors or MOST + 1)
        made = _largest(most, span, found, tries, lambda colors: replace(encoding, colors=colors))
        notes = (*notes, "colors_reduced") if made is not found else notes
    return replace(made, notes=(*notes, *(("max_bytes_missed",) if len(made.data) > most else ())))


def _largest(most: int, span: range, found: Written, tries: Tries, encoding_of: Callable[[int], Encoding]) -> Written:
    """The file of the highest number that fits, or the smallest that was seen."""
    smallest = found

    def attempt(number: int) -> Written:
        nonlocal smallest
        tried = tries.attempt(encoding_of(number))
        smallest = min(smallest, tried, key=lambda one: len(one.data))
        return tried

    def size(tried: Written) -> float:
        return log(len(tried.data))

    known = {span.stop: size(found)}
    return search(span, attempt, size, log(most), highest=True, known=known) or smallest
