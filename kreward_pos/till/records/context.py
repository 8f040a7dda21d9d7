"""The parts of a till that its faces to the counter and its courier share."""

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
    """One till's own; every method may be called from any worker thread.

    `wake` lets the courier look again at once; with the number of an entry, because a person has just made it.
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
        """The outbox, for looking."""
        return self.outbox.queries

    def read(self, email: Email, template_id: str | None, priority: Priority) -> CustomerRecord:
        """Ask Kreward for a customer and keep what it says; raises an `ApiFailure`, which the link has learned of."""
        mark = self.customers.mark(email)
        try:
            record = self.client.customer(email, template_id, priority)
        except ApiFailure as failure:
            self.record_failure(failure)
            raise
        self.record_success()
        self.customers.keep_read(email, template_id, record, mark)
        return record

    def keep_enrolment(self, email: Email, template_id: str | None, name: str | None, answer: CardEnrolment) -> None:
        """Keep what Kreward told of the card that it made, or found again, for this customer of that `name`."""
        template = self.shop.template(template_id)
        counts = self.shop.card_type(template_id) if template is None else template.card_type
        goal = answer.goal or (template.goal if template else None)
        name = answer.name or (None if answer.is_new is False else name)
        with self.store.transaction():
            if answer.card_id:
                self.customers.link_id(answer.card_id, email)
            if answer.balance is not None:
                record = CustomerRecord(answer.card_type or counts, answer.balance, goal, name, answer.card_id)
                self.customers.keep_first(email, template_id, record)

    def keep(self, draft: Draft, deed: AuditEvent, *, is_held: bool = False) -> Entry:
        """Keep a tap with its line in the record, inside a transaction; tell of it with `made` afterwards."""
        entry = self.outbox.add(replace(draft, cashier=self.audit_log.cashier), is_held=is_held)
        self.audit_log.write(deed, entry=entry.seq)
        return entry

    def made(self, entry: Entry) -> Entry:
        """A person has just made this entry."""
        self.notifier.entries_changed(entry)
        self.wake(entry.seq)
        return entry

    def changed(self, entries: tuple[Entry, ...]) -> Entry:
        """These changed, the first of them by a person's word."""
        self.notifier.entries_changed(*entries)
        return entries[0]

    def record_success(self) -> bool:
        """Kreward has answered; returns whether the connection is news."""
        is_news = self.api_status.record_success()
        if is_news:
            self.notifier.status_changed()
        return is_news

    def record_failure(self, failure: ApiFailure) -> None:
        """A call has failed."""
        if self.api_status.record_failure(failure):
            self.notifier.status_changed()
