"""The one that sends: takes entries from the outbox in order, one at a time, and brings back what became of them.

`step` does one thing and says how long to wait for the next; it knows no thread, so a test or a simulation calls
it directly. `CourierThread` calls it for the real till.

The rule of the outbox: an attempt is journalled before its first byte leaves, and its end is journalled before
anything else is done. Where the end cannot be kept (a full disk), it is tried again and again, and nothing else
leaves meanwhile; should the app end first, the entry is found `sending` at the next start and counts as unsure.
"""

import logging
from dataclasses import dataclass

from kreward_pos.errors import ApiFailure, StoreFailure
from kreward_pos.kreward.answers import CardEnrolment, CustomerRecord, Redeemed, Transacted
from kreward_pos.kreward.failures import CallRefused, KeyRefused, NotSent, RateLimited, ShopRefused, Unsure
from kreward_pos.kreward.pace import Priority
from kreward_pos.till.entries import Entry, EntryKind, EntryState, SettledBy
from kreward_pos.till.failures import AnotherShop, EntryMoved
from kreward_pos.till.parts import Parts
from kreward_pos.till.patience import Patience
from kreward_pos.till.projection import loops_at
from kreward_pos.till.settler import KEEP_QUIET_EVERY_S, Settler
from kreward_pos.till.settling import Card, Write, after

BASELINE_AGE_S = 5.0
"""A write goes out only within this time of a good read of its customer."""

IDLE_PING_S = 60.0
"""How long the link may be quiet before it is tried, so that the pill tells the truth."""

_FRESH_TAP_S = 20.0
"""For so long a tap counts as one that a person waits for."""

_DISK_RETRY_S = 2.0
_LEAST_WAIT_S = 0.001
"""The rest of a subtraction may be less than any clock can tell."""

_log = logging.getLogger(__name__)

Sent = Transacted | Redeemed | CardEnrolment


@dataclass(frozen=True, slots=True)
class _End:
    """What an attempt came to, until it is journalled."""

    entry: Entry
    before: Card | None
    result: Sent | ApiFailure


class Courier:
    """Sends what waits. One thread at a time may call `step`."""

    def __init__(self, parts: Parts, *, hold_s: float, is_always_asking: bool = False) -> None:
        self._parts = parts
        self._outbox = parts.outbox
        self._settler = Settler(parts, is_always_asking=is_always_asking)
        self._patience = Patience(parts.clock)
        self._hold_s = hold_s
        self._held_until: dict[int, float] = {}
        self._tapped_s: dict[int, float] = {}
        self._unkept: _End | None = None

    def recover(self) -> None:
        """Once, before the first step: judge what was under way when the app last ended."""
        self._parts.announcer.entries(*self._outbox.recover())
        self._settler.take()

    def always_ask(self, is_wanted: bool) -> None:
        """Make every unsure entry a review from now on, or no longer."""
        self._settler.is_always_asking = is_wanted

    def note_tap(self, seq: int) -> None:
        """A person has just made this entry and waits for it."""
        self._tapped_s[seq] = self._parts.clock.monotonic()

    def step(self) -> float:
        """Do the next thing, if one is due; returns the seconds after which to call again."""
        try:
            if self._unkept:
                self._keep(self._unkept)
            next_release_s = self._release_held()
            delay_s = min(next_release_s, self._advance())
        except EntryMoved:
            return 0.0  # a person was quicker: they cancelled what was about to leave
        except StoreFailure as failure:
            _log.info("outbox: %s", failure.code)
            self._parts.announcer.trouble(failure)
            return _DISK_RETRY_S
        return max(delay_s, _LEAST_WAIT_S) if delay_s else 0.0

    def _advance(self) -> float:
        self._settler.take()
        settle_s = self._settler.wait_s()
        if self._parts.link.state != "online":
            return min(self._parts.link.wait_s(), max(settle_s, KEEP_QUIET_EVERY_S)) or self._probe()
        if settle_s <= 0:
            return self._settle()
        # Without the secret key nothing can leave; what waits, waits for that.
        has_key = self._parts.client.keys.secret is not None
        entry = self._outbox.next_to_send(self._patience.set_aside()) if has_key else None
        if entry is None:
            return min(settle_s, self._patience.wait_s(), self._idle())
        priority = self._priority(entry)
        if delay_s := self._parts.client.pace_delay_s(priority):
            return min(settle_s, delay_s)
        self._send(entry, priority)
        return 0.0

    def _settle(self) -> float:
        if delay_s := self._parts.client.pace_delay_s(Priority.BACKGROUND):
            return delay_s
        self._settler.work()
        return 0.0

    def _idle(self) -> float:
        quiet_s = self._parts.link.quiet_s()
        return IDLE_PING_S - quiet_s if quiet_s < IDLE_PING_S else self._probe()

    def _probe(self) -> float:
        """Ask for a sign of life, with the key if there is one: that proves it, and whose it is."""
        if delay_s := self._parts.client.pace_delay_s(Priority.BACKGROUND):
            return delay_s
        try:
            self._ask_whose_shop()
        except ApiFailure as failure:
            self._failed(failure)
            return self._parts.link.wait_s() or IDLE_PING_S
        self._parts.answered()
        return 0.0

    def _ask_whose_shop(self) -> None:
        client, shop = self._parts.client, self._parts.shop
        if client.keys.secret is None:
            shop.keep_name(client.ping(Priority.BACKGROUND).merchant)
            return
        account = client.me(Priority.BACKGROUND)
        if not shop.is_same(account) and any(self._outbox.counts()):
            raise AnotherShop
        with self._parts.store.transaction():
            if not shop.is_same(account):
                self._parts.customers.forget_all()
            shop.keep(account)

    def _send(self, entry: Entry, priority: Priority) -> None:
        self._parts.store.require_room()  # before anybody is asked: its attempt could not be journalled
        record: CustomerRecord | None = None
        if entry.kind is not EntryKind.ENROL:
            record = self._baseline(entry, priority)
            if record is None:
                return
        before = None if record is None else Card(record.balance, record.redeemed)
        if before is not None and not self._settler.may_leave(entry, before):
            return
        self._parts.customers.note_write(entry.email)
        sending = self._outbox.begin_attempt(
            entry.seq,
            None if before is None else before.balance,
            None if before is None else before.redeemed,
            entry.at if record is not None and entry.at and loops_at(record, entry.at) else None,
        )
        self._parts.announcer.entries(sending)
        self._unkept = _End(sending, before, self._attempt(sending, priority))
        self._keep(self._unkept)

    def _baseline(self, entry: Entry, priority: Priority) -> CustomerRecord | None:
        """The customer's card as it is now; None where the read failed, which is then dealt with."""
        customers = self._parts.customers
        if customers.age_s(entry.email, entry.template_id) > BASELINE_AGE_S:
            try:
                self._parts.read(entry.email, entry.template_id, priority)
            except ApiFailure as failure:
                self._could_not_read(entry, failure)
                return None
        self._patience.reward(entry.email)
        known = customers.known(entry.email, entry.template_id)
        if known is None or customers.age_s(entry.email, entry.template_id) > BASELINE_AGE_S:
            return None
        self._reopen_what_is_off(entry, known.record.balance)
        return known.record

    def _could_not_read(self, entry: Entry, failure: ApiFailure) -> None:
        _log.info("courier: %s", failure.code)
        if _is_passing(failure):
            self._patience.lose(entry.email)
        else:
            self._parts.announcer.entries(*self._refused(entry, failure))

    def _reopen_what_is_off(self, entry: Entry, balance: int) -> None:
        """A balance that is off by exactly an entry that reads had settled casts doubt on that entry."""
        drift = self._parts.customers.drift(entry.email, entry.template_id, balance)
        doubted = drift and self._outbox.settled_by_inference(entry.email, entry.template_id, drift)
        if doubted:
            self._parts.announcer.entries(*self._outbox.move(doubted.seq, EntryState.REVIEW, "balance_is_off"))

    def _attempt(self, entry: Entry, priority: Priority) -> Sent | ApiFailure:
        client = self._parts.client
        try:
            if entry.kind is EntryKind.ENROL:
                return client.enroll(entry.email, entry.name, entry.template_id, priority)
            if entry.kind is EntryKind.REDEEM:
                return client.redeem(entry.email, entry.at or 0, entry.template_id, priority)
            return client.transact(entry.email, entry.delta or 0, entry.op_id, entry.template_id, priority)
        except ApiFailure as failure:
            return failure

    def _keep(self, end: _End) -> None:
        """Journal an attempt's end; on a `StoreFailure` it stays in `_unkept` and nothing else leaves."""
        entry, result = end.entry, end.result
        self._parts.customers.note_write(entry.email)
        with self._parts.store.transaction():
            if isinstance(result, ApiFailure):
                changed = self._keep_failure(entry, result)
            else:
                self._keep_answer(entry, result)
                problem = _other_writer(entry, end.before, result)
                changed = self._outbox.end_attempt(entry.seq, EntryState.APPLIED, "applied", problem, SettledBy.ANSWER)
        self._unkept = None
        self._tapped_s.pop(entry.seq, None)
        if isinstance(result, ApiFailure):
            self._failed(result)
        else:
            self._parts.answered()
        self._parts.announcer.entries(*changed)
        self._settler.take()

    def _keep_failure(self, entry: Entry, failure: ApiFailure) -> tuple[Entry, ...]:
        """The failure table."""
        if isinstance(failure, Unsure):
            return self._outbox.end_attempt(entry.seq, EntryState.UNSURE, failure.code, failure.code)
        if _is_passing(failure):
            return self._outbox.end_attempt(entry.seq, EntryState.WAITING, failure.code)
        self._outbox.end_attempt(entry.seq, EntryState.WAITING, failure.code)
        return self._refused(entry, failure)

    def _refused(self, entry: Entry, failure: ApiFailure) -> tuple[Entry, ...]:
        """Kreward refuses it for good; but a copy that left earlier may still have counted, which a person must see."""
        may_have_counted = any(attempt.is_unsure for attempt in self._outbox.attempts(entry.seq))
        to = EntryState.REVIEW if may_have_counted else EntryState.BLOCKED
        return self._outbox.move(entry.seq, to, failure.code)

    def _keep_answer(self, entry: Entry, answer: Sent) -> None:
        customers = self._parts.customers
        if isinstance(answer, Transacted):
            customers.keep_transacted(entry.email, entry.template_id, answer)
            customers.expect(entry.email, entry.template_id, answer.balance_after)
        elif isinstance(answer, Redeemed):
            customers.keep_redeemed(entry.email, entry.template_id, answer)
            customers.expect(entry.email, entry.template_id, answer.balance_after)
        elif answer.card_id:
            customers.link_id(answer.card_id, entry.email)

    def _release_held(self) -> float:
        """Let go what was held long enough; returns the seconds until the next is due."""
        next_s = float("inf")
        for entry in self._outbox.held():
            left_s = self._held_until.setdefault(entry.seq, self._parts.clock.monotonic() + self._hold_s)
            left_s -= self._parts.clock.monotonic()
            if left_s > 0:
                next_s = min(next_s, left_s)
                continue
            del self._held_until[entry.seq]
            self.note_tap(entry.seq)
            self._parts.announcer.entries(*self._outbox.move(entry.seq, EntryState.WAITING))
        return next_s

    def _priority(self, entry: Entry) -> Priority:
        tapped_s = self._tapped_s.get(entry.seq, float("-inf"))
        if self._parts.clock.monotonic() - tapped_s <= _FRESH_TAP_S:
            return Priority.PERSON
        self._tapped_s.pop(entry.seq, None)
        return Priority.BACKGROUND

    def _failed(self, failure: ApiFailure) -> None:
        _log.info("courier: %s", failure.code)
        self._parts.failed(failure)


def _is_passing(failure: ApiFailure) -> bool:
    """Whether it says nothing about this one entry: no connection, a bad key, a plan that ended, too many calls."""
    if isinstance(failure, CallRefused):
        return False
    return isinstance(failure, NotSent | Unsure | KeyRefused | ShopRefused | RateLimited)


def _other_writer(entry: Entry, before: Card | None, answer: Sent) -> str | None:
    """The sign that somebody else writes too: the answer's balance is not what the baseline leads to."""
    if before is None or isinstance(answer, CardEnrolment) or answer.balance_after is None:
        return None
    loops = entry.at if isinstance(answer, Redeemed) and answer.has_looped else None
    expected = after(Write(entry.kind, entry.delta or 0, entry.at or 0, loops), before)
    return None if answer.balance_after == expected.balance else "someone_else_writes"
