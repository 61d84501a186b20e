"""The answers of `batch/`: what became of each picture, as it is written in a ZIP, as parts, lines or events."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any, Protocol

from filters import conf
from filters.api.batch_fields import BatchOrder
from filters.api.delivery import safe_stem
from filters.api.errors import problem_details
from filters.api.handlers import INTERNAL_ERROR
from filters.engine.errors import EngineError
from filters.services.access import Caller
from filters.services.batch import Batch, Outcome
from filters.services.errors import StorageFull, UploadIncomplete
from filters.services.files import file_store
from filters.streams.archives import Names, ZipWriter
from filters.streams.duplex import Conveyor, Line
from filters.streams.events import EventWriter, LineWriter
from filters.streams.multipart import MultipartWriter
from filters.streams.names import safe_name
from filters.streams.pieces import Piece, Writer
from filters.streams.responses import EventStream, MultipartStream, Stream, ZipStream

FRAMING = 4096  # bytes that are written about a picture, at most
HEADERS = {"X-Accel-Buffering": "no", "Cache-Control": "private, no-store"}


class Arriving(Protocol):
    """The body of the request."""

    ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A picture's result, ready to be sent."""

    piece: Piece
    writer: Writer

    @property
    def size(self) -> int:
        """About how many bytes it has, as Base64 where it has most."""
        return len(self.piece.data) * 4 // 3 + FRAMING

    def written(self) -> Iterator[bytes]:
        """The result."""
        return self.writer.piece(self.piece)

    def refused(self) -> Iterator[bytes]:
        """An error in its place."""
        error = StorageFull(
            "There is no more room here for results that you have not taken: read the answer while you send, "
            "or send fewer pictures at once."
        )
        return self.writer.piece(replace(self.piece, data=b"", media_type="", error=_problem(error)))


class BatchResults:
    """What a running batch gives, as `Conveyor` takes it."""

    def __init__(self, batch: Batch, writer: Writer, *, body: Arriving, order: BatchOrder, caller: Caller) -> None:
        self.heartbeat = writer.heartbeat
        self._batch = batch
        self._writer = writer
        self._body = body
        self._kept = order.kept
        self._caller = caller
        self._names = Names()
        self._began = perf_counter()
        self._counts = {"pictures": 0, "processed": 0, "failed": 0}

    @property
    def arriving(self) -> bool:
        """Whether the request still arrives."""
        return self._batch.reading and not self._body.ended

    @property
    def done(self) -> bool:
        """Whether there is nothing more to take."""
        return self._batch.done

    @property
    def broken(self) -> bool:
        """Whether the upload was cut short."""
        return isinstance(self._batch.failure, UploadIncomplete)

    def start(self, changed: Callable[[], None]) -> None:
        """Begin to work."""
        self._batch.start(changed)

    def stop(self) -> None:
        """Begin nothing more."""
        self._batch.stop()

    def take(self) -> Written | None:
        """The next picture's."""
        outcome = self._batch.take()
        if outcome is None:
            return None
        piece = self._piece(outcome)
        self._counts["pictures"] += 1
        self._counts["processed" if piece.error is None else "failed"] += 1
        return Written(piece=piece, writer=self._writer)

    def end(self) -> Iterator[bytes]:
        """The summary."""
        failure = self._batch.failure
        seconds = round(perf_counter() - self._began, 3)
        error = None if failure is None else _problem(failure)
        return self._writer.end({**self._counts, "seconds": seconds, "error": error})

    def _piece(self, outcome: Outcome) -> Piece:
        entry, made = outcome.entry, outcome.rendition
        facts = {"index": entry.index, "name": safe_name(entry.name), "size_in": entry.size}
        if made is None:
            return Piece(name="", facts=facts, error=_problem(outcome.error))
        name = self._names.take(f"{safe_stem(entry.name)}{made.format.suffix}")
        facts |= {
            "filename": name,
            "size_out": len(made.data),
            "media_type": made.media_type,
            "width": made.size[0],
            "height": made.size[1],
            "frames": made.frames,
            "warnings": list(made.notes),
            "timings": [{"stage": stage, "ms": round(time, 1)} for stage, time in made.timings],
        }
        piece = Piece(name=name, media_type=made.media_type, data=made.data, facts=facts)
        return piece if self._kept == "inline" else self._elsewhere(piece)

    def _elsewhere(self, piece: Piece) -> Piece:
        """The same without its bytes, which are kept as a file or not at all."""
        if self._kept == "none":
            return replace(piece, data=b"")
        try:
            file = file_store(caller=self._caller, name=piece.name, pieces=[piece.data])
        except EngineError as error:
            return replace(piece, data=b"", error=_problem(error))
        return replace(piece, data=b"", facts={**piece.facts, "file": file.pk})


def batch_response(batch: Batch, *, order: BatchOrder, caller: Caller, body: Arriving, sock: Any) -> Stream:
    """The answer, which begins at once and goes on while pictures come. `sock` is the client's, where it is known."""
    writer = WRITERS[order.answer]()
    results = BatchResults(batch, writer, body=body, order=order, caller=caller)
    conveyor = Conveyor(results, Line(sock), most=conf.max_file_bytes())
    delivery = order.order.delivery
    name = safe_stem(delivery.name).removesuffix(".zip") if delivery.name else "batch"
    if isinstance(writer, MultipartWriter):
        return MultipartStream(conveyor, boundary=writer.boundary, headers=HEADERS)
    if isinstance(writer, ZipWriter):
        return ZipStream(conveyor, filename=f"{name}.zip", headers=HEADERS)
    if isinstance(writer, EventWriter):
        return EventStream(conveyor, headers=HEADERS)
    return Stream(conveyor, media_type="application/x-ndjson", headers=HEADERS)


WRITERS: Mapping[str, Callable[[], Writer]] = {
    "zip": ZipWriter,
    "multipart": MultipartWriter,
    "ndjson": LineWriter,
    "events": EventWriter,
}


def _problem(error: Exception | None) -> dict[str, Any]:
    details = problem_details(error) if error is not None else None
    return (details or INTERNAL_ERROR).body()
