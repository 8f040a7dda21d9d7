"""Watches what is unsure until the rule of `settling` can tell what became of it, or a person must.

Part of the courier, called on its thread. Reads the customers again at the times that the rule names, keeps each read
and the time that was watched, so that a crash neither forgets evidence nor starves the settling.
"""

from dataclasses import replace

from kreward_pos.api.errors import NotApplied
from kreward_pos.api.rate_limit import Priority
from kreward_pos.errors import ApiFailure
from kreward_pos.till.model.entries import Attempt, Entry, EntryKind, EntryState, SettledBy
from kreward_pos.till.records.context import TillContext
from kreward_pos.till.sending import settling_rule
from kreward_pos.till.sending.settling_rule import CardSnapshot, Evidence, Verdict, Write

KEEP_QUIET_EVERY_S = 10.0
"""How much watched time a crash may forget."""

_STOPS_NOTHING = {"key_refused", "shop_refused", "rate_limited"}


class Settler:
    """One per courier. `is_always_asking` is the owner's wish that no guess is ever made."""

    def __init__(self, context: TillContext, *, is_always_asking: bool) -> None:
        self._context = context
        self.is_always_asking = is_always_asking
        self._marked_s: dict[int, float] = {}
        self._retry_s: dict[int, float] = {}

    def take(self, ended: Entry | None = None, left_s: float = 0.0) -> None:
        """Take on what has become unsure, and keep the time that has been watched, online or not.

        `ended` has just come to an end; it has been watched since it left, at `left_s` by the monotonic clock.
        """
        if ended is not None and ended.state is EntryState.UNSURE:
            self._marked_s[ended.seq] = left_s
        for entry in self._context.queries.unsure():
            to = self._taken(entry) if entry.state is EntryState.UNSURE else None
            if to is EntryState.REVIEW:
                self._end(entry, to)
                continue
            if to is not None:
                self._context.notifier.entries_changed(*self._context.outbox.move(entry.seq, to, entry.problem))
            self._keep_quiet(entry)

    def wait_s(self) -> float:
        """Seconds until something is to be done; infinite where nothing is watched."""
        return min((min(self._due_s(entry), KEEP_QUIET_EVERY_S) for entry in self._watched()), default=float("inf"))

    def work(self) -> None:
        """Read one customer whose turn it is."""
        due = [entry for entry in self._watched() if self._due_s(entry) <= 0]
        if due:
            self._look(due[0])

    def may_leave(self, entry: Entry, now: CardSnapshot) -> bool:
        """Whether the read before a new try still says that the earlier one did not count; else a person is asked.

        Hours without a connection may lie between the last read and the new try, and the first copy may have come in
        them. Where the reads do not say so, a person has wanted it sent again, and it leaves in any case.
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

    def _taken(self, entry: Entry) -> EntryState:
        if entry.kind is EntryKind.ENROL:
            return EntryState.WAITING  # "creates account if needed": it may be repeated
        if self.is_always_asking or self._has_too_many_lost_answers() or self._attempt(entry).baseline is None:
            return EntryState.REVIEW
        return EntryState.REVIEW if self._has_company(entry) else EntryState.SETTLING

    def _has_too_many_lost_answers(self) -> bool:
        """Whether answers are lost too often for any guess."""
        return self._context.queries.lost_of_last(settling_rule.LAST_TRIES) > settling_rule.MOST_LOST

    def _has_company(self, entry: Entry) -> bool:
        """Whether a copy of something else of the customer's may still arrive, and look like this entry's own change.

        An entry may come to review long before its copy is dead: after a crash, a clock that jumped, a customer who was
        gone for a moment.
        """
        listing = self._context.queries
        return any(
            other.state is EntryState.REVIEW and any(attempt.is_unsure for attempt in listing.attempts(other.seq))
            for other in listing.open_of(entry.email)
            if other.seq != entry.seq
        )

    def _due_s(self, entry: Entry) -> float:
        """Seconds until the entry's customer is to be read again."""
        attempt = self._attempt(entry)
        seen_s = attempt.reads[-1].quiet_s if attempt.reads else 0.0
        read_at_s = settling_rule.next_read_s(seen_s)
        if read_at_s == float("inf"):
            read_at_s = seen_s  # the last read was kept and its verdict was not: a crash, a full disk
        # Rounded to what is kept, or a rest of the subtraction would be waited for without end.
        read_in_s = round(read_at_s - attempt.quiet_s - self._unkept_ms(entry) / 1000, 3)
        now_s = self._context.clock.monotonic()
        return max(0.0, read_in_s, self._retry_s.get(entry.seq, now_s) - now_s)

    def _unkept_ms(self, entry: Entry) -> int:
        """Whole milliseconds only, as they are kept: watched time is never rounded up."""
        now_s = self._context.clock.monotonic()
        return int((now_s - self._marked_s.setdefault(entry.seq, now_s)) * 1000)

    def _keep_quiet(self, entry: Entry, least_s: float = KEEP_QUIET_EVERY_S) -> None:
        unkept_ms = self._unkept_ms(entry)
        if unkept_ms >= least_s * 1000:
            self._context.outbox.watch(entry.seq, unkept_ms)
            self._marked_s[entry.seq] += unkept_ms / 1000

    def _look(self, entry: Entry) -> None:
        self._keep_quiet(entry, least_s=0.0)
        try:
            record = self._context.read(entry.email, entry.template_id, Priority.BACKGROUND)
        except ApiFailure as failure:
            self._could_not_look(entry, failure)
            return
        self._retry_s.pop(entry.seq, None)
        self._context.outbox.add_read(entry.seq, record.balance, record.redeemed)
        self._judge(entry)

    def _could_not_look(self, entry: Entry, failure: ApiFailure) -> None:
        """A customer that is gone can only be asked about; everything else may pass, but not for ever."""
        if isinstance(failure, NotApplied) and failure.code not in _STOPS_NOTHING:
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
            self._context.customers.expect(entry.email, entry.template_id, self._seen(entry, to))
            changed = self._context.outbox.move(entry.seq, to, problem, settled_by)
        self._context.notifier.entries_changed(*changed)

    def _seen(self, entry: Entry, to: EntryState) -> int | None:
        reads = self._attempt(entry).reads
        return None if to is EntryState.REVIEW or not reads else reads[-1].balance

    def _attempt(self, entry: Entry) -> Attempt:
        return self._context.queries.attempts(entry.seq)[-1]


def _verdict(entry: Entry, attempt: Attempt, *fresh: CardSnapshot) -> Verdict:
    """What the rule says of a try by its kept reads, and by what was read just now."""
    evidence = Evidence(
        before=CardSnapshot(attempt.baseline or 0, attempt.baseline_redeemed),
        reads=[
            *((read.quiet_s, CardSnapshot(read.balance, read.redeemed)) for read in attempt.reads),
            *((attempt.quiet_s, card) for card in fresh),
        ],
        watched_s=attempt.quiet_s,
        gap_s=attempt.gap_s,
    )
    return settling_rule.verdict(Write(entry.kind, entry.delta or 0, entry.at or 0, attempt.loops_at), evidence)
