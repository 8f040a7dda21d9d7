"""The people at a simulated counter: they tap, look up, redeem, undo, cancel, enrol, and decide what needs a person.

Every tick that they are shown is remembered, so that the oracle can look for it in the journal.
"""

import random
from collections.abc import Callable

from kreward_pos.cards import Email
from kreward_pos.errors import TillError
from kreward_pos.till.model.entries import NEEDS_PERSON, Decision, Entry, EntryState
from kreward_pos.till.till import Till
from tests.simulation.counter import SimTill
from tests.simulation.kreward import SimKreward
from tests.simulation.scenario import Scenario
from tests.simulation.scheduler import Scheduler

_THINKING_S = 0.4


class Staff:
    """Two lanes at one till: one hand taps, the other looks customers up."""

    def __init__(
        self, till: SimTill, kreward: SimKreward, scenario: Scenario, scheduler: Scheduler, chance: random.Random
    ) -> None:
        self._till = till
        self._kreward = kreward
        self._scenario = scenario
        self._scheduler = scheduler
        self._chance = chance
        self._customers = [Email.parse(email) for email in kreward.starts]
        self.is_working = True
        self.waits_s: list[float] = []
        self._deeds_left = {self._tap_something: scenario.most_taps, self._look_up: 2 * scenario.most_taps}

    def begin(self) -> None:
        """Both lanes, at each start of the till."""
        if self.is_working:
            self._till.spawn("taps", lambda: self._keep_doing(self._tap_something, self._scenario.tap_every_s))
            self._till.spawn("looks", lambda: self._keep_doing(self._look_up, self._scenario.look_every_s))

    @property
    def _counter(self) -> Till:
        assert self._till.till is not None
        return self._till.till

    def _keep_doing(self, deed: Callable[[], None], every_s: float) -> None:
        while True:
            self._scheduler.sleep(self._chance.expovariate(1.0 / every_s))
            if not self.is_working or not self._deeds_left[deed]:
                return
            self._deeds_left[deed] -= 1
            try:
                deed()
            except TillError as refusal:
                self._till.tell(f"the cashier reads: {refusal.code}")

    def _tap_something(self) -> None:
        deed = self._chance.choices(
            (self._stamp, self._stamp_after_a_look, self._redeem, self._undo, self._cancel, self._enrol, self._decide),
            (40, 15, 15, 8, 6, 2, 14),
        )[0]
        deed()

    def _someone(self) -> Email:
        return self._chance.choice(self._customers)

    def _look_up(self) -> None:
        begun_s = self._scheduler.now_s
        self._counter.desk.look_up(self._someone())
        self.waits_s.append(self._scheduler.now_s - begun_s)

    def _stamp_after_a_look(self) -> None:
        email = self._someone()
        self._counter.desk.look_up(email)
        self._scheduler.sleep(_THINKING_S)
        self._ticked(self._counter.desk.stamp(email, 1))

    def _stamp(self) -> None:
        most = self._scenario.most_delta
        delta = self._chance.choice((1, 1, *range(1, most + 1), -1, -most))
        self._ticked(self._counter.desk.stamp(self._someone(), delta))

    def _redeem(self) -> None:
        email = self._someone()
        tiers = [tier for tier in self._counter.desk.look_up(email).tiers if tier.state == "ready"]
        if tiers:
            self._scheduler.sleep(_THINKING_S)
            self._ticked(self._counter.desk.redeem(email, self._chance.choice(tiers).at))

    def _undo(self) -> None:
        entry = self._some_entry()
        if entry is None:
            return
        done = self._counter.desk.undo(entry.seq)
        if done.seq == entry.seq:
            self._cancelled(done)
        else:
            self._ticked(done)

    def _cancel(self) -> None:
        entry = self._some_entry()
        if entry is not None:
            self._cancelled(self._counter.review.cancel(entry.seq))

    def _enrol(self) -> None:
        new = Email.parse(f"new{self._till.number}{self._chance.randrange(3)}@example.com")
        done = self._counter.enrolment.enrol(new if self._chance.random() < 0.7 else self._someone())
        if isinstance(done, Entry):
            self._ticked(done)
        if new not in self._customers:
            self._customers.append(new)

    def _decide(self) -> None:
        """By what Kreward's dashboard shows; where a copy may still come, the owner waits."""
        needing = [entry for entry in self._counter.review.entries() if entry.state in NEEDS_PERSON]
        if not needing or not self._scenario.decides:
            return
        entry = self._chance.choice(needing)
        if self._kreward.counts[entry.op_id]:
            if entry.state is EntryState.REVIEW:
                self._counter.review.decide(entry.seq, Decision.COUNTED)
        elif not self._kreward.alive[entry.op_id]:
            self._counter.review.decide(entry.seq, self._chance.choice((Decision.SEND_AGAIN, Decision.WRITE_OFF)))

    def _some_entry(self) -> Entry | None:
        entries = sorted(self._counter.review.entries(), key=lambda entry: entry.seq)[-8:]
        return self._chance.choice(entries) if entries else None

    def _cancelled(self, entry: Entry) -> None:
        self._till.point("it shows as cancelled")
        if entry.state is EntryState.CANCELLED:  # else it may have counted, and came to review
            self._till.memory.cancelled.add(entry.op_id)

    def _ticked(self, entry: Entry) -> None:
        self._till.point("the tick shows")
        self._till.memory.ticks[entry.op_id] = entry
        what = entry.delta if entry.delta is not None else f"claims {entry.at}" if entry.at else "enrols"
        self._till.tell(f"the cashier sees a tick: {entry.op_id}, {what} for {entry.email.address}")
