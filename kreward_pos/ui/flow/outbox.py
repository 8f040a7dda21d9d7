"""The way to the outbox, and from its entries to the owner's decisions."""

from PySide6.QtCore import QObject, Slot

from kreward_pos.system.pin import ProtectedAction
from kreward_pos.till.model.entries import Decision
from kreward_pos.ui.bars.header import Header
from kreward_pos.ui.flow.enrolling import EnrolmentFlow
from kreward_pos.ui.flow.navigation import Navigation
from kreward_pos.ui.flow.pin_gate import PinGate
from kreward_pos.ui.panels.stack import PanelStack
from kreward_pos.ui.runtime.bridge import TillBridge
from kreward_pos.ui.widgets.message_bar import MessageBar


class OutboxFlow(QObject):
    """Window thread only."""

    def __init__(
        self,
        till: TillBridge,
        panels: PanelStack,
        header: Header,
        message_bar: MessageBar,
        navigation: Navigation,
        enrolment: EnrolmentFlow,
        pin_gate: PinGate,
    ) -> None:
        super().__init__(navigation)
        self._panels, self._navigation, self._enrolment, self._pin_gate = panels, navigation, enrolment, pin_gate
        header.outbox_wanted.connect(self.open)
        till.entry_updated.connect(panels.outbox.on_entry_updated)
        panels.outbox.decided.connect(self._on_decided)
        panels.outbox.failed.connect(message_bar.show_error)
        panels.outbox.closed.connect(navigation.back)

    @Slot()
    def open(self) -> None:
        """Open the outbox, or close it. In self-service, ask for the owner's PIN first, since it names customers."""
        if self._panels.name == "outbox":
            self._navigation.back()
        elif self._enrolment.is_self_service:
            self._pin_gate.ask(ProtectedAction.REVIEW, self._show)
        else:
            self._show()

    def _show(self) -> None:
        self._panels.turn_to(self._panels.outbox)
        self._panels.outbox.open()

    @Slot(int, object)
    def _on_decided(self, seq: int, decision: Decision) -> None:
        self._pin_gate.ask(ProtectedAction.REVIEW, lambda: self._panels.outbox.decide(seq, decision))
