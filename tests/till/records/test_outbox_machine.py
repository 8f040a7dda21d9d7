"""The outbox's promises hold after any sequence of taps, network faults, power cuts and decisions."""

import random
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.cards import Email
from kreward_pos.errors import TillError
from kreward_pos.sandbox.bodies import Dialect, PageDialect, ReferenceDialect
from kreward_pos.till.counter.desk import TillConfig
from kreward_pos.till.model.entries import (
    NEEDS_PERSON,
    ON_THE_WAY,
    TRANSITIONS,
    Decision,
    Entry,
    EntryKind,
    EntryState,
    SettledBy,
)
from kreward_pos.till.records.decisions import decisions
from kreward_pos.till.sending.settling_rule import FIRST_READ_S, CardSnapshot, Write, card_after
from kreward_pos.till.storage.store import Store
from kreward_pos.till.till import Till
from tests.fake_clock import FakeClock
from tests.till.conftest import Log
from tests.till.shop_wire import APPLIES, STATUSES, Died, Mishap, ShopWire

KEYS = ApiKeys(ApiKey.parse_secret("kw_sk_made_up_for_tests"), ApiKey.parse_public("kw_pub_made_up_for_tests"))
GOAL = 8
MOST_STEPS = 1000
"""So many in a quarter of an hour are a courier that spins."""
CUSTOMERS = {"jane@example.com": (5, (4,)), "amir@example.com": (10, (4,)), "rich@example.com": (17, ())}
WILL_BE_SENT = {EntryState.HELD, EntryState.WAITING, EntryState.SENDING}
MAY_HAVE_COUNTED = {EntryState.UNSURE, EntryState.SETTLING, EntryState.REVIEW}
HAS_NOT_COUNTED = {
    EntryState.HELD,
    EntryState.WAITING,
    EntryState.BLOCKED,
    EntryState.CANCELLED,
    EntryState.WRITTEN_OFF,
}
emails = st.sampled_from([Email.parse(address) for address in CUSTOMERS])
mishaps = st.none() | st.sampled_from(sorted(APPLIES | STATUSES.keys() | {"die_before", "lose_before", "delay"}))
soon_s = st.sampled_from([15.0, 0.0])


class TransitionChecker(Log):
    """A listener that fails on a change that is no transition."""

    def __init__(self) -> None:
        super().__init__()
        self.now: dict[int, EntryState] = {}
        self.wrong: list[tuple[int, EntryState | None, EntryState]] = []

    def entry_changed(self, entry: Entry) -> None:
        before = self.now.get(entry.seq)
        # A new try that is refused while an earlier one is in doubt goes by way of `waiting`, in one commit.
        is_told_at_once = (before, entry.state) == (EntryState.SENDING, EntryState.REVIEW)
        if before not in {None, entry.state} and entry.state not in TRANSITIONS[before] and not is_told_at_once:
            self.wrong.append((entry.seq, before, entry.state))
        self.now[entry.seq] = entry.state


class OutboxMachine(RuleBasedStateMachine):
    """A state machine of one counter and one shop, in either dialect."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="till-")
        self.clock = FakeClock()
        self.wire = ShopWire(dialect)
        for address, (balance, redeemed) in CUSTOMERS.items():
            self.wire.shop.add_customer(address, None, balance=balance, redeemed=redeemed)
        self.ways = TransitionChecker()
        self.journal: dict[int, Entry] = {}
        self.sent_by_hand: set[int] = set()
        self.decided: set[int] = set()
        self.out_of_turn: list[Entry] = []
        self._open()

    def _open(self) -> None:
        self.store = Store.open(Path(self.folder.name))
        client = KrewardClient(self.wire, KEYS, self.clock)
        config = TillConfig("Till 1")
        self.till = Till(self.store, client, config=config, clock=self.clock, rng=random.Random(7))
        self.till.add_listener(self.ways)
        self.desk, self.review, self.courier = self.till.desk, self.till.review, self.till.courier
        self.wire.sending = self._sending
        self.courier.recover()

    def _sending(self) -> Entry:
        """Return the entry that leaves now, which must be its customer's first."""
        (entry,) = [entry for entry in self.entries() if entry.state is EntryState.SENDING]
        own = [each for each in self.entries() if each.email == entry.email and each.state in ON_THE_WAY]
        if min(each.seq for each in own) < entry.seq:
            self.out_of_turn.append(entry)
        return entry

    def entries(self) -> list[Entry]:
        return self.review.entries(limit=10_000)

    def _tap(self, tapped: Callable[[], Entry]) -> Entry | None:
        """Tap; a tick is shown if this returns an entry."""
        try:
            entry = tapped()
        except TillError:
            return None
        self.journal.setdefault(entry.seq, entry)
        return entry

    @rule(email=emails)
    def look_up(self, email: Email) -> None:
        assert self.desk.look_up(email).email == email

    @rule(email=emails, delta=st.sampled_from([1, 1, 2, -1, -3]), mishap=mishaps, seconds=soon_s)
    def stamp(self, email: Email, delta: int, mishap: Mishap | None, seconds: float) -> None:
        self._prepare_mishap(mishap)
        assert self._tap(lambda: self.desk.stamp(email, delta)) is not None
        self.run_the_courier(seconds)

    @rule(email=emails, at=st.sampled_from([4, GOAL]), mishap=mishaps, seconds=soon_s)
    def look_up_and_redeem(self, email: Email, at: int, mishap: Mishap | None, seconds: float) -> None:
        self.desk.look_up(email)
        self._prepare_mishap(mishap)
        self._tap(lambda: self.desk.redeem(email, at))
        self.run_the_courier(seconds)

    @precondition(lambda self: self.journal)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        seq = data.draw(st.sampled_from(sorted(self.journal)))
        self._tap(lambda: self.desk.undo(seq))

    @precondition(lambda self: self.journal)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        seq = data.draw(st.sampled_from(sorted(self.journal)))
        self._tap(lambda: self.review.cancel(seq))

    @precondition(lambda self: any(state in NEEDS_PERSON for state in self.ways.now.values()))
    @rule(data=st.data(), decision=st.sampled_from(Decision))
    def decide(self, data: st.DataObject, decision: Decision) -> None:
        asked = [entry.seq for entry in self.entries() if entry.state in NEEDS_PERSON]
        seq = data.draw(st.sampled_from(asked))
        if self._tap(lambda: self.review.decide(seq, decision)) is not None:
            self.decided.add(seq)
            if decision is Decision.SEND_AGAIN:
                self.sent_by_hand.add(seq)

    def _prepare_mishap(self, mishap: Mishap | None) -> None:
        """Let the next write go wrong, if there is one."""
        self.wire.mishaps += [mishap] if mishap else []

    @rule()
    def lose_the_connection(self) -> None:
        self.wire.is_down = True

    @rule()
    def restore_the_connection(self) -> None:
        self.wire.is_down = False
        self.till.connection.try_now()

    @precondition(lambda self: self.wire.flying)
    @rule(data=st.data())
    def let_a_delayed_copy_arrive(self, data: st.DataObject) -> None:
        """Let a delayed copy arrive while the till still settles its entry."""
        seq, attempt = data.draw(st.sampled_from(sorted(self.wire.flying)))
        entry = self.courier._queries.get(seq)
        if entry.attempts == attempt and entry.state in MAY_HAVE_COUNTED:
            self.wire.arrive(seq, attempt)
        else:
            del self.wire.flying[seq, attempt]

    @rule(seconds=st.sampled_from([1000.0, 120.0, 15.0, 1.0]))
    def run_the_courier(self, seconds: float) -> None:
        """Let the courier work and its waits pass."""
        until_s, steps = self.clock.monotonic() + seconds, 0
        while self.clock.monotonic() < until_s:
            steps += 1
            assert steps < MOST_STEPS, "the courier spins"
            try:
                delay_s = self.courier.step()
            except Died:
                self.restart(timedelta())
                return
            self.clock.pass_s(min(delay_s, 10.0))

    @rule(away=st.sampled_from([timedelta(), timedelta(minutes=2), timedelta(hours=5), timedelta(days=-1)]))
    def restart(self, away: timedelta) -> None:
        self.till.close()
        self.clock.wall += away
        self._open()

    @invariant()
    def every_tick_is_in_the_journal(self) -> None:
        saved = {entry.seq: entry for entry in self.entries()}
        assert saved.keys() == self.journal.keys()
        for seq, tick in self.journal.items():
            expected = (tick.op_id, tick.kind, tick.email, tick.delta, tick.at, tick.undo_of)
            entry = saved[seq]
            assert expected == (entry.op_id, entry.kind, entry.email, entry.delta, entry.at, entry.undo_of)

    @invariant()
    def states_follow_the_transitions_and_entries_their_order(self) -> None:
        assert not self.ways.wrong, self.ways.wrong
        assert not self.out_of_turn, self.out_of_turn
        states = {entry.seq: entry.state for entry in self.entries()}
        assert states == self.ways.now, (states, self.ways.now)

    @invariant()
    def no_tap_is_lost_or_doubled(self) -> None:
        for entry in self.entries():
            count = self.wire.applied[entry.seq]
            if entry.seq in self.sent_by_hand:
                continue
            assert count <= 1, entry
            if entry.seq not in self.decided:
                assert entry.state is not EntryState.APPLIED or count == 1, entry
                assert entry.state not in HAS_NOT_COUNTED or count == 0, entry

    @invariant()
    def screen_shows_the_shops_answer_and_what_waits(self) -> None:
        for address in CUSTOMERS:
            email = Email.parse(address)
            view = self.desk.view(email)
            own = [entry for entry in self.entries() if entry.email == email]
            waiting = [entry for entry in own if entry.state in WILL_BE_SENT]
            assert view.balance == self.wire.balances.get(address)
            assert view.waiting == sum(entry.delta or 0 for entry in waiting)
            assert view.unsure == sum(entry.delta or 0 for entry in own if entry.state in MAY_HAVE_COUNTED)
            if view.balance is not None:
                held_over = GOAL if any(entry.at == GOAL for entry in waiting) else 0
                assert view.shown == view.balance + view.waiting - held_over

    @invariant()
    def settled_entries_name_their_evidence(self) -> None:
        for entry in self.entries():
            if entry.state is not EntryState.APPLIED:
                continue
            attempts = self.review.attempts(entry.seq)
            if entry.settled_by is SettledBy.PERSON:
                assert decisions(self.store, entry.seq)[-1].decision == Decision.COUNTED.value
            elif entry.settled_by is SettledBy.ANSWER:
                assert attempts[-1].outcome == "applied"
            else:
                assert entry.settled_by is SettledBy.BALANCE
                last = attempts[-1].reads[-1]
                assert attempts[-1].is_unsure
                assert attempts[-1].baseline is not None
                assert last.watched_s >= FIRST_READ_S
                before = CardSnapshot(attempts[-1].baseline, attempts[-1].baseline_redeemed)
                write = Write(entry.kind, entry.delta or 0, entry.at or 0, attempts[-1].loops_at)
                assert CardSnapshot(last.balance, last.redeemed) == card_after(write, before)

    @invariant()
    def every_attempt_is_journalled_with_its_baseline(self) -> None:
        for entry in self.entries():
            attempts = self.review.attempts(entry.seq)
            assert [attempt.number for attempt in attempts] == list(range(1, entry.attempts + 1))
            assert all(attempt.baseline is not None for attempt in attempts)
            assert self.wire.applied[entry.seq] <= len(attempts)
            assert entry.kind is not EntryKind.ENROL

    def teardown(self) -> None:
        self.till.close()
        self.wire.close_shop()
        self.folder.cleanup()


class PageMachine(OutboxMachine):
    def __init__(self) -> None:
        super().__init__(PageDialect(has_tiers=True))


class ReferenceMachine(OutboxMachine):
    def __init__(self) -> None:
        super().__init__(ReferenceDialect(has_tiers=True))


BOUNDED = settings(max_examples=25, stateful_step_count=40, suppress_health_check=[HealthCheck.too_slow])
PageMachine.TestCase.settings = BOUNDED
ReferenceMachine.TestCase.settings = BOUNDED
TestPageMachine = PageMachine.TestCase
TestReferenceMachine = ReferenceMachine.TestCase
