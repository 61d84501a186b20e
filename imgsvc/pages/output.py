"""The page of output choices, from their declaration."""

from filters.engine.choices import Choice
from filters.engine.fitting.candidates import MOVING, STILL
from filters.engine.fitting.choose import AVIF_PIXELS, PNG_COLORS
from filters.engine.formats import FORMATS
from filters.engine.output import TARGET, Output
from imgsvc.pages import markdown

INTRODUCTION = (
    "What the result is to be. Every call that makes a picture takes these fields, in the form or in the query string; "
    "a preset may have them, too, and those of a request win. A choice that the format of the result does not have is "
    "ignored, and the answer says so: `Image-Warnings: choices_ignored` (a `quality` for a lossless format says "
    "nothing). Where an operation has a parameter of the same name, `POST operations/{name}/` takes it for that."
)
HEAD = ["field", "takes", "default", "counts for", "meaning"]
RULES = f"""## The best that fits: max_bytes

The highest quality from 1 to 100 whose file has at most so many bytes is found by trying, four times as a rule;
`quality` caps it. The picture is decoded and filtered once, only encoding is repeated. PNG and GIF, which have no
quality, give up colors instead (`colors_reduced`); formats that can give up nothing are written as they are. Where
nothing fits, the answer is the smallest file that was tried, with `Image-Warnings: max_bytes_missed`. The quality
that was found is in `Image-Quality`.

## As good as needed: quality=auto

The lowest quality whose file, decoded again, is at least `target` like the picture that was to be encoded: the mean
structural similarity (SSIM) of luma, and of the alpha channel where there is one; in an animation, of its worst frame.
{TARGET} is hard to tell from the source at a normal distance, 0.95 is a small file, 0.99 an archive's. It is measured,
never guessed, and never below: where even 100 is less alike, or `max_bytes` wins, the answer says `target_missed`.

## The smallest: format=auto

Of the formats that `Accept` allows, every one is tried that can show the picture: {{still}} for a still, {{moving}}
for an animation. The smallest file wins; with `max_bytes`, the one that looks most like the source. PNG is tried for
transparency and for at most {PNG_COLORS:,} colors, AVIF up to {AVIF_PIXELS // 1_000_000} megapixels, JPEG without
transparency, and with `lossless=true` only what keeps every pixel. Give `quality=auto` as well: a number means
something else in every format. The answer carries `Vary: Accept`. `POST explain/` lists the candidates.

## Exactly the same pixels

PNG, TIFF, BMP, PPM (without transparency) and QOI always keep every pixel; WebP and JPEG 2000 do so with
`lossless=true`, hidden colors under full transparency too. AVIF has no such choice: its encoder works in YCbCr, so that
even `quality=100` moves colors by up to 3 of 255 (gray stays exact), and below that transparency is lossy as well.
`lossless` excludes `quality`, `target` and `max_bytes`.
"""


def page() -> str:
    """One row a choice, and what is found by trying."""
    table = markdown.table(HEAD, [_row(choice) for choice in Output.choices()])
    rules = RULES.format(still=_labels(STILL), moving=_labels(MOVING))
    return markdown.page("Output choices", INTRODUCTION, table, rules.rstrip())


def _row(choice: Choice) -> list[str]:
    default = "the format's own" if choice.formats else "none"
    return [
        markdown.code(choice.name),
        choice.accepted,
        default if choice.default is None else markdown.code(choice.default),
        choice.labels,
        choice.description,
    ]


def _labels(names: tuple[str, ...]) -> str:
    *most, last = [FORMATS[name].label for name in names]
    return f"{', '.join(most)} and {last}"
