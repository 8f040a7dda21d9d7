"""The owner's pages: the settings with the owner's actions, and the guided set-up."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from kreward_pos.system.pin import ProtectedAction
from kreward_pos.ui.bars.header import Header
from kreward_pos.ui.flow.customer_session import CustomerSession
from kreward_pos.ui.flow.enrolling import EnrolmentFlow
from kreward_pos.ui.flow.navigation import Navigation
from kreward_pos.ui.flow.pin_gate import PinGate
from kreward_pos.ui.panels.settings.actions import CheckTill, ForgetCustomer, TransferCards
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
    """Window thread only. The guided set-up hides the header and the message bar.

    Its panel is made when it is opened and removed with everything that was entered. `preview_wanted` carries whether
    the picture of its camera can be seen.
    """

    demo_wanted = Signal()
    preview_wanted = Signal(bool)

    def __init__(
        self,
        theming: Theming,
        setup: OwnerSetup,
        runner: TaskRunner,
        scans: ScanBridge,
        panels: PanelStack,
        header: Header,
        message_bar: MessageBar,
        session: CustomerSession,
        navigation: Navigation,
        enrolment: EnrolmentFlow,
        pin_gate: PinGate,
        idle: Idle,
    ) -> None:
        super().__init__(navigation)
        self._theming, self._setup, self._runner, self._scans = theming, setup, runner, scans
        self._panels, self._header, self._message_bar = panels, header, message_bar
        self._session, self._navigation, self._enrolment, self._pin_gate = session, navigation, enrolment, pin_gate
        self._first_run: FirstRunPanel | None = None
        header.settings_wanted.connect(self.open_settings)
        panels.currentChanged.connect(self._update_bars)
        panels.settings.guide_wanted.connect(self.open_first_run)
        panels.settings.closed.connect(navigation.back)
        idle.left_alone.connect(self._on_left_alone)

    @property
    def is_guiding(self) -> bool:
        """Whether the guided set-up is open."""
        return self._first_run is not None

    def offer_actions(self, actions: OwnerActions, diagnosis: Diagnosis) -> None:
        """Offer these actions among the settings."""
        settings = self._panels.settings
        settings.data.offer(TransferCards(actions, self._runner))
        settings.data.offer(ForgetCustomer(actions, self._runner))
        settings.about.offer(CheckTill(diagnosis, self._runner))

    @Slot()
    def open_settings(self) -> None:
        """Open the settings behind the owner's PIN, or close them."""
        if self._panels.name == "settings":
            self._navigation.back()
        elif not self.is_guiding:
            self._pin_gate.ask(ProtectedAction.SETTINGS, self._show_settings)

    @Slot()
    def open_first_run(self) -> None:
        """Open the guided set-up."""
        self._session.leave()
        panel = self._first_run = FirstRunPanel(self._theming, self._setup, self._runner)
        panel.demo_wanted.connect(self.demo_wanted)
        panel.language_tried.connect(application.set_language)
        panel.finished.connect(self._close_first_run)
        panel.closed.connect(self._close_first_run)
        panel.camera.viewfinder.seen.connect(self.preview_wanted)
        self._scans.preview_ready.connect(panel.camera.show_preview)
        self._scans.camera_failure_changed.connect(panel.camera.viewfinder.show_failure)
        self._panels.addWidget(panel)
        self._panels.turn_to(panel)
        panel.open()

    @Slot()
    def back(self) -> None:
        """Go back in the guided set-up, give up at the PIN, and elsewhere close what is open."""
        if self._first_run is not None:
            self._first_run.go_back()
        elif self._panels.name == "pin":
            self._pin_gate.give_up()
        else:
            self._navigation.back()

    def unless_guiding(self, act: Callable[[], object]) -> Callable[[], object]:
        """Return `act` as a function that does nothing while the guided set-up is open."""
        return lambda: None if self.is_guiding else act()

    def _show_settings(self) -> None:
        self._panels.turn_to(self._panels.settings)
        self._panels.settings.open()

    @Slot()
    def _update_bars(self) -> None:
        for bar in (self._header, self._message_bar):
            bar.setVisible(not self.is_guiding)
        self._navigation.update_bars()

    @Slot(int)
    def _on_left_alone(self, times: int) -> None:
        """Close settings that the owner left open, where strangers must not find them."""
        is_protected = self._pin_gate.has_asked or self._enrolment.is_self_service
        if self._panels.name == "settings" and times >= ABANDONED_AFTER and is_protected:
            self._navigation.back()

    @Slot()
    def _close_first_run(self) -> None:
        panel, self._first_run = self._first_run, None
        self._session.leave()
        if panel is not None:
            self._panels.removeWidget(panel)
            panel.deleteLater()
