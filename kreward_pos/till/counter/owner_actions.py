"""The owner's actions on the till's data: forgetting a customer, exporting and importing card links.

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
    """The owner's actions on one till. Thread-safe by its store; most write a line to the audit log."""

    def __init__(self, store: Store, audit_log: AuditLog) -> None:
        self._store, self._audit_log = store, audit_log

    def forget(self, email: Email) -> Forgotten:
        """Forget a customer as `Privacy.forget` does; raise `StillOpen`."""
        forgotten = Privacy(self._store).forget(email)
        self._audit_log.write(AuditEvent.CUSTOMER_FORGOTTEN)
        return forgotten

    def export_links(self, path: Path, password: str) -> int:
        """Export the links as `links_export.export_links` does."""
        count = links_export.export_links(self._store, path, password)
        self._audit_log.write(AuditEvent.EXPORTED, detail="cards")
        return count

    def import_links(self, path: Path, password: str) -> ImportResult:
        """Import links as `links_export.import_links` does."""
        return links_export.import_links(self._store, path, password)
