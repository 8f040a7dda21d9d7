"""Sends one entry and journals what it came to.

Part of the courier, called on its thread. Before a write leaves, its customer is read again, and the attempt is
journalled.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from kreward_pos.api.errors import CallRefused, Conflict, KeyRefused, NotSent, RateLimited, ShopRefused, Unsure
from kreward_pos.api.models import CardEnrolment, CustomerRecord, RedeemResult, TransactionResult
from kreward_pos.api.rate_limit import Priority
from kreward_pos.errors import ApiFailure, code_of
from kreward_pos.till.model.entries import Entry, EntryKind, EntryState, SettledBy
from kreward_pos.till.model.errors import ShopLoss
from kreward_pos.till.records.context import TillContext
from kreward_pos.till.records.projection import loops_at
from kreward_pos.till.sending.customer_backoff import CustomerBackoff
from kreward_pos.till.sending.settler import Settler
from kreward_pos.till.sending.settling_rule import CardSnapshot, Write, after

BASELINE_AGE_S = 5.0
"""A write goes out only within this time of a good read of its customer."""

_DOUBTED_FOR = timedelta(days=1)
"""For so long a balance that is off casts doubt on what reads have settled."""

_log = logging.getLogger(__name__)

Sent = TransactionResult | RedeemResult | CardEnrolment


@dataclass(frozen=True, slots=True)
class _End:
    """What an attempt came to, until it is journalled."""

    entry: Entry
    before: CardSnapshot | None
    left_s: float
    result: Sent | ApiFailure


class Sender:
    """Owned by the courier; holds the one attempt whose end could not be kept yet."""

    def __init__(self, context: TillContext, settler: Settler, customer_backoff: CustomerBackoff) -> None:
        self._context = context
        self._outbox = context.outbox
        self._queries = context.queries
        self._settler = settler
        self._customer_backoff = customer_backoff
        self._unkept: _End | None = None

    def keep_end(self) -> None:
        """Journal the end of the last attempt, if that has not been done yet; nothing may be sent before it is."""
        if self._unkept:
            self._keep(self._unkept)

    def send(self, entry: Entry, priority: Priority) -> None:
        """Read its customer, then let it leave, unless the read says otherwise. Raises what the outbox does."""
        self._context.store.require_room()  # before anybody is asked: its attempt could not be journalled
        record: CustomerRecord | None = None
        if entry.kind is not EntryKind.ENROL:
            record = self._baseline(entry, priority)
            if record is None:
                return
        before = None if record is None else CardSnapshot(record.balance, record.redeemed)
        if before is not None and not self._settler.may_leave(entry, before):
            return
        self._context.customers.note_write(entry.email)
        sending = self._outbox.begin_attempt(
            entry.seq,
            None if before is None else before.balance,
            None if before is None else before.redeemed,
            entry.at if record is not None and entry.at and loops_at(record, entry.at) else None,
        )
        self._context.notifier.entries_changed(sending)
        left_s = self._context.clock.monotonic()
        self._unkept = _End(sending, before, left_s, self._attempt(sending, priority))
        self._keep(self._unkept)

    def _baseline(self, entry: Entry, priority: Priority) -> CustomerRecord | None:
        """The customer's card as it is now; None where the read failed, which is then dealt with."""
        customers = self._context.customers
        if customers.age_s(entry.email, entry.template_id) > BASELINE_AGE_S:
            try:
                self._context.read(entry.email, entry.template_id, priority)
            except ApiFailure as failure:
                self._could_not_read(entry, failure)
                return None
        self._customer_backoff.record_success(entry.email)
        known = customers.known(entry.email, entry.template_id)
        if known is None or customers.age_s(entry.email, entry.template_id) > BASELINE_AGE_S:
            return None
        self._reopen_what_is_off(entry, known.record.balance)
        return known.record

    def _could_not_read(self, entry: Entry, failure: ApiFailure) -> None:
        _log.info("courier: %s", failure.code)
        if _is_passing(failure):
            self._customer_backoff.record_failure(entry.email)
        else:
            self._context.notifier.entries_changed(*self._refused(entry, failure))

    def _reopen_what_is_off(self, entry: Entry, balance: int) -> None:
        """A balance that is off by exactly an entry that reads had settled casts doubt on that entry."""
        drift = self._context.customers.drift(entry.email, entry.template_id, balance)
        since = self._context.clock.now() - _DOUBTED_FOR
        doubted = drift and self._queries.settled_by_inference(entry.email, entry.template_id, drift, since)
        if doubted:
            self._context.notifier.entries_changed(*self._outbox.move(doubted.seq, EntryState.REVIEW, "balance_is_off"))

    def _attempt(self, entry: Entry, priority: Priority) -> Sent | ApiFailure:
        client = self._context.client
        try:
            if entry.kind is EntryKind.ENROL:
                return client.enroll(entry.email, entry.name, entry.template_id, priority)
            if entry.kind is EntryKind.REDEEM:
                return client.redeem(entry.email, entry.at or 0, self._unless_default(entry.template_id), priority)
            return client.transact(entry.email, entry.delta or 0, entry.op_id, entry.template_id, priority)
        except ApiFailure as failure:
            return failure

    def _unless_default(self, template_id: str | None) -> str | None:
        """Neither dialect gives redeem a `template_id`: for the shop's first template, the default, none is sent."""
        templates = self._context.shop.templates
        return None if templates and templates[0].id == template_id else template_id

    def _keep(self, end: _End) -> None:
        """Journal an attempt's end; on a `StoreFailure` it stays in `_unkept` and nothing else leaves."""
        entry, result = end.entry, end.result
        self._context.customers.note_write(entry.email)
        with self._context.store.transaction():
            if isinstance(result, ApiFailure):
                changed = self._keep_failure(entry, result)
            else:
                self._keep_answer(entry, result)
                problem = _other_writer(entry, end.before, result)
                changed = self._outbox.end_attempt(entry.seq, EntryState.APPLIED, "applied", problem, SettledBy.ANSWER)
        self._unkept = None
        if isinstance(result, ApiFailure):
            _log.info("courier: %s", result.code)
            self._context.record_failure(result)
        else:
            self._context.record_success()
        self._context.notifier.entries_changed(*changed)
        self._settler.take(changed[0], end.left_s)

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
        may_have_counted = any(attempt.is_unsure for attempt in self._queries.attempts(entry.seq))
        to = EntryState.REVIEW if may_have_counted else EntryState.BLOCKED
        with self._context.store.transaction():
            changed = self._outbox.move(entry.seq, to, failure.code)
            if entry.is_offline and to is EntryState.BLOCKED and isinstance(failure, Conflict):
                # The customer has the reward: nobody can do anything about it any more.
                changed = self._outbox.move(entry.seq, EntryState.WRITTEN_OFF, code_of(ShopLoss))
        return changed

    def _keep_answer(self, entry: Entry, answer: Sent) -> None:
        customers = self._context.customers
        if isinstance(answer, TransactionResult):
            customers.keep_transacted(entry.email, entry.template_id, answer)
            customers.expect(entry.email, entry.template_id, answer.balance_after)
        elif isinstance(answer, RedeemResult):
            customers.keep_redeemed(entry.email, entry.template_id, answer)
            customers.expect(entry.email, entry.template_id, answer.balance_after)
        else:
            self._context.keep_enrolment(entry.email, entry.template_id, entry.name, answer)


def _is_passing(failure: ApiFailure) -> bool:
    """Whether it says nothing about this one entry: no connection, a bad key, a plan that ended, too many calls."""
    if isinstance(failure, CallRefused):
        return False
    return isinstance(failure, NotSent | Unsure | KeyRefused | ShopRefused | RateLimited)


def _other_writer(entry: Entry, before: CardSnapshot | None, answer: Sent) -> str | None:
    """The sign that somebody else writes too: the answer's balance is not what the baseline leads to."""
    if before is None or isinstance(answer, CardEnrolment) or answer.balance_after is None:
        return None
    loops = entry.at if isinstance(answer, RedeemResult) and answer.has_looped else None
    expected = after(Write(entry.kind, entry.delta or 0, entry.at or 0, loops), before)
    return None if answer.balance_after == expected.balance else "someone_else_writes"
