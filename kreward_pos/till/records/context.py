"""What the counter's objects and the courier share of one till."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.models import CardEnrolment, CustomerRecord
from kreward_pos.api.rate_limit import Priority
from kreward_pos.cards import Email
from kreward_pos.clock import Clock
from kreward_pos.errors import ApiFailure
from kreward_pos.till.model.api_status import ApiStatus
from kreward_pos.till.model.entries import Draft, Entry
from kreward_pos.till.records.audit_log import AuditEvent, AuditLog
from kreward_pos.till.records.customers import Customers
from kreward_pos.till.records.entry_queries import EntryQueries
from kreward_pos.till.records.events import Notifier
from kreward_pos.till.records.outbox import Outbox
from kreward_pos.till.records.shop import Shop
from kreward_pos.till.storage.store import Store


@dataclass(frozen=True, slots=True)
class TillContext:
    """The shared objects of one till. Thread-safe.

    `wake` makes the courier look again at once; with the number of an entry, because a person has just made it.
    """

    client: KrewardClient
    store: Store
    outbox: Outbox
    audit_log: AuditLog
    customers: Customers
    shop: Shop
    api_status: ApiStatus
    notifier: Notifier
    clock: Clock
    wake: Callable[[int | None], None]

    @property
    def queries(self) -> EntryQueries:
        """Return the queries of the outbox."""
        return self.outbox.queries

    def read_customer(self, email: Email, template_id: str | None, priority: Priority) -> CustomerRecord:
        """Ask Kreward for a customer and save the answer; raise an `ApiFailure` once the API status has recorded it."""
        version = self.customers.version(email)
        try:
            record = self.client.customer(email, template_id, priority)
        except ApiFailure as failure:
            self.record_failure(failure)
            raise
        self.record_success()
        self.customers.save_read(email, template_id, record, version)
        return record

    def save_enrolment(self, email: Email, template_id: str | None, name: str | None, answer: CardEnrolment) -> None:
        """Save Kreward's answer about the card that it has made, or found again, for this customer called `name`."""
        template = self.shop.template(template_id)
        counts = self.shop.card_type(template_id) if template is None else template.card_type
        goal = answer.goal or (template.goal if template else None)
        name = answer.name or (None if answer.is_new is False else name)
        with self.store.transaction():
            if answer.card_id:
                self.customers.link_id(answer.card_id, email)
            if answer.balance is not None:
                record = CustomerRecord(answer.card_type or counts, answer.balance, goal, name, answer.card_id)
                self.customers.save_if_unknown(email, template_id, record)

    def add_entry(self, draft: Draft, event: AuditEvent, *, is_held: bool = False) -> Entry:
        """Add an entry and its audit line, inside a transaction; call `notify_added` after it."""
        entry = self.outbox.add(replace(draft, cashier=self.audit_log.cashier), is_held=is_held)
        self.audit_log.write(event, entry=entry.seq)
        return entry

    def notify_added(self, entry: Entry) -> Entry:
        """Notify of an entry that a person has just made, and wake the courier for it."""
        self.notifier.entries_changed(entry)
        self.wake(entry.seq)
        return entry

    def notify_changed(self, entries: tuple[Entry, ...]) -> Entry:
        """Notify of changed entries; return the first, which a person has changed."""
        self.notifier.entries_changed(*entries)
        return entries[0]

    def record_success(self) -> bool:
        """Record a good answer from Kreward; return whether the connection's state has changed."""
        has_changed = self.api_status.record_success()
        if has_changed:
            self.notifier.status_changed()
        return has_changed

    def record_failure(self, failure: ApiFailure) -> None:
        """Record a failed call."""
        if self.api_status.record_failure(failure):
            self.notifier.status_changed()
