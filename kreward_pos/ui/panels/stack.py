"""All panels, of which one is shown at a time."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStackedWidget

from kreward_pos.ui.panels.customer.messages import AskingPanel, ReadyPanel, RefusedPanel, UnknownCardPanel
from kreward_pos.ui.panels.customer.panel import CustomerPanel
from kreward_pos.ui.panels.day.panel import DayPanel
from kreward_pos.ui.panels.enrol.panel import EnrolPanel
from kreward_pos.ui.panels.outbox.panel import OutboxPanel
from kreward_pos.ui.panels.panel import Panel
from kreward_pos.ui.panels.pin import PinPanel
from kreward_pos.ui.panels.poster import PosterPanel
from kreward_pos.ui.panels.settings.page import SettingsPanel
from kreward_pos.ui.runtime.ports import CounterPorts, OwnerSetup
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.theme.theming import Theming


class PanelStack(QStackedWidget):
    """The right side of the window."""

    def __init__(self, theming: Theming, counter: CounterPorts, setup: OwnerSetup, runner: TaskRunner) -> None:
        super().__init__()
        self.ready = ReadyPanel(theming)
        self.asking = AskingPanel(theming)
        self.customer = CustomerPanel(theming)
        self.refused = RefusedPanel(theming)
        self.unknown = UnknownCardPanel(theming)
        self.outbox = OutboxPanel(theming, counter.review, counter.connection, runner)
        self.enrol = EnrolPanel(theming, counter.enrolment, runner)
        self.poster = PosterPanel(theming, self.enrol.join, runner)
        self.settings = SettingsPanel(theming, counter.connection, setup, runner)
        self.pin = PinPanel(theming, setup.pin, runner)
        self.day = DayPanel(theming, counter.daybook, runner)
        for panel in self._all():
            self.addWidget(panel)

    @property
    def name(self) -> str:
        """The `panel_name` of the panel that is shown."""
        shown = self.currentWidget()
        return shown.panel_name if isinstance(shown, Panel) else ""

    def turn_to(self, panel: Panel) -> None:
        """Show `panel`; the one before it clears what nobody should find later."""
        before = self.currentWidget()
        if before is panel:
            return
        focused = QApplication.focusWidget()
        had_focus = before is not None and focused is not None and (before is focused or before.isAncestorOf(focused))
        self.setCurrentWidget(panel)
        if had_focus:  # or Qt gives it to the next widget in the window, as if somebody had pressed Tab
            panel.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(before, Panel):
            before.leave()

    def _all(self) -> tuple[Panel, ...]:
        messages = (self.ready, self.asking, self.refused, self.unknown)
        return (*messages, self.customer, self.outbox, self.enrol, self.poster, self.settings, self.pin, self.day)
