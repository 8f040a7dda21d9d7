"""Settling entries whose answer was lost, by the rule of `settling_rule` or by a person. Courier thread only.

Reads the customers again at the times that the rule names. Saves each read and the watched time, so that a crash
neither loses evidence nor delays settling without end.
"""

from dataclasses import replace

from kreward_pos.api.errors import NotApplied
from kreward_pos.api.rate_limit import Priority
from kreward_pos.errors import ApiFailure
from kreward_pos.till.model.entries import Attempt, Entry, EntryKind, EntryState, SettledBy
from kreward_pos.till.records.context import TillContext
from kreward_pos.till.sending import settling_rule
from kreward_pos.till.sending.settling_rule import CardSnapshot, Evidence, Verdict, Write

SAVE_WATCHED_EVERY_S = 10.0
"""The most watched time that a crash may lose."""

_TEMPORARY = {"key_refused", "shop_refused", "rate_limited"}


class Settler:
    """The courier's settler. With `always_ask` it infers nothing: every unsure entry goes to review."""

    def __init__(self, context: TillContext, *, always_ask: bool) -> None:
        self._context = context
        self.always_ask = always_ask
        self._marked_s: dict[int, float] = {}
        self._retry_s: dict[int, float] = {}

    def take_on(self, ended: Entry | None = None, sent_s: float = 0.0) -> None:
        """Take on what has become unsure, and save the watched time, online or not.

        `ended` is an entry whose attempt has just ended; it is watched since it left, at `sent_s` by the monotonic
        clock.
        """
        if ended is not None and ended.state is EntryState.UNSURE:
            self._marked_s[ended.seq] = sent_s
        for entry in self._context.queries.unsure():
            to = self._next_state(entry) if entry.state is EntryState.UNSURE else None
            if to is EntryState.REVIEW:
                self._end(entry, to)
                continue
            if to is not None:
                self._context.notifier.entries_changed(*self._context.outbox.move(entry.seq, to, entry.problem))
            self._save_watched(entry)

    def wait_s(self) -> float:
        """Return the seconds until something is due; infinite where nothing is watched."""
        return min((min(self._due_s(entry), SAVE_WATCHED_EVERY_S) for entry in self._watched()), default=float("inf"))

    def read_next(self) -> None:
        """Read one customer who is due."""
        due = [entry for entry in self._watched() if self._due_s(entry) <= 0]
        if due:
            self._read_customer(due[0])

    def recheck(self, entry: Entry, now: CardSnapshot) -> bool:
        """Check again whether an entry may be sent; if not, move it to review and return False.

        The read before a new attempt must still show that the earlier one did not count: hours offline may lie between
        them, in which the first copy may have arrived. Where the saved reads do not show it, a person has decided to
        send it again, and it leaves in any case.
        """
        unsure = [attempt for attempt in self._context.queries.attempts(entry.seq) if attempt.is_unsure]
        if not unsure or _verdict(entry, unsure[-1]) is not Verdict.NOT_APPLIED:
            return True
        if _verdict(entry, unsure[-1], now) is Verdict.NOT_APPLIED:
            return True
        self._context.outbox.add_read(entry.seq, now.balance, now.redeemed)
        self._end(replace(entry, problem=unsure[-1].outcome), EntryState.REVIEW)
        return False

    def _watched(self) -> list[Entry]:
        return [entry for entry in self._context.queries.unsure() if entry.state is EntryState.SETTLING]

    def _next_state(self, entry: Entry) -> EntryState:
        if entry.kind is EntryKind.ENROL:
            return EntryState.WAITING  # the API "creates account if needed": it may be repeated
        if self.always_ask or self._has_too_many_lost_answers() or self._attempt(entry).baseline is None:
            return EntryState.REVIEW
        return EntryState.REVIEW if self._has_other_unsure_copy(entry) else EntryState.SETTLING

    def _has_too_many_lost_answers(self) -> bool:
        """Return whether answers are lost too often to infer anything."""
        return self._context.queries.count_lost_answers(settling_rule.LAST_ATTEMPTS) > settling_rule.MOST_LOST

    def _has_other_unsure_copy(self, entry: Entry) -> bool:
        """Return whether a copy of another entry of the customer's may still arrive and look like this one's change.

        An entry may go to review long before its copy is dead: after a crash, a clock that jumped, or a customer that
        was gone for a moment.
        """
        queries = self._context.queries
        return any(
            other.state is EntryState.REVIEW and any(attempt.is_unsure for attempt in queries.attempts(other.seq))
            for other in queries.open_entries(entry.email)
            if other.seq != entry.seq
        )

    def _due_s(self, entry: Entry) -> float:
        """Return the seconds until the entry's customer is to be read again."""
        attempt = self._attempt(entry)
        last_read_s = attempt.reads[-1].watched_s if attempt.reads else 0.0
        read_at_s = settling_rule.next_read_s(last_read_s)
        if read_at_s == float("inf"):
            read_at_s = last_read_s  # the last read was saved and its verdict was not: a crash, a full disk
        # Rounded to what is saved, or the rest of the subtraction would never pass.
        read_in_s = round(read_at_s - attempt.watched_s - self._unsaved_ms(entry) / 1000, 3)
        now_s = self._context.clock.monotonic()
        return max(0.0, read_in_s, self._retry_s.get(entry.seq, now_s) - now_s)

    def _unsaved_ms(self, entry: Entry) -> int:
        """Return the watched time not saved yet, in whole milliseconds, never rounded up."""
        now_s = self._context.clock.monotonic()
        return int((now_s - self._marked_s.setdefault(entry.seq, now_s)) * 1000)

    def _save_watched(self, entry: Entry, least_s: float = SAVE_WATCHED_EVERY_S) -> None:
        unsaved_ms = self._unsaved_ms(entry)
        if unsaved_ms >= least_s * 1000:
            self._context.outbox.add_watched(entry.seq, unsaved_ms)
            self._marked_s[entry.seq] += unsaved_ms / 1000

    def _read_customer(self, entry: Entry) -> None:
        self._save_watched(entry, least_s=0.0)
        try:
            record = self._context.read_customer(entry.email, entry.template_id, Priority.BACKGROUND)
        except ApiFailure as failure:
            self._handle_read_failure(entry, failure)
            return
        self._retry_s.pop(entry.seq, None)
        self._context.outbox.add_read(entry.seq, record.balance, record.redeemed)
        self._judge(entry)

    def _handle_read_failure(self, entry: Entry, failure: ApiFailure) -> None:
        """Move a customer's entry to review where they are gone; else try again later, but not for ever."""
        if isinstance(failure, NotApplied) and failure.code not in _TEMPORARY:
            self._end(entry, EntryState.REVIEW)
            return
        self._retry_s[entry.seq] = self._context.clock.monotonic() + settling_rule.FIRST_READ_S
        self._judge(entry)

    def _judge(self, entry: Entry) -> None:
        verdict = _verdict(entry, self._attempt(entry))
        if verdict is Verdict.APPLIED:
            self._end(entry, EntryState.APPLIED, SettledBy.BALANCE)
        elif verdict is not Verdict.WAIT:
            self._end(entry, EntryState.WAITING if verdict is Verdict.NOT_APPLIED else EntryState.REVIEW)

    def _end(self, entry: Entry, to: EntryState, settled_by: SettledBy | None = None) -> None:
        problem = entry.problem if to is EntryState.REVIEW else None
        self._marked_s.pop(entry.seq, None)
        self._retry_s.pop(entry.seq, None)
        with self._context.store.transaction():
            # What a person must decide leaves no balance to build on.
            self._context.customers.set_expected(entry.email, entry.template_id, self._last_balance(entry, to))
            changed = self._context.outbox.move(entry.seq, to, problem, settled_by)
        self._context.notifier.entries_changed(*changed)

    def _last_balance(self, entry: Entry, to: EntryState) -> int | None:
        reads = self._attempt(entry).reads
        return None if to is EntryState.REVIEW or not reads else reads[-1].balance

    def _attempt(self, entry: Entry) -> Attempt:
        return self._context.queries.attempts(entry.seq)[-1]


def _verdict(entry: Entry, attempt: Attempt, *fresh: CardSnapshot) -> Verdict:
    """Return the rule's verdict on an attempt by its saved reads and by `fresh` ones."""
    evidence = Evidence(
        before=CardSnapshot(attempt.baseline or 0, attempt.baseline_redeemed),
        reads=[
            *((read.watched_s, CardSnapshot(read.balance, read.redeemed)) for read in attempt.reads),
            *((attempt.watched_s, card) for card in fresh),
        ],
        watched_s=attempt.watched_s,
        gap_s=attempt.gap_s,
    )
    return settling_rule.verdict(Write(entry.kind, entry.delta or 0, entry.at or 0, attempt.loops_at), evidence)
