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

    def __init__(self, parts: TillContext, who: str) -> None:
        self._parts = parts
        self._listing = parts.listing
        self._who = who

    def entries(self, limit: int = 200) -> list[Entry]:
        """The outbox: what needs a person, what is on the way, then the newest settled."""
        return self._listing.entries(limit)

    def attempts(self, seq: int) -> list[Attempt]:
        """The evidence about one entry: each try and what was read before it."""
        return self._listing.attempts(seq)

    def cancel(self, seq: int) -> Entry:
        """Take back what has not left, and what waits to be sent again, which comes to review: it may have counted.

        Raises `EntryMoved` where it has left.
        """
        with self._parts.store.transaction():
            changed = self._parts.outbox.cancel(seq)
            self._parts.record.write(AuditEvent.CANCELLED, entry=seq)
        return self._parts.changed(changed)

    def decide(self, seq: int, decision: Decision) -> Entry:
        """A person's word on an entry in review, or on one that Kreward refused."""
        with self._parts.store.transaction():
            changed = self._parts.outbox.decide(seq, decision, self._parts.record.cashier or self._who)
            self._parts.record.write(AuditEvent.DECIDED, entry=seq, detail=decision.value)
        entry = self._parts.changed(changed)
        self._parts.wake(seq)
        return entry
