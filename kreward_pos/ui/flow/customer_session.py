"""The customer at the counter, from the look-up of a card until the next customer or the idle time."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from kreward_pos.cards import CardReference, Email
from kreward_pos.errors import TillError
from kreward_pos.till.model.errors import CardUnknown
from kreward_pos.till.model.views import ConnectionView, CustomerView
from kreward_pos.ui.runtime.bridge import TillBridge
from kreward_pos.ui.runtime.ports import Desk
from kreward_pos.ui.runtime.tasks import Latest, Refresh, TaskRunner, ignore


class CustomerSession(QObject):
    """Window thread only. Of several look-ups only the newest is answered.

    `asking` carries a reference, `shown` a `CustomerView`, also when it changed, `refused` an error and the reference,
    `unknown` a card that is not linked yet. `ended` comes before anything about the next customer, `left` where there
    is none.
    """

    asking = Signal(object)
    shown = Signal(object)
    refused = Signal(object, object)
    unknown = Signal(object)
    link_refused = Signal(object)
    left = Signal()
    ended = Signal()

    def __init__(self, desk: Desk, runner: TaskRunner, till: TillBridge, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._look_ups, self._refreshes, self._rereads = Latest(runner), Refresh(runner), Latest(runner)
        self._view: CustomerView | None = None
        self._is_by_card = False
        till.customer_updated.connect(self._on_customer_updated)
        till.status_updated.connect(self._on_status_updated)

    @property
    def is_by_card(self) -> bool:
        """Whether a card was read, rather than an e-mail typed or a customer picked from a list."""
        return self._is_by_card

    @property
    def view(self) -> CustomerView | None:
        """The customer at the counter."""
        return self._view

    def look_up(self, reference: CardReference, template_id: str | None = None, *, is_by_card: bool = False) -> None:
        """Look another customer up."""
        self._begin()
        self._is_by_card = is_by_card
        self.asking.emit(reference)
        self._look_ups.ask(
            lambda: self._desk.look_up(reference, template_id),
            self._on_found,
            lambda error: self._on_refused(error, reference),
        )

    def link(self, reference: CardReference, email: Email) -> None:
        """Link the card to the customer with this e-mail; the question stays until Kreward has answered."""
        self._begin()
        self._is_by_card = True
        self._look_ups.ask(lambda: self._desk.link_card(reference, email), self._on_found, self.link_refused.emit)

    def refresh(self) -> None:
        """Read again what the till knows of the customer."""
        if (view := self._view) is not None:
            self._refreshes.ask(lambda: self._desk.view(view.email, view.template_id), self._on_refreshed, ignore)

    def leave(self) -> None:
        """End the session, and go back to waiting for the next customer."""
        self._begin()
        self.left.emit()

    def end(self) -> None:
        """End the session; answers still on their way are dropped, and the panel that is shown stays."""
        self._begin()

    @Slot(object)
    def _on_customer_updated(self, email: Email) -> None:
        if self._view is not None and self._view.email == email:
            self.refresh()

    @Slot(object)
    def _on_status_updated(self, status: ConnectionView) -> None:
        """Look up a customer whose balance is old again, once Kreward can be reached."""
        view = self._view
        if status.state != "online" or view is None or view.trouble is None or self._rereads.is_waiting:
            return
        self._rereads.ask(lambda: self._desk.look_up(view.email, view.template_id), self._on_found, ignore)

    def _begin(self) -> None:
        for questions in (self._look_ups, self._refreshes, self._rereads):
            questions.cancel()
        self._view = None
        self.ended.emit()

    def _on_found(self, view: CustomerView) -> None:
        self._view = view
        self.shown.emit(view)

    def _on_refused(self, error: TillError, reference: CardReference) -> None:
        if isinstance(error, CardUnknown):
            self.unknown.emit(reference)
        else:
            self.refused.emit(error, reference)

    def _on_refreshed(self, view: CustomerView) -> None:
        if self._view is not None:
            self._on_found(_with_trouble_of(self._view, view))


def _with_trouble_of(older: CustomerView, newer: CustomerView) -> CustomerView:
    """Return `newer` with the trouble of the last look-up, which stays true until the balance is read again.

    A view that was made without asking Kreward has none of its own.
    """
    if older.trouble is None or newer.trouble is not None or newer.read_at != older.read_at:
        return newer
    return replace(newer, trouble=older.trouble)
