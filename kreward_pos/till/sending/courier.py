"""The courier: sends the outbox's entries in order, one at a time, and saves their results.

`step` does one thing and returns how long to wait for the next; it knows no thread, so that tests and simulations call
it directly. `CourierThread` calls it for the real till.

An attempt is journalled before its first byte leaves, and its end before anything else is done. While the end cannot be
saved (a full disk), nothing else leaves; if the app ends first, the entry is still `sending` at the next start and
counts as unsure.
"""

import logging

from kreward_pos.api.rate_limit import Priority
from kreward_pos.errors import ApiFailure, StoreFailure
from kreward_pos.till.model.entries import Entry, EntryKind, EntryState
from kreward_pos.till.model.errors import AnotherShop, EntryMoved
from kreward_pos.till.records.context import TillContext
from kreward_pos.till.sending.customer_backoff import CustomerBackoff
from kreward_pos.till.sending.sender import Sender
from kreward_pos.till.sending.settler import SAVE_WATCHED_EVERY_S, Settler

IDLE_PING_S = 60.0
"""How long the connection may be idle before it is tried, so that its status stays true."""

_FRESH_TAP_S = 20.0
"""How long a person is taken to wait for a tap's result."""

_DISK_RETRY_S = 2.0
_LEAST_WAIT_S = 0.001
"""The least wait: the rest of a subtraction may be shorter than a clock can measure."""

_log = logging.getLogger(__name__)


class Courier:
    """The sender of what waits. One thread at a time may call `step`."""

    def __init__(self, context: TillContext, *, hold_s: float, always_ask: bool = False) -> None:
        self._context = context
        self._outbox = context.outbox
        self._queries = context.queries
        self._settler = Settler(context, always_ask=always_ask)
        self._customer_backoff = CustomerBackoff(context.clock)
        self._sender = Sender(context, self._settler, self._customer_backoff)
        self._hold_s = hold_s
        self._held_until: dict[int, float] = {}
        self._tapped_s: dict[int, float] = {}

    def recover(self) -> None:
        """Make unsure what was under way when the app last ended; call it once, before the first step."""
        self._context.notifier.entries_changed(*self._outbox.recover())
        self._settler.take_on()

    def set_always_ask(self, always_ask: bool) -> None:
        """Set whether every unsure entry goes to review."""
        self._settler.always_ask = always_ask

    def note_tap(self, seq: int) -> None:
        """Note that a person has just made this entry and waits for its result."""
        self._tapped_s[seq] = self._context.clock.monotonic()

    def step(self) -> float:
        """Do the next thing, if one is due; return the seconds after which to call again."""
        try:
            self._sender.save_end()
            next_release_s = self._release_held()
            delay_s = min(next_release_s, self._advance())
        except EntryMoved:
            return 0.0  # a person has just cancelled what was about to leave
        except StoreFailure as failure:
            _log.info("outbox: %s", failure.code)
            self._context.notifier.error_occurred(failure)
            return _DISK_RETRY_S
        return max(delay_s, _LEAST_WAIT_S) if delay_s else 0.0

    def _advance(self) -> float:
        self._settler.take_on()
        settle_s = self._settler.wait_s()
        if self._context.api_status.state != "online":
            return min(self._context.api_status.wait_s(), max(settle_s, SAVE_WATCHED_EVERY_S)) or self._probe()
        if settle_s <= 0:
            return self._settle()
        entry = self._next_to_send()
        if entry is None:
            return min(settle_s, self._customer_backoff.wait_s(), self._idle())
        priority = self._priority(entry)
        if delay_s := self._context.client.rate_limit_delay_s(priority):
            return min(settle_s, delay_s)
        self._sender.send(entry, priority)
        return 0.0

    def _next_to_send(self) -> Entry | None:
        """Return the next entry that the keys allow: without the secret key only enrolments, without any none."""
        keys = self._context.client.keys
        if keys.for_enrolling() is None:
            return None
        kind = EntryKind.ENROL if keys.secret is None else None
        return self._queries.next_to_send(self._customer_backoff.paused(), kind)

    def _settle(self) -> float:
        if delay_s := self._context.client.rate_limit_delay_s(Priority.BACKGROUND):
            return delay_s
        self._settler.read_next()
        return 0.0

    def _idle(self) -> float:
        idle_s = self._context.api_status.idle_s()
        return IDLE_PING_S - idle_s if idle_s < IDLE_PING_S else self._probe()

    def _probe(self) -> float:
        """Try the connection, with the key if there is one, which proves the key and names its shop."""
        if delay_s := self._context.client.rate_limit_delay_s(Priority.BACKGROUND):
            return delay_s
        try:
            self._check_shop()
        except ApiFailure as failure:
            self._record_failure(failure)
            return self._context.api_status.wait_s() or IDLE_PING_S
        self._context.record_success()
        return 0.0

    def _check_shop(self) -> None:
        client, shop = self._context.client, self._context.shop
        if client.keys.secret is None:
            shop.save_name(client.ping(Priority.BACKGROUND).merchant)
            return
        account = client.me(Priority.BACKGROUND)
        if not shop.is_same(account) and any(self._queries.counts()):
            raise AnotherShop
        with self._context.store.transaction():
            if not shop.is_same(account):
                self._context.customers.forget_all()
            shop.save(account)

    def _release_held(self) -> float:
        """Release what was held long enough; return the seconds until the next is due."""
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

    def _record_failure(self, failure: ApiFailure) -> None:
        _log.info("courier: %s", failure.code)
        self._context.record_failure(failure)
