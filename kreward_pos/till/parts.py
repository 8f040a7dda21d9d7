"""The parts of a till that its desk and its courier share."""

from dataclasses import dataclass

from kreward_pos.cards import Email
from kreward_pos.clock import Clock
from kreward_pos.errors import ApiFailure
from kreward_pos.kreward.answers import CustomerRecord
from kreward_pos.kreward.client import KrewardClient
from kreward_pos.kreward.pace import Priority
from kreward_pos.till.customers import Customers
from kreward_pos.till.link import Link
from kreward_pos.till.listener import Announcer
from kreward_pos.till.outbox import Outbox
from kreward_pos.till.shop import Shop
from kreward_pos.till.store import Store


@dataclass(frozen=True, slots=True)
class Parts:
    """One till's own; every method may be called from any worker thread."""

    client: KrewardClient
    store: Store
    outbox: Outbox
    customers: Customers
    shop: Shop
    link: Link
    announcer: Announcer
    clock: Clock

    def read(self, email: Email, template_id: str | None, priority: Priority) -> CustomerRecord:
        """Ask Kreward for a customer and keep what it says; raises an `ApiFailure`, which the link has learned of."""
        mark = self.customers.mark(email)
        try:
            record = self.client.customer(email, template_id, priority)
        except ApiFailure as failure:
            self.failed(failure)
            raise
        self.answered()
        self.customers.keep_read(email, template_id, record, mark)
        return record

    def answered(self) -> bool:
        """Kreward has answered; returns whether the connection is news."""
        is_news = self.link.answered()
        if is_news:
            self.announcer.link()
        return is_news

    def failed(self, failure: ApiFailure) -> None:
        """A call has failed."""
        if self.link.failed(failure):
            self.announcer.link()
