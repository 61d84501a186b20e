"""From a request's fields to the job that a service runs."""

from collections.abc import Callable
from dataclasses import dataclass

from filters import conf
from filters.api.delivery import Delivery
from filters.api.fields import Fields
from filters.engine import Output, Pipeline
from filters.engine.generated import parse_generator
from filters.engine.generators import Generator
from filters.models import Destination, Preset
from filters.services.access import Caller
from filters.services.destinations import destination_get
from filters.services.images import Job
from filters.services.presets import preset_get
from filters.services.quotas import pixel_charge


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A job, and how its result is to be delivered: to who asks, or to a destination."""

    job: Job
    delivery: Delivery
    destination: Destination | None = None


def read_order(
    fields: Fields,
    *,
    caller: Caller,
    accept: str | None,
    pipeline: Callable[[Fields], Pipeline] | None = None,
    preset: Callable[[Fields, Caller], Preset | None] | None = None,
    not_output: tuple[str, ...] = (),
) -> Order:
    """The order, or `RequestInvalid` with everything that is wrong.

    `caller` is who asks, `accept` the Accept header, `pipeline` and `preset` say where the steps come from, and
    `not_output` names fields that those readers claim.
    """
    choices = {name: fields.get(name) for name in output_names() if name not in not_output}
    generator = fields.read(lambda: generator_field(fields))
    steps = fields.read(lambda: pipeline(fields) if pipeline else Pipeline())
    chosen = fields.read(lambda: preset(fields, caller) if preset else None)
    output = fields.read(lambda: Output.parse(choices))
    delivery = fields.read(lambda: Delivery.parse(fields.get("disposition"), fields.get("filename")))
    destination = fields.read(lambda: destination_field(fields, caller))
    fields.check()
    source = fields.source(caller)
    job = Job(
        data=source.data,
        generator=generator,
        pipeline=steps or Pipeline(),
        preset=chosen,
        output=output or Output(),
        accept=image_types(accept) if destination else accept,
        overlay=fields.overlay,
        client=caller.name,
        charge=pixel_charge(caller=caller),
    )
    return Order(job=job, delivery=(delivery or Delivery()).named(source.name), destination=destination)


def output_names() -> tuple[str, ...]:
    """The fields that are output choices."""
    return tuple(choice.name for choice in Output.choices())


def image_types(accept: str | None) -> str | None:
    """The part of an Accept header that is about pictures, for calls whose own answer is JSON or a page."""
    members = [member.strip() for member in (accept or "").split(",")]
    if any(member.startswith("text/html") for member in members):
        return None
    return ", ".join(member for member in members if member.startswith("image/")) or None


def pipeline_field(fields: Fields) -> Pipeline:
    """The steps in the field `pipeline`."""
    return Pipeline.parse(fields.get("pipeline"), max_steps=conf.limits().max_steps)


def generator_field(fields: Fields) -> Generator | None:
    """The picture to make that the field `generate` describes."""
    text = fields.get("generate")
    return parse_generator(text) if text else None


def preset_field(fields: Fields, caller: Caller) -> Preset | None:
    """The preset that the field `preset` names, out of those that the caller may use."""
    slug = fields.get("preset").strip()
    return preset_get(slug=slug, caller=caller) if slug else None


def destination_field(fields: Fields, caller: Caller) -> Destination | None:
    """Where the picture goes that the field `destination` names, out of those that the caller may use."""
    slug = fields.get("destination").strip()
    return destination_get(slug=slug, caller=caller) if slug else None
