"""The one that sends: takes entries from the outbox in order, one at a time, and brings back what became of them.

`step` does one thing and says how long to wait for the next; it knows no thread, so a test or a simulation calls
it directly. `CourierThread` calls it for the real till.

The rule of the outbox: an attempt is journalled before its first byte leaves, and its end is journalled before
anything else is done. Where the end cannot be kept (a full disk), it is tried again and again, and nothing else
leaves meanwhile; should the app end first, the entry is found `sending` at the next start and counts as unsure.
"""

import logging

from kreward_pos.api.rate_limit import Priority
from kreward_pos.errors import ApiFailure, StoreFailure
from kreward_pos.till.model.entries import Entry, EntryKind, EntryState
from kreward_pos.till.model.errors import AnotherShop, EntryMoved
from kreward_pos.till.records.context import TillContext
from kreward_pos.till.sending.customer_backoff import CustomerBackoff
from kreward_pos.till.sending.sender import Sender
from kreward_pos.till.sending.settler import KEEP_QUIET_EVERY_S, Settler

IDLE_PING_S = 60.0
"""How long the link may be quiet before it is tried, so that the pill tells the truth."""

_FRESH_TAP_S = 20.0
"""For so long a tap counts as one that a person waits for."""

_DISK_RETRY_S = 2.0
_LEAST_WAIT_S = 0.001
"""The rest of a subtraction may be less than any clock can tell."""

_log = logging.getLogger(__name__)


class Courier:
    """Sends what waits. One thread at a time may call `step`."""

    def __init__(self, context: TillContext, *, hold_s: float, is_always_asking: bool = False) -> None:
        self._context = context
        self._outbox = context.outbox
        self._queries = context.queries
        self._settler = Settler(context, is_always_asking=is_always_asking)
        self._customer_backoff = CustomerBackoff(context.clock)
        self._sender = Sender(context, self._settler, self._customer_backoff)
        self._hold_s = hold_s
        self._held_until: dict[int, float] = {}
        self._tapped_s: dict[int, float] = {}

    def recover(self) -> None:
        """Once, before the first step: judge what was under way when the app last ended."""
        self._context.notifier.entries_changed(*self._outbox.recover())
        self._settler.take()

    def always_ask(self, is_wanted: bool) -> None:
        """Make every unsure entry a review from now on, or no longer."""
        self._settler.is_always_asking = is_wanted

    def note_tap(self, seq: int) -> None:
        """A person has just made this entry and waits for it."""
        self._tapped_s[seq] = self._context.clock.monotonic()

    def step(self) -> float:
        """Do the next thing, if one is due; returns the seconds after which to call again."""
        try:
            self._sender.keep_end()
            next_release_s = self._release_held()
            delay_s = min(next_release_s, self._advance())
        except EntryMoved:
            return 0.0  # a person was quicker: they cancelled what was about to leave
        except StoreFailure as failure:
            _log.info("outbox: %s", failure.code)
            self._context.notifier.error_occurred(failure)
            return _DISK_RETRY_S
        return max(delay_s, _LEAST_WAIT_S) if delay_s else 0.0

    def _advance(self) -> float:
        self._settler.take()
        settle_s = self._settler.wait_s()
        if self._context.api_status.state != "online":
            return min(self._context.api_status.wait_s(), max(settle_s, KEEP_QUIET_EVERY_S)) or self._probe()
        if settle_s <= 0:
            return self._settle()
        entry = self._next_to_send()
        if entry is None:
            return min(settle_s, self._customer_backoff.wait_s(), self._idle())
        priority = self._priority(entry)
        if delay_s := self._context.client.pace_delay_s(priority):
            return min(settle_s, delay_s)
        self._sender.send(entry, priority)
        return 0.0

    def _next_to_send(self) -> Entry | None:
        """Without the secret key enrolments alone can leave, and without any nothing; what waits, waits for the key."""
        keys = self._context.client.keys
        if keys.for_enrolling() is None:
            return None
        only = EntryKind.ENROL if keys.secret is None else None
        return self._queries.next_to_send(self._customer_backoff.paused(), only)

    def _settle(self) -> float:
        if delay_s := self._context.client.pace_delay_s(Priority.BACKGROUND):
            return delay_s
        self._settler.work()
        return 0.0

    def _idle(self) -> float:
        quiet_s = self._context.api_status.idle_s()
        return IDLE_PING_S - quiet_s if quiet_s < IDLE_PING_S else self._probe()

    def _probe(self) -> float:
        """Ask for a sign of life, with the key if there is one: that proves it, and whose it is."""
        if delay_s := self._context.client.pace_delay_s(Priority.BACKGROUND):
            return delay_s
        try:
            self._ask_whose_shop()
        except ApiFailure as failure:
            self._failed(failure)
            return self._context.api_status.wait_s() or IDLE_PING_S
        self._context.record_success()
        return 0.0

    def _ask_whose_shop(self) -> None:
        client, shop = self._context.client, self._context.shop
        if client.keys.secret is None:
            shop.keep_name(client.ping(Priority.BACKGROUND).merchant)
            return
        account = client.me(Priority.BACKGROUND)
        if not shop.is_same(account) and any(self._queries.counts()):
            raise AnotherShop
        with self._context.store.transaction():
            if not shop.is_same(account):
                self._context.customers.forget_all()
            shop.keep(account)

    def _release_held(self) -> float:
        """Let go what was held long enough; returns the seconds until the next is due."""
        next_s = float("inf")
        for entry in self._queries.held():
            left_s = self._held_until.setdefault(entry.seq, self._context.clock.monotonic() + self._hold_s)
            left_s -= self._context.clock.monotonic()
            if left_s > 0:
                next_s = min(next_s, left_s)
                continue
            del self._held_until[entry.seq]
            self.note_tap(entry.seq)
            self._context.notifier.entries_changed(*self._outbox.move(entry.seq, EntryState.WAITING))
        return next_s

    def _priority(self, entry: Entry) -> Priority:
        fresh_s = self._context.clock.monotonic() - _FRESH_TAP_S
        for seq in [seq for seq, tapped_s in list(self._tapped_s.items()) if tapped_s < fresh_s]:
            del self._tapped_s[seq]
        return Priority.PERSON if entry.seq in self._tapped_s else Priority.BACKGROUND

    def _failed(self, failure: ApiFailure) -> None:
        _log.info("courier: %s", failure.code)
        self._context.record_failure(failure)
