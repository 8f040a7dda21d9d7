"""The people at a simulated counter, who tap, look up, redeem, undo, cancel, enrol and decide.

They remember every tick that they see, so that the oracle can look for it in the journal.
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
    """Two people at one till: one taps, the other looks customers up."""

    def __init__(
        self, till: SimTill, kreward: SimKreward, scenario: Scenario, scheduler: Scheduler, rng: random.Random
    ) -> None:
        self._till = till
        self._kreward = kreward
        self._scenario = scenario
        self._scheduler = scheduler
        self._rng = rng
        self._customers = [Email.parse(email) for email in kreward.start_balances]
        self.is_working = True
        self.waits_s: list[float] = []
        self._actions_left = {self._tap_something: scenario.most_taps, self._look_up: 2 * scenario.most_taps}

    def start(self) -> None:
        """Start both, at each start of the till."""
        if self.is_working:
            self._till.spawn("taps", lambda: self._repeat(self._tap_something, self._scenario.tap_every_s))
            self._till.spawn("looks", lambda: self._repeat(self._look_up, self._scenario.look_every_s))

    @property
    def _counter(self) -> Till:
        assert self._till.till is not None
        return self._till.till

    def _repeat(self, action: Callable[[], None], every_s: float) -> None:
        while True:
            self._scheduler.sleep(self._rng.expovariate(1.0 / every_s))
            if not self.is_working or not self._actions_left[action]:
                return
            self._actions_left[action] -= 1
            try:
                action()
            except TillError as refusal:
                self._till.log(f"the cashier reads: {refusal.code}")

    def _tap_something(self) -> None:
        action = self._rng.choices(
            (self._stamp, self._stamp_after_a_look, self._redeem, self._undo, self._cancel, self._enrol, self._decide),
            (40, 15, 15, 8, 6, 2, 14),
        )[0]
        action()

    def _someone(self) -> Email:
        return self._rng.choice(self._customers)

    def _look_up(self) -> None:
        begun_s = self._scheduler.now_s
        self._counter.desk.look_up(self._someone())
        self.waits_s.append(self._scheduler.now_s - begun_s)

    def _stamp_after_a_look(self) -> None:
        email = self._someone()
        self._counter.desk.look_up(email)
        self._scheduler.sleep(_THINKING_S)
        self._show_tick(self._counter.desk.stamp(email, 1))

    def _stamp(self) -> None:
        most = self._scenario.most_delta
        delta = self._rng.choice((1, 1, *range(1, most + 1), -1, -most))
        self._show_tick(self._counter.desk.stamp(self._someone(), delta))

    def _redeem(self) -> None:
        email = self._someone()
        tiers = [tier for tier in self._counter.desk.look_up(email).tiers if tier.state == "ready"]
        if tiers:
            self._scheduler.sleep(_THINKING_S)
            self._show_tick(self._counter.desk.redeem(email, self._rng.choice(tiers).at))

    def _undo(self) -> None:
        entry = self._some_entry()
        if entry is None:
            return
        done = self._counter.desk.undo(entry.seq)
        if done.seq == entry.seq:
            self._show_cancelled(done)
        else:
            self._show_tick(done)

    def _cancel(self) -> None:
        entry = self._some_entry()
        if entry is not None:
            self._show_cancelled(self._counter.review.cancel(entry.seq))

    def _enrol(self) -> None:
        new = Email.parse(f"new{self._till.number}{self._rng.randrange(3)}@example.com")
        done = self._counter.enrolment.enrol(new if self._rng.random() < 0.7 else self._someone())
        if isinstance(done, Entry):
            self._show_tick(done)
        if new not in self._customers:
            self._customers.append(new)

    def _decide(self) -> None:
        """Decide by what Kreward's dashboard shows; wait while a copy may still arrive."""
        needing = [entry for entry in self._counter.review.entries() if entry.state in NEEDS_PERSON]
        if not needing or not self._scenario.decides:
            return
        entry = self._rng.choice(needing)
        if self._kreward.times_applied[entry.op_id]:
            if entry.state is EntryState.REVIEW:
                self._counter.review.decide(entry.seq, Decision.COUNTED)
        elif not self._kreward.in_flight[entry.op_id]:
            self._counter.review.decide(entry.seq, self._rng.choice((Decision.SEND_AGAIN, Decision.WRITE_OFF)))

    def _some_entry(self) -> Entry | None:
        entries = sorted(self._counter.review.entries(), key=lambda entry: entry.seq)[-8:]
        return self._rng.choice(entries) if entries else None

    def _show_cancelled(self, entry: Entry) -> None:
        self._till.step("it shows as cancelled")
        if entry.state is EntryState.CANCELLED:  # else it may have counted and went to review
            self._till.memory.cancelled.add(entry.op_id)

    def _show_tick(self, entry: Entry) -> None:
        self._till.step("the tick shows")
        self._till.memory.ticks[entry.op_id] = entry
        what = entry.delta if entry.delta is not None else f"claims {entry.at}" if entry.at else "enrols"
        self._till.log(f"the cashier sees a tick: {entry.op_id}, {what} for {entry.email.address}")
