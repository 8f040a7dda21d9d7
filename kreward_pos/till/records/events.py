"""The till's listeners, and the notifier that tells them what has changed."""

from typing import Protocol

from kreward_pos.cards import Email
from kreward_pos.errors import TillError
from kreward_pos.till.model.api_status import ApiStatus
from kreward_pos.till.model.entries import Entry
from kreward_pos.till.model.views import ConnectionView
from kreward_pos.till.records.entry_queries import EntryQueries


class Listener(Protocol):
    """A receiver of changes. Called on whichever worker thread makes them; must return at once."""

    def entry_changed(self, entry: Entry) -> None:
        """Take note of an entry that is new or has changed its state."""
        ...

    def customer_changed(self, email: Email) -> None:
        """Ask for this customer's view again: Kreward's answer, or what waits for them, has changed."""
        ...

    def status_changed(self, status: ConnectionView) -> None:
        """Take note of the connection's status, or of a new number of waiting entries."""
        ...

    def error_occurred(self, error: TillError) -> None:
        """Take note of an error of the till itself (a full disk, say) that no caller is waiting to hear of."""
        ...


class Notifier:
    """Calls every listener after a change is durable. Thread-safe, but for `add_listener`."""

    def __init__(self, api_status: ApiStatus, queries: EntryQueries) -> None:
        self._api_status = api_status
        self._queries = queries
        self._listeners: tuple[Listener, ...] = ()

    def add_listener(self, listener: Listener) -> None:
        """Notify this one too."""
        self._listeners += (listener,)

    def connection_view(self) -> ConnectionView:
        """Return the connection's status and the number of entries that wait for it."""
        api = self._api_status
        waiting, needs_person = self._queries.counts()
        wait_s = api.wait_s() if api.state in {"offline", "paused"} else None
        checking = self._queries.count_checking() if waiting else 0
        return ConnectionView(api.state, api.since, waiting, needs_person, wait_s, api.reason, checking)

    def entries_changed(self, *entries: Entry) -> None:
        """Notify of changed entries, of their customers, and of the counts that change with them."""
        for listener in self._listeners:
            for entry in entries:
                listener.entry_changed(entry)
            for email in dict.fromkeys(entry.email for entry in entries):
                listener.customer_changed(email)
        self.status_changed()

    def status_changed(self) -> None:
        """Notify of the connection's status and the counts."""
        if self._listeners:
            view = self.connection_view()
            for listener in self._listeners:
                listener.status_changed(view)

    def error_occurred(self, error: TillError) -> None:
        """Notify of an error that no caller is waiting to hear of."""
        for listener in self._listeners:
            listener.error_occurred(error)
