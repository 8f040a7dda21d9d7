"""The owner's acts on what the till keeps: letting a customer go, and carrying cards from till to till.

Every method blocks on the disk and belongs on a worker thread. Expected failures are `TillError`s.
"""

from pathlib import Path

from kreward_pos.cards import Email
from kreward_pos.till.records import links_export
from kreward_pos.till.records.audit_log import Deed, Record
from kreward_pos.till.records.links_export import Carried
from kreward_pos.till.records.retention import Forgotten, Privacy
from kreward_pos.till.storage.store import Store


class Archive:
    """One till's. Thread-safe by its store; each act leaves a line in the record."""

    def __init__(self, store: Store, record: Record) -> None:
        self._store, self._record = store, record

    def forget(self, email: Email) -> Forgotten:
        """See `Privacy.forget`; raises `StillOpen`."""
        forgotten = Privacy(self._store).forget(email)
        self._record.write(Deed.CUSTOMER_FORGOTTEN)
        return forgotten

    def export_links(self, path: Path, password: str) -> int:
        """See `links_file.export`."""
        count = links_export.export(self._store, path, password)
        self._record.write(Deed.EXPORTED, detail="cards")
        return count

    def carry_in_links(self, path: Path, password: str) -> Carried:
        """See `links_file.carry_in`."""
        return links_export.carry_in(self._store, path, password)
