"""The command that does the same as the page did; `curl.js` writes the same text."""

import shlex
from collections.abc import Sequence
from typing import Any

from filters.engine.output import Output
from filters.forms.texts import choice_text, compact
from filters.services.images import Job

SPECIAL = ',;"\\'


def curl_line(url: str, job: Job, *, filename: str, suffix: str, overlay: str = "", address: str = "") -> str:
    """A `curl` command line, quoted for a shell; `overlay` is the name of the second picture, `address` where the
    first one is fetched from in place of sent."""
    words = ["curl", *(["--form-string", f"url={address}"] if address else ["-F", f"image=@{_file(filename)}"])]
    if overlay:
        words += ["-F", f"overlay=@{_file(overlay)}"]
    for name, value in fields(job):
        words += ["--form-string" if _is_special(value) else "-F", f"{name}={value}"]
    return " ".join(shlex.quote(word) for word in [*words, "-o", f"out{suffix}", url])


def fields(job: Job) -> Sequence[tuple[str, str]]:
    """What the request says beside the image; defaults are left out."""
    given = {
        "preset": job.preset.slug if job.preset else "",
        "pipeline": compact(job.pipeline) if job.pipeline.steps else "",
        **{name: choice_text(value) for name, value in _chosen(job.output).items()},
    }
    return [(name, value) for name, value in given.items() if value]


def _chosen(output: Output) -> dict[str, Any]:
    defaults = {choice.name: choice.default for choice in Output.choices()}
    return {name: value for name, value in output.given().items() if value != defaults[name]}


def _is_special(value: str) -> bool:
    """Whether curl would read the value as a file, or part of it as a type."""
    return ";" in value or value.startswith(("@", "<", '"'))


def _file(name: str) -> str:
    """A file's name as curl takes it: quoted where it has curl's own separators."""
    if not any(character in name for character in SPECIAL):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
