"""The way to a new customer: enrolment, its poster, and the self-service of a till that can do nothing else."""

from PySide6.QtCore import QObject, Signal, Slot

from kreward_pos.cards import Email
from kreward_pos.ui.flow.customer_session import CustomerSession
from kreward_pos.ui.panels.stack import PanelStack
from kreward_pos.ui.runtime.bridge import TillBridge


class EnrolmentFlow(QObject):
    """Window thread only. `is_self_service` while there is no secret key; `changed` when that changes."""

    changed = Signal()

    def __init__(self, till: TillBridge, panels: PanelStack, session: CustomerSession) -> None:
        super().__init__(panels)
        self._panels, self._session = panels, session
        self.is_self_service = False
        self._template_id: str | None = None
        till.entry_updated.connect(panels.enrol.on_entry_updated)
        panels.enrol.finished.connect(self._on_finished)
        panels.enrol.poster_wanted.connect(self._open_poster)

    def set_self_service(self, is_self_service: bool) -> None:
        """Keep enrolment open as the only page, or stop that. Without the secret key no customer can be looked up."""
        if is_self_service == self.is_self_service:
            return
        self.is_self_service = is_self_service
        self.changed.emit()
        self._panels.enrol.set_self_service(is_self_service)
        if self._panels.name in {"ready", "enrol"}:
            self._session.leave()

    def go_home(self) -> None:
        """Show the panel that waits for the next customer."""
        if self.is_self_service:
            self._panels.turn_to(self._panels.enrol)
            self._panels.enrol.open()
        else:
            self._panels.turn_to(self._panels.ready)

    @Slot()
    def open(self, email: Email | None = None, template_id: str | None = None) -> None:
        """Enrol a new customer, whose e-mail may be known already, or make a known one a further card."""
        self._session.leave()
        self._template_id = template_id
        self._panels.turn_to(self._panels.enrol)
        self._panels.enrol.open(email, template_id)

    @Slot()
    def _open_poster(self) -> None:
        self._session.leave()
        self._panels.turn_to(self._panels.poster)
        self._panels.poster.open()

    @Slot(object)
    def _on_finished(self, email: Email | None) -> None:
        if email is None or self.is_self_service:
            self._session.leave()
        else:
            self._session.look_up(email, self._template_id)
