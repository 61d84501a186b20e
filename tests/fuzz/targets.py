"""What is fuzzed: each target takes any bytes, and may raise the engine's errors and nothing else."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PIL import Image

from filters.engine import Limits, process
from filters.engine.arrays.form import HEADER, read_form
from filters.engine.arrays.source import ArraySource
from filters.engine.codecs import cicp, gif, pieces, plain_pnm, raw_pnm
from filters.engine.codecs.claims import CLAIMS, jpeg2000_profile
from filters.engine.codecs.repairs import REPAIRS
from filters.engine.decode import open_source
from filters.engine.errors import DAMAGED, EngineError
from filters.engine.formats import FORMATS, sniff
from filters.engine.generated import parse_generator
from filters.engine.inspection import exif, inspect
from filters.engine.inspection.containers import read_contents
from filters.engine.looks.cube import read_cube
from filters.engine.lossless import REWRITERS
from filters.engine.metadata import Metadata
from filters.engine.negotiation import accepted_formats
from filters.engine.output import Output
from filters.engine.pipeline import Pipeline
from filters.engine.source import Header
from filters.engine.xmp import updated

LIMITS = Limits(max_pixels=200_000, max_frames=10, max_output_pixels=200_000)
PIPELINES = (
    "[]",
    '[{"op": "resize", "width": 20}, {"op": "gaussian_blur", "radius": 1}]',
    '[{"op": "rotate", "angle": 90}]',
    '[{"op": "crop", "width": 5, "height": 5}, {"op": "invert"}]',
    '[{"op": "grayscale"}, {"op": "sharpen"}]',
)
OUTPUTS: tuple[dict[str, Any], ...] = (
    {}, {"format": "png"}, {"format": "webp"}, {"format": "jpeg"}, {"metadata": "keep"}, {"metadata": "copyright"},
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A function over bytes, and the share of the time that it is fuzzed."""

    run: Callable[[bytes], object]
    weight: int = 1


def picture(data: bytes) -> None:
    """Sniff, open, plan, run, encode. The last byte chooses the steps and the output."""
    choice = data[-1] if data else 0
    process(data, PIPELINES[choice % len(PIPELINES)], limits=LIMITS, **OUTPUTS[choice // 5 % len(OUTPUTS)])


def facts(data: bytes) -> None:
    """Inspect, whose answer has to be JSON."""
    json.dumps(inspect(open_source(data, LIMITS), data, gps=True), allow_nan=False)


def containers(data: bytes) -> None:
    """What walks over a file's blocks and never decodes: inspection and lossless copies."""
    format = sniff(data)
    read_contents(data, format.name)
    if rewrite := REWRITERS.get(format.name):
        header = Header(format=format, size=(32, 24), mode="RGB")
        for metadata in (Metadata(), Metadata(exif=b"Exif\0\0II*\0\x08\0\0\0\0\0", xmp=b"<x/>", profile=b"p")):
            rewrite(data, header, metadata, keep=False)
            rewrite(data, header, metadata, keep=True)


def tags(data: bytes) -> None:
    """EXIF and XMP, which damage nothing but themselves."""
    block = b"Exif\0\0" + data
    found = Image.Exif()
    with suppress(*DAMAGED):
        found.load(block)
        dict(found)
        found.get_ifd(34_665)
    with suppress(*DAMAGED):
        named = exif.named(found)
        json.dumps([named, exif.readable(named), exif.position(found), exif.has_thumbnail(found)], allow_nan=False)
    updated(data, (32, 24))


def claims(data: bytes) -> None:
    """What is read of a file before its decoder: `EncodedSource` takes whatever damage raises."""
    format = sniff(data)
    walks: tuple[Callable[[], object], ...] = (
        lambda: pieces.require_few_pieces(data, format),
        lambda: list(CLAIMS[format.name](data)) if format.name in CLAIMS else None,
        lambda: REPAIRS[format.name](data) if format.name in REPAIRS else None,
        lambda: cicp.tagged_profile(data, format.name),
        lambda: jpeg2000_profile(data),
        lambda: gif.count_gif_frames(data, 100),
        lambda: plain_pnm.as_raw(data),
        lambda: raw_pnm.in_full_range(data),
    )
    for walk in walks:
        with suppress(EngineError, *DAMAGED):
            walk()


def array(data: bytes) -> None:
    """The header of an .npy, and whole .npy and .npz files."""
    with suppress(EngineError):
        read_form(data[:HEADER], len(data), LIMITS)
    for name in ("npy", "npz"):
        with suppress(EngineError):
            list(ArraySource(data, FORMATS[name], LIMITS).frames())


def pipeline(data: bytes) -> None:
    """JSON of steps; what is accepted has a canonical text that is accepted again."""
    found = Pipeline.parse(data.decode("utf-8", "surrogateescape"))
    assert Pipeline.parse(found.canonical()).canonical() == found.canonical()


def generator(data: bytes) -> None:
    """JSON of a picture that is to be made."""
    parse_generator(data.decode("utf-8", "surrogateescape"))


def output(data: bytes) -> None:
    """Output choices, as fields of a form: one a line, its name before the first `=`."""
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    Output.parse({name: value for name, _, value in (line.partition("=") for line in lines)})


def accept(data: bytes) -> None:
    """An Accept header."""
    accepted_formats(data.decode("latin-1"))


TARGETS: dict[str, Target] = {
    "picture": Target(run=picture, weight=4),
    "facts": Target(run=facts, weight=2),
    "containers": Target(run=containers),
    "claims": Target(run=claims),
    "tags": Target(run=tags),
    "array": Target(run=array),
    "pipeline": Target(run=pipeline),
    "generator": Target(run=generator),
    "output": Target(run=output),
    "accept": Target(run=accept),
    "cube": Target(run=read_cube),
}


def allowed(target: Target, data: bytes) -> None:
    """Run the target; only what is no error of the engine's gets out."""
    with suppress(EngineError):
        target.run(data)
