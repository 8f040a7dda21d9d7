"""How the window comes to a new customer, and from there: enrolment, its poster, and a till that does nothing else."""

from PySide6.QtCore import QObject, Signal, Slot

from kreward_pos.cards import Email
from kreward_pos.ui.flow.customer_session import CustomerSession
from kreward_pos.ui.panels.stack import PanelStack


class EnrolmentFlow(QObject):
    """Window thread only. `is_all` while there is no secret key; `changed` when that changes."""

    changed = Signal()

    def __init__(self, panels: PanelStack, visit: CustomerSession, parent: QObject) -> None:
        super().__init__(parent)
        self._panels, self._visit = panels, visit
        self.is_all = False
        self._template_id: str | None = None
        panels.enrol.finished.connect(self._on_finished)
        panels.enrol.poster_wanted.connect(self.open_poster)

    def be_all(self, is_all: bool) -> None:
        """Without the secret key nobody can be looked up: the enrolment is all there is, and stays."""
        if is_all == self.is_all:
            return
        self.is_all = is_all
        self.changed.emit()
        self._panels.enrol.be_home(is_all)
        if self._panels.name in {"ready", "enrol"}:
            self._visit.leave()

    def go_home(self) -> None:
        """Where the window is while nobody is served."""
        if self.is_all:
            self._panels.turn_to(self._panels.enrol)
            self._panels.enrol.open()
        else:
            self._panels.turn_to(self._panels.ready)

    @Slot()
    def open(self, email: Email | None = None, template_id: str | None = None) -> None:
        """A new customer, whose e-mail may be known already; or a further card for a known one."""
        self._visit.leave()
        self._template_id = template_id
        self._panels.turn_to(self._panels.enrol)
        self._panels.enrol.open(email, template_id)

    @Slot()
    def open_poster(self) -> None:
        """The counter's poster, to be printed."""
        self._visit.leave()
        self._panels.turn_to(self._panels.poster)
        self._panels.poster.open()

    @Slot(object)
    def _on_finished(self, email: Email | None) -> None:
        if email is None or self.is_all:
            self._visit.leave()
        else:
            self._visit.look_up(email, self._template_id)
