"""The owner's room behind the counter: the settings, the guided set-up, and the acts that the PIN may stand before."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from kreward_pos.system.pin import ProtectedAction
from kreward_pos.till.model.entries import Decision
from kreward_pos.ui.flow.customer_session import CustomerSession
from kreward_pos.ui.flow.navigation import Navigation
from kreward_pos.ui.flow.pin_gate import PinGate
from kreward_pos.ui.panels.settings.acts import CheckTill, ForgetCustomer, TransferCards
from kreward_pos.ui.panels.setup.panel import FirstRunPanel
from kreward_pos.ui.panels.stack import PanelStack
from kreward_pos.ui.runtime.bridge import ScanBridge
from kreward_pos.ui.runtime.ports import Diagnosis, OwnerActions, OwnerSetup
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.theme import application
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.idle import ABANDONED_AFTER, Idle
from kreward_pos.ui.widgets.message_bar import MessageBar


class OwnerPages(QObject):
    """Window thread only. The guided set-up takes the place of `header` and `toast`.

    The set-up's panel is made when it is wanted and goes with all that was entered. `sight_wanted` while its camera's
    picture can be seen.
    """

    demo_wanted = Signal()
    sight_wanted = Signal(bool)

    def __init__(
        self,
        look: Theming,
        setup: OwnerSetup,
        runner: TaskRunner,
        panels: PanelStack,
        board: Navigation,
        visit: CustomerSession,
        gate: PinGate,
        scans: ScanBridge,
        idle: Idle,
        header: QWidget,
        toast: MessageBar,
    ) -> None:
        super().__init__(board)
        self._look, self._setup, self._runner, self._scans = look, setup, runner, scans
        self._panels, self._board, self._visit, self._gate, self._aside = panels, board, visit, gate, (header, toast)
        self._first_run: FirstRunPanel | None = None
        panels.currentChanged.connect(self._make_room)
        idle.left_alone.connect(self._on_left_alone)
        panels.outbox.decided.connect(self._on_decided)
        panels.settings.guide_wanted.connect(self.open_first_run)

    @property
    def is_guiding(self) -> bool:
        """Whether the guided set-up has the window for itself."""
        return self._first_run is not None

    def keep(self, archive: OwnerActions, diagnosis: Diagnosis) -> None:
        """Offer the owner's acts on data, and on what is wrong, among the settings."""
        settings = self._panels.settings
        settings.data.offer(TransferCards(archive, self._runner))
        settings.data.offer(ForgetCustomer(archive, self._runner))
        settings.about.offer(CheckTill(diagnosis, self._runner))

    @Slot()
    def open_settings(self) -> None:
        """The owner's page; again closes it."""
        if self._panels.name == "settings":
            self._board.back()
        elif not self.is_guiding:
            self._gate.ask(ProtectedAction.SETTINGS, self._open_settings)

    @Slot()
    def open_outbox(self) -> None:
        """What waits; again closes it. Where customers stand themselves it is the owner's, since it names others."""
        if self._board.enrolling.is_all and self._panels.name != "outbox":
            self._gate.ask(ProtectedAction.REVIEW, self._board.open_outbox)
        else:
            self._board.open_outbox()

    @Slot()
    def open_first_run(self) -> None:
        """The guided set-up."""
        self._visit.leave()
        panel = self._first_run = FirstRunPanel(self._look, self._setup, self._runner)
        panel.demo_wanted.connect(self.demo_wanted)
        panel.language_tried.connect(application.speak)
        panel.finished.connect(self._close_first_run)
        panel.closed.connect(self._close_first_run)
        panel.camera.viewfinder.seen.connect(self.sight_wanted)
        self._scans.sighted.connect(panel.camera.show_sight)
        self._scans.troubled.connect(panel.camera.viewfinder.show_trouble)
        self._panels.addWidget(panel)
        self._panels.turn_to(panel)
        panel.open()

    @Slot()
    def back(self) -> None:
        """What Esc does in the owner's panels, and elsewhere as the counter has it."""
        if self._first_run is not None:
            self._first_run.go_back()
        elif self._panels.name == "pin":
            self._gate.give_up()
        else:
            self._board.back()

    @Slot(int)
    def _on_left_alone(self, times: int) -> None:
        """An owner who left the settings open is thought gone."""
        is_open_to_strangers = self._gate.has_asked or self._board.enrolling.is_all
        if self._panels.name == "settings" and times >= ABANDONED_AFTER and is_open_to_strangers:
            self._board.back()

    def unless_guiding(self, act: Callable[[], object]) -> Callable[[], object]:
        """`act`, but not while the guided set-up has the window for itself."""
        return lambda: None if self.is_guiding else act()

    def _open_settings(self) -> None:
        self._panels.turn_to(self._panels.settings)
        self._panels.settings.open()

    @Slot()
    def _make_room(self) -> None:
        for part in self._aside:
            part.setVisible(not self.is_guiding)
        self._board.update_bars()

    @Slot(int, object)
    def _on_decided(self, seq: int, decision: Decision) -> None:
        self._gate.ask(ProtectedAction.REVIEW, lambda: self._panels.outbox.decide(seq, decision))

    @Slot()
    def _close_first_run(self) -> None:
        panel, self._first_run = self._first_run, None
        self._visit.leave()
        if panel is not None:
            self._panels.removeWidget(panel)
            panel.deleteLater()
