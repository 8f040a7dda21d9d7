"""The one that sends: takes entries from the outbox in order, one at a time, and brings back what became of them.

`step` does one thing and says how long to wait for the next; it knows no thread, so a test or a simulation calls
it directly. `CourierThread` calls it for the real till.

The rule of the outbox: an attempt is journalled before its first byte leaves, and its end is journalled before
anything else is done. Where the end cannot be kept (a full disk), it is tried again and again, and nothing else
leaves meanwhile; should the app end first, the entry is found `sending` at the next start and counts as unsure.
"""

import logging
import threading
from dataclasses import dataclass

from kreward_pos.clock import Clock
from kreward_pos.errors import ApiFailure, StoreFailure
from kreward_pos.kreward.answers import CardEnrolment, CustomerRecord, Redeemed, Transacted
from kreward_pos.kreward.client import KrewardClient
from kreward_pos.kreward.failures import (
    CallRefused,
    KeyRefused,
    NotApplied,
    NotSent,
    RateLimited,
    ShopRefused,
    Unsure,
)
from kreward_pos.kreward.pace import Priority
from kreward_pos.till import settling
from kreward_pos.till.customers import Customers
from kreward_pos.till.entries import Entry, EntryKind, EntryState
from kreward_pos.till.link import Link
from kreward_pos.till.listener import Announcer
from kreward_pos.till.outbox import Outbox
from kreward_pos.till.shop import Shop
from kreward_pos.till.store import Store

BASELINE_AGE_S = 5.0
"""A write goes out only within this time of a good read of its customer."""

IDLE_PING_S = 60.0
"""How long the link may be quiet before it is tried, so that the pill tells the truth."""

_FRESH_TAP_S = 20.0
"""For so long a tap counts as one that a person waits for."""

_DISK_RETRY_S = 2.0
_log = logging.getLogger(__name__)

Sent = Transacted | Redeemed | CardEnrolment


@dataclass(frozen=True, slots=True)
class _End:
    """What an attempt came to, until it is journalled."""

    entry: Entry
    result: Sent | ApiFailure


class Courier:
    """Sends what waits. One thread at a time may call `step`."""

    def __init__(
        self,
        client: KrewardClient,
        store: Store,
        outbox: Outbox,
        customers: Customers,
        link: Link,
        shop: Shop,
        clock: Clock,
        announcer: Announcer,
        hold_s: float,
    ) -> None:
        self._client = client
        self._store = store
        self._outbox = outbox
        self._customers = customers
        self._link = link
        self._shop = shop
        self._clock = clock
        self._announcer = announcer
        self._hold_s = hold_s
        self._held_until: dict[int, float] = {}
        self._tapped_s: dict[int, float] = {}
        self._unkept: _End | None = None

    def recover(self) -> None:
        """Once, before the first step: judge what was under way when the app last ended."""
        self._announcer.entries(*self._outbox.recover())
        self._settle()

    def note_tap(self, seq: int) -> None:
        """A person has just made this entry and waits for it."""
        self._tapped_s[seq] = self._clock.monotonic()

    def step(self) -> float:
        """Do the next thing, if one is due; returns the seconds after which to call again."""
        try:
            if self._unkept:
                self._keep(self._unkept)
            next_release_s = self._release_held()
            return min(next_release_s, self._advance())
        except StoreFailure as failure:
            _log.info("outbox: %s", failure.code)
            self._announcer.trouble(failure)
            return _DISK_RETRY_S

    def _advance(self) -> float:
        if self._link.state != "online":
            return self._link.wait_s() or self._probe()
        self._settle()
        entry = self._outbox.next_to_send() if self._client.keys.secret else None
        if entry is None:  # or the secret key is still to be entered: what waits, waits for that
            return self._idle()
        priority = self._priority(entry)
        if delay_s := self._client.pace_delay_s(priority):
            return delay_s
        self._send(entry, priority)
        return 0.0

    def _idle(self) -> float:
        quiet_s = self._link.quiet_s()
        return IDLE_PING_S - quiet_s if quiet_s < IDLE_PING_S else self._probe()

    def _probe(self) -> float:
        """Ask for a sign of life; while paused, for one that proves the key."""
        if delay_s := self._client.pace_delay_s(Priority.BACKGROUND):
            return delay_s
        try:
            if self._client.keys.secret is None:
                self._shop.keep_name(self._client.ping(Priority.BACKGROUND).merchant)
            else:
                self._shop.keep_name(self._client.me(Priority.BACKGROUND).merchant)
        except ApiFailure as failure:
            self._failed(failure)
            return self._link.wait_s() or IDLE_PING_S
        self._answered()
        return 0.0

    def _send(self, entry: Entry, priority: Priority) -> None:
        record: CustomerRecord | None = None
        if entry.kind is not EntryKind.ENROL:
            record = self._baseline(entry, priority)
            if record is None:
                return
        sending = self._begin(entry, record)
        self._unkept = _End(sending, self._attempt(sending, priority))
        self._keep(self._unkept)

    def _begin(self, entry: Entry, record: CustomerRecord | None) -> Entry:
        baseline = None if record is None else record.balance
        sending = self._outbox.begin_attempt(entry.seq, baseline, None if record is None else record.redeemed)
        self._announcer.entries(sending)
        return sending

    def _baseline(self, entry: Entry, priority: Priority) -> CustomerRecord | None:
        """The customer's card as it is now; None where the read failed, which is then dealt with."""
        if self._customers.age_s(entry.email, entry.template_id) <= BASELINE_AGE_S:
            known = self._customers.known(entry.email, entry.template_id)
            if known is not None:
                return known.record
        try:
            record = self._client.customer(entry.email, entry.template_id, priority)
        except ApiFailure as failure:
            self._failed(failure)
            if isinstance(failure, NotApplied | CallRefused) and not _stops_everything(failure):
                self._announcer.entries(*self._outbox.move(entry.seq, EntryState.BLOCKED, failure.code))
            return None
        self._answered()
        self._customers.keep(entry.email, entry.template_id, record)
        return record

    def _attempt(self, entry: Entry, priority: Priority) -> Sent | ApiFailure:
        try:
            if entry.kind is EntryKind.ENROL:
                return self._client.enroll(entry.email, entry.name, entry.template_id, priority)
            if entry.kind is EntryKind.REDEEM:
                return self._client.redeem(entry.email, entry.at or 0, entry.template_id, priority)
            return self._client.transact(entry.email, entry.delta or 0, entry.op_id, entry.template_id, priority)
        except ApiFailure as failure:
            return failure

    def _keep(self, end: _End) -> None:
        """Journal an attempt's end; on a `StoreFailure` it stays in `_unkept` and nothing else leaves."""
        entry, result = end.entry, end.result
        with self._store.transaction():
            if isinstance(result, ApiFailure):
                self._customers.doubt(entry.email, entry.template_id)
                changed = self._outbox.end_attempt(entry.seq, *_after(result))
            else:
                self._keep_answer(entry, result)
                changed = self._outbox.end_attempt(entry.seq, EntryState.APPLIED, "applied")
        self._unkept = None
        self._tapped_s.pop(entry.seq, None)
        if isinstance(result, ApiFailure):
            self._failed(result)
        else:
            self._answered()
        self._announcer.entries(*changed)
        self._settle()

    def _keep_answer(self, entry: Entry, answer: Sent) -> None:
        if isinstance(answer, Transacted):
            self._customers.keep_transacted(entry.email, entry.template_id, answer)
        elif isinstance(answer, Redeemed):
            self._customers.keep_redeemed(entry.email, entry.template_id, answer)
        elif answer.card_id:
            self._customers.link_id(answer.card_id, entry.email)

    def _settle(self) -> None:
        for entry in self._outbox.unsure():
            self._announcer.entries(*self._outbox.move(entry.seq, settling.verdict(entry), entry.problem))

    def _release_held(self) -> float:
        """Let go what was held long enough; returns the seconds until the next is due."""
        next_s = float("inf")
        for entry in self._outbox.held():
            left_s = self._held_until.setdefault(entry.seq, self._clock.monotonic() + self._hold_s)
            left_s -= self._clock.monotonic()
            if left_s > 0:
                next_s = min(next_s, left_s)
                continue
            del self._held_until[entry.seq]
            self.note_tap(entry.seq)
            self._announcer.entries(*self._outbox.move(entry.seq, EntryState.WAITING))
        return next_s

    def _priority(self, entry: Entry) -> Priority:
        tapped_s = self._tapped_s.get(entry.seq, float("-inf"))
        if self._clock.monotonic() - tapped_s <= _FRESH_TAP_S:
            return Priority.PERSON
        self._tapped_s.pop(entry.seq, None)
        return Priority.BACKGROUND

    def _answered(self) -> None:
        if self._link.answered():
            self._announcer.link()

    def _failed(self, failure: ApiFailure) -> None:
        _log.info("courier: %s", failure.code)
        if self._link.failed(failure):
            self._announcer.link()


def _stops_everything(failure: ApiFailure) -> bool:
    """Refusals that say nothing about this one entry: a bad key, a plan that ended, too many calls."""
    return isinstance(failure, KeyRefused | ShopRefused | RateLimited)


def _after(failure: ApiFailure) -> tuple[EntryState, str, str | None]:
    """The failure table: the entry's next state, the attempt's outcome, the entry's problem."""
    if isinstance(failure, Unsure):
        return EntryState.UNSURE, failure.code, failure.code
    if _stops_everything(failure) or (isinstance(failure, NotSent) and not isinstance(failure, CallRefused)):
        return EntryState.WAITING, failure.code, None
    return EntryState.BLOCKED, failure.code, failure.code


class CourierThread:
    """Calls `Courier.step` on a thread of its own, as soon as something is due."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._wake = threading.Condition()
        self._is_due = False
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Something is due now: a tap, a better connection, a person's wish."""
        with self._wake:
            self._is_due = True
            self._wake.notify()

    def stop(self, timeout_s: float | None = None) -> None:
        """End after the step under way; what is not sent stays in the outbox."""
        with self._wake:
            self._is_stopping = True
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._is_stopping:
            delay_s = self._guarded_step()
            with self._wake:
                if not (self._is_due or self._is_stopping):
                    self._wake.wait(min(delay_s, 3600.0))
                self._is_due = False

    def _guarded_step(self) -> float:
        try:
            return self._courier.step()
        except Exception:  # noqa: BLE001 - the boundary of the thread
            # A bug must not stop the flush for good, nor spin.
            _log.exception("the courier met a bug")
            return 30.0
