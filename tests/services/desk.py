"""An admission whose limits and clock a test holds in its hands."""

from dataclasses import dataclass, field

import pytest

from filters.engine.errors import Busy
from filters.services.admission import Admission, Place

MEGA = 1_000_000


@dataclass
class Desk:
    """An admission, and what it is given: settings and the time, which a test may change."""

    slots: int | None = 2
    capacity: int = 100 * MEGA
    queue_length: int = 4
    queue_s: float = 8
    now: float = 0
    admission: Admission = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.admission = Admission(
            slots=lambda: self.slots,
            capacity=lambda: self.capacity,
            queue_length=lambda: self.queue_length,
            queue_s=lambda: self.queue_s,
            clock=lambda: self.now,
        )

    def enter(self, client: str = "ann", pixels: int = MEGA, *, front: bool = False) -> Place:
        return self.admission.enter(client=client, pixels=pixels, front=front)

    def refusal(self, client: str = "ann", pixels: int = MEGA) -> Busy:
        with pytest.raises(Busy) as caught:
            self.enter(client, pixels)
        return caught.value

    def run_for(self, seconds: float) -> None:
        """One job that takes so long, so that the mean is known."""
        place = self.enter()
        self.now += seconds
        self.admission.leave(place)


def counts(desk: Desk) -> tuple[float, float, float]:
    state = desk.admission.state()
    return state["running"], state["waiting"], state["pixels"]
