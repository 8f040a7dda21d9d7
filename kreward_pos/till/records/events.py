"""How the till tells others what changed."""

from typing import Protocol

from kreward_pos.cards import Email
from kreward_pos.errors import TillError
from kreward_pos.till.model.api_status import ApiStatus
from kreward_pos.till.model.entries import Entry
from kreward_pos.till.model.views import LinkView
from kreward_pos.till.records.entry_queries import EntryQueries


class Listener(Protocol):
    """Told of changes, on whichever worker thread makes them; must return at once."""

    def entry_changed(self, entry: Entry) -> None:
        """An entry was made or changed its state."""
        ...

    def customer_changed(self, email: Email) -> None:
        """What Kreward says of this customer, or what waits for them, changed: ask for the view again."""
        ...

    def link_changed(self, link: LinkView) -> None:
        """The connection, or the number of waiting entries, changed."""
        ...

    def trouble_met(self, error: TillError) -> None:
        """The till itself is in trouble (a full disk, say) while nobody waits for an answer."""
        ...


class Notifier:
    """Tells every listener, always after the change is durable."""

    def __init__(self, link: ApiStatus, listing: EntryQueries) -> None:
        self._link = link
        self._listing = listing
        self._listeners: tuple[Listener, ...] = ()

    def link_view(self) -> LinkView:
        """The connection and what waits for it."""
        waiting, needs_person = self._listing.counts()
        wait_s = self._link.wait_s() if self._link.state in {"offline", "paused"} else None
        checking = self._listing.checking() if waiting else 0
        return LinkView(self._link.state, self._link.since, waiting, needs_person, wait_s, self._link.why, checking)

    def add(self, listener: Listener) -> None:
        """Tell this one too."""
        self._listeners += (listener,)

    def entries(self, *entries: Entry) -> None:
        """These changed, and with them what their customers' cards will show."""
        for listener in self._listeners:
            for entry in entries:
                listener.entry_changed(entry)
            for email in dict.fromkeys(entry.email for entry in entries):
                listener.customer_changed(email)
        self.link()

    def link(self) -> None:
        """The connection or the counts changed."""
        if self._listeners:
            view = self.link_view()
            for listener in self._listeners:
                listener.link_changed(view)

    def trouble(self, error: TillError) -> None:
        """Nobody waits for an answer, but somebody should know."""
        for listener in self._listeners:
            listener.trouble_met(error)
