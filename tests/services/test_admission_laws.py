"""What admission holds to, whatever comes: jobs of several clients, in any order, of any weight, at any time."""

from collections import defaultdict
from collections.abc import Callable
from functools import partial

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from filters.engine.errors import Busy
from filters.services.admission import Admission, Place

CLIENTS = ("ann", "bob", "cat", "dan")
CAPACITY = 64
QUEUE_S = 4
CALLS_AT_MOST = 1000


class Laws(RuleBasedStateMachine):
    """An admission beside the simplest account of what became of each job."""

    @initialize(slots=st.none() | st.integers(1, 4), length=st.integers(0, 8))
    def open(self, slots: int | None, length: int) -> None:
        self.slots = slots
        self.length = length
        self.now = 0.0
        self.running: list[Place] = []
        self.waiting: list[Place] = []
        self.admission = Admission(
            slots=lambda: slots,
            capacity=lambda: CAPACITY,
            queue_length=lambda: length,
            queue_s=lambda: QUEUE_S,
            clock=lambda: self.now,
        )

    @rule(client=st.sampled_from(CLIENTS), pixels=st.integers(0, CAPACITY * 2), front=st.booleans())
    def come(self, client: str, pixels: int, front: bool) -> None:
        shares = defaultdict(int, {name: sum(p.client == name for p in self.waiting) for name in CLIENTS})
        looked = self._refused(partial(self.admission.refuse_if_full, client))
        try:
            place = self.admission.enter(client=client, pixels=pixels, front=front)
        except Busy as busy:
            assert not front
            assert busy.retry_after >= 1
            assert self.running, "an idle server refused a job"
            self._check_refusal(busy, shares, client)
            return
        # What costs no pixels, such as a look at a header, has room where all pixels are taken.
        assert front or not pixels or not looked, "the look said no, the admission yes"
        self.waiting.append(place)
        self._sort()

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        place = data.draw(st.sampled_from(self.running))
        self.running.remove(place)
        self.admission.leave(place)
        self._sort()

    @rule(seconds=st.floats(0.01, QUEUE_S))
    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        for place in list(self.waiting):
            if self.now >= place.came + QUEUE_S and not place.called.is_set():
                assert self._refused(partial(self.admission.wait, place))
                self.waiting.remove(place)
                self.admission.leave(place)
                self._sort()

    @invariant()
    def never_too_much(self) -> None:
        if len(self.running) > 1:
            assert sum(place.pixels for place in self.running) <= CAPACITY
            assert self.slots is None or len(self.running) <= self.slots

    @invariant()
    def the_state_tells_what_is(self) -> None:
        state = self.admission.state()
        assert state["running"] == len(self.running)
        assert state["waiting"] == len(self.waiting)
        assert state["pixels"] == sum(place.pixels for place in self.running)

    @invariant()
    def the_queue_is_bounded(self) -> None:
        assert sum(not place.front for place in self.waiting) <= self.length

    @invariant()
    def nobody_waits_for_nothing(self) -> None:
        assert self.running or not self.waiting

    @invariant()
    def a_client_is_served_in_the_order_of_its_coming(self) -> None:
        for place in self.running:
            if not place.front:
                earlier = [other for other in self.waiting if other.client == place.client]
                assert all(other.came >= place.came or other.front for other in earlier)

    def teardown(self) -> None:
        """Nobody is lost: as jobs end, each that waits gets its place."""
        for _ in range(CALLS_AT_MOST):
            if not self.running:
                break
            self.admission.leave(self.running.pop(0))
            self._sort()
        assert self.waiting == []
        assert self.admission.state() | {"mean_s": 0} == {"running": 0, "waiting": 0, "pixels": 0, "mean_s": 0}

    def _sort(self) -> None:
        """Take from who waits those that were called: they run, or were turned away for another."""
        for place in [place for place in self.waiting if place.called.is_set()]:
            self.waiting.remove(place)
            if self._refused(partial(self.admission.wait, place)):
                self.admission.leave(place)
            else:
                self.running.append(place)

    def _check_refusal(self, busy: Busy, shares: dict[str, int], client: str) -> None:
        """In a full queue nobody without a job is turned away while another has several."""
        if f"no more than {self.length} may wait" in busy.detail and not shares[client]:
            assert all(shares[place.client] < 2 for place in self.waiting if not place.front)

    @staticmethod
    def _refused(call: Callable[[], None]) -> bool:
        try:
            call()
        except Busy:
            return True
        return False


Laws.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
test_it_holds_to_its_laws = Laws.TestCase
