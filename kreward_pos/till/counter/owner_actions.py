"""The owner's acts on what the till keeps: letting a customer go, and carrying cards from till to till.

Every method blocks on the disk and belongs on a worker thread. Expected failures are `TillError`s.
"""

from pathlib import Path

from kreward_pos.cards import Email
from kreward_pos.till.records import links_export
from kreward_pos.till.records.audit_log import AuditEvent, AuditLog
from kreward_pos.till.records.links_export import ImportResult
from kreward_pos.till.records.retention import Forgotten, Privacy
from kreward_pos.till.storage.store import Store


class OwnerActions:
    """One till's. Thread-safe by its store; each act leaves a line in the record."""

    def __init__(self, store: Store, audit_log: AuditLog) -> None:
        self._store, self._audit_log = store, audit_log

    def forget(self, email: Email) -> Forgotten:
        """See `Privacy.forget`; raises `StillOpen`."""
        forgotten = Privacy(self._store).forget(email)
        self._audit_log.write(AuditEvent.CUSTOMER_FORGOTTEN)
        return forgotten

    def export_links(self, path: Path, password: str) -> int:
        """See `links_file.export_links`."""
        count = links_export.export_links(self._store, path, password)
        self._audit_log.write(AuditEvent.EXPORTED, detail="cards")
        return count

    def import_links(self, path: Path, password: str) -> ImportResult:
        """See `links_file.import_links`."""
        return links_export.import_links(self._store, path, password)
