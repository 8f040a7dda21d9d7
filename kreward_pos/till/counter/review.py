"""The outbox as people deal with it: what waits, the evidence of what needs them, and their word on it.

Every method blocks on the disk and belongs on a worker thread. Expected failures are `TillError`s.
"""

from kreward_pos.till.model.entries import Attempt, Decision, Entry
from kreward_pos.till.records.audit_log import AuditEvent
from kreward_pos.till.records.context import TillContext


class Review:
    """One till's. Thread-safe; holds no state of its own.

    `who` is kept with each decision where nobody has said who stands at the till.
    """

    def __init__(self, context: TillContext, who: str) -> None:
        self._context = context
        self._queries = context.queries
        self._who = who

    def entries(self, limit: int = 200) -> list[Entry]:
        """The outbox: what needs a person, what is on the way, then the newest settled."""
        return self._queries.entries(limit)

    def attempts(self, seq: int) -> list[Attempt]:
        """The evidence about one entry: each try and what was read before it."""
        return self._queries.attempts(seq)

    def cancel(self, seq: int) -> Entry:
        """Take back what has not left, and what waits to be sent again, which comes to review: it may have counted.

        Raises `EntryMoved` where it has left.
        """
        with self._context.store.transaction():
            changed = self._context.outbox.cancel(seq)
            self._context.audit_log.write(AuditEvent.CANCELLED, entry=seq)
        return self._context.changed(changed)

    def decide(self, seq: int, decision: Decision) -> Entry:
        """A person's word on an entry in review, or on one that Kreward refused."""
        with self._context.store.transaction():
            changed = self._context.outbox.decide(seq, decision, self._context.audit_log.cashier or self._who)
            self._context.audit_log.write(AuditEvent.DECIDED, entry=seq, detail=decision.value)
        entry = self._context.changed(changed)
        self._context.wake(seq)
        return entry
