"""The outbox as people deal with it: entries, the evidence about them, and decisions.

Every method blocks on the disk and belongs on a worker thread. Expected failures are `TillError`s.
"""

from kreward_pos.till.model.entries import Attempt, Decision, Entry
from kreward_pos.till.records.audit_log import AuditEvent
from kreward_pos.till.records.context import TillContext


class Review:
    """The review of one till's outbox. Thread-safe; holds no state.

    `who` is saved with a decision where nobody has said who stands at the till.
    """

    def __init__(self, context: TillContext, who: str) -> None:
        self._context = context
        self._queries = context.queries
        self._who = who

    def entries(self, limit: int = 200) -> list[Entry]:
        """Return the outbox: what needs a person, what is on the way, then the newest settled."""
        return self._queries.entries(limit)

    def attempts(self, seq: int) -> list[Attempt]:
        """Return the evidence about one entry: each attempt and what was read before and after it."""
        return self._queries.attempts(seq)

    def cancel(self, seq: int) -> Entry:
        """Cancel an entry that has not left; one that waits to be sent again goes to review, since it may have counted.

        Raises `EntryMoved` where it has left.
        """
        with self._context.store.transaction():
            changed = self._context.outbox.cancel(seq)
            self._context.audit_log.write(AuditEvent.CANCELLED, entry=seq)
        return self._context.notify_changed(changed)

    def decide(self, seq: int, decision: Decision) -> Entry:
        """Apply a person's decision on an entry in review, or on one that Kreward has refused."""
        with self._context.store.transaction():
            changed = self._context.outbox.decide(seq, decision, self._context.audit_log.cashier or self._who)
            self._context.audit_log.write(AuditEvent.DECIDED, entry=seq, detail=decision.value)
        entry = self._context.notify_changed(changed)
        self._context.wake(seq)
        return entry
