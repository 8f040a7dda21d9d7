"""Sending one entry and journalling its result. Courier thread only.

Before a write leaves, its customer is read again and the attempt is journalled.
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
from kreward_pos.till.sending.settling_rule import CardSnapshot, Write, card_after

BASELINE_AGE_S = 5.0
"""A write leaves only within this time after a good read of its customer."""

_DOUBTED_FOR = timedelta(days=1)
"""How long an unexplained balance casts doubt on what reads have settled."""

_log = logging.getLogger(__name__)

Sent = TransactionResult | RedeemResult | CardEnrolment


@dataclass(frozen=True, slots=True)
class _AttemptEnd:
    """The end of an attempt, until it is journalled."""

    entry: Entry
    before: CardSnapshot | None
    sent_s: float
    result: Sent | ApiFailure


class Sender:
    """The courier's sender, which holds the one attempt whose end is not saved yet."""

    def __init__(self, context: TillContext, settler: Settler, customer_backoff: CustomerBackoff) -> None:
        self._context = context
        self._outbox = context.outbox
        self._queries = context.queries
        self._settler = settler
        self._customer_backoff = customer_backoff
        self._unsaved_end: _AttemptEnd | None = None

    def save_end(self) -> None:
        """Journal the end of the last attempt, if it is not saved yet; nothing may be sent before it is."""
        if self._unsaved_end:
            self._save(self._unsaved_end)

    def send(self, entry: Entry, priority: Priority) -> None:
        """Read the entry's customer, then send it unless the read forbids it. Raises what the outbox does."""
        self._context.store.require_room()  # before the read: without room the attempt could not be journalled
        record: CustomerRecord | None = None
        if entry.kind is not EntryKind.ENROL:
            record = self._baseline(entry, priority)
            if record is None:
                return
        before = None if record is None else CardSnapshot(record.balance, record.redeemed)
        if before is not None and not self._settler.recheck(entry, before):
            return
        self._context.customers.invalidate(entry.email)
        sending = self._outbox.begin_attempt(
            entry.seq,
            None if before is None else before.balance,
            None if before is None else before.redeemed,
            entry.at if record is not None and entry.at and loops_at(record, entry.at) else None,
        )
        self._context.notifier.entries_changed(sending)
        sent_s = self._context.clock.monotonic()
        self._unsaved_end = _AttemptEnd(sending, before, sent_s, self._attempt(sending, priority))
        self._save(self._unsaved_end)

    def _baseline(self, entry: Entry, priority: Priority) -> CustomerRecord | None:
        """Return the customer's card as it is now; None where the read failed, which is then dealt with."""
        customers = self._context.customers
        if customers.age_s(entry.email, entry.template_id) > BASELINE_AGE_S:
            try:
                self._context.read_customer(entry.email, entry.template_id, priority)
            except ApiFailure as failure:
                self._handle_read_failure(entry, failure)
                return None
        self._customer_backoff.record_success(entry.email)
        known = customers.known(entry.email, entry.template_id)
        if known is None or customers.age_s(entry.email, entry.template_id) > BASELINE_AGE_S:
            return None
        self._reopen_doubtful(entry, known.record.balance)
        return known.record

    def _handle_read_failure(self, entry: Entry, failure: ApiFailure) -> None:
        _log.info("courier: %s", failure.code)
        if _is_temporary(failure):
            self._customer_backoff.record_failure(entry.email)
        else:
            self._context.notifier.entries_changed(*self._refuse(entry, failure))

    def _reopen_doubtful(self, entry: Entry, balance: int) -> None:
        """Review an entry that reads have settled, where the balance is now off by exactly that entry."""
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
        """Return the template to send with a redeem: none for the default, since neither dialect documents one."""
        templates = self._context.shop.templates
        return None if templates and templates[0].id == template_id else template_id

    def _save(self, end: _AttemptEnd) -> None:
        """Journal an attempt's end; on a `StoreFailure` it stays in `_unsaved_end` and nothing else leaves."""
        entry, result = end.entry, end.result
        self._context.customers.invalidate(entry.email)
        with self._context.store.transaction():
            if isinstance(result, ApiFailure):
                changed = self._save_failure(entry, result)
            else:
                self._save_answer(entry, result)
                problem = _other_writer_problem(entry, end.before, result)
                changed = self._outbox.end_attempt(entry.seq, EntryState.APPLIED, "applied", problem, SettledBy.ANSWER)
        self._unsaved_end = None
        if isinstance(result, ApiFailure):
            _log.info("courier: %s", result.code)
            self._context.record_failure(result)
        else:
            self._context.record_success()
        self._context.notifier.entries_changed(*changed)
        self._settler.take_on(changed[0], end.sent_s)

    def _save_failure(self, entry: Entry, failure: ApiFailure) -> tuple[Entry, ...]:
        """Save a failed attempt; `make failure-table` prints every case."""
        if isinstance(failure, Unsure):
            return self._outbox.end_attempt(entry.seq, EntryState.UNSURE, failure.code, failure.code)
        if _is_temporary(failure):
            return self._outbox.end_attempt(entry.seq, EntryState.WAITING, failure.code)
        self._outbox.end_attempt(entry.seq, EntryState.WAITING, failure.code)
        return self._refuse(entry, failure)

    def _refuse(self, entry: Entry, failure: ApiFailure) -> tuple[Entry, ...]:
        """Block an entry that Kreward refuses for good; review it where an earlier copy may have counted."""
        may_have_counted = any(attempt.is_unsure for attempt in self._queries.attempts(entry.seq))
        to = EntryState.REVIEW if may_have_counted else EntryState.BLOCKED
        with self._context.store.transaction():
            changed = self._outbox.move(entry.seq, to, failure.code)
            if entry.is_offline and to is EntryState.BLOCKED and isinstance(failure, Conflict):
                # The customer has the reward already: nothing is left to decide.
                changed = self._outbox.move(entry.seq, EntryState.WRITTEN_OFF, code_of(ShopLoss))
        return changed

    def _save_answer(self, entry: Entry, answer: Sent) -> None:
        customers = self._context.customers
        if isinstance(answer, TransactionResult):
            customers.save_transaction(entry.email, entry.template_id, answer)
            customers.set_expected(entry.email, entry.template_id, answer.balance_after)
        elif isinstance(answer, RedeemResult):
            customers.save_redeem(entry.email, entry.template_id, answer)
            customers.set_expected(entry.email, entry.template_id, answer.balance_after)
        else:
            self._context.save_enrolment(entry.email, entry.template_id, entry.name, answer)


def _is_temporary(failure: ApiFailure) -> bool:
    """Return whether the failure is not about this entry: no connection, a bad key or plan, too many calls."""
    if isinstance(failure, CallRefused):
        return False
    return isinstance(failure, NotSent | Unsure | KeyRefused | ShopRefused | RateLimited)


def _other_writer_problem(entry: Entry, before: CardSnapshot | None, answer: Sent) -> str | None:
    """Return the problem code where the answer's balance shows that somebody else writes too."""
    if before is None or isinstance(answer, CardEnrolment) or answer.balance_after is None:
        return None
    loops = entry.at if isinstance(answer, RedeemResult) and answer.has_looped else None
    expected = card_after(Write(entry.kind, entry.delta or 0, entry.at or 0, loops), before)
    return None if answer.balance_after == expected.balance else "someone_else_writes"
