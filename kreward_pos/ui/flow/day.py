"""The way to the day's report, and from its pages to the owner's PIN."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from kreward_pos.system.pin import ProtectedAction
from kreward_pos.system.settings import Settings
from kreward_pos.ui.flow.apply_settings import SettingsApplier
from kreward_pos.ui.flow.enrolling import EnrolmentFlow
from kreward_pos.ui.flow.navigation import Navigation
from kreward_pos.ui.flow.pin_gate import PinGate
from kreward_pos.ui.panels.stack import PanelStack
from kreward_pos.ui.widgets.idle import ABANDONED_AFTER, Idle


class DayFlow(QObject):
    """Window thread only."""

    def __init__(
        self,
        panels: PanelStack,
        navigation: Navigation,
        enrolment: EnrolmentFlow,
        pin_gate: PinGate,
        settings: SettingsApplier,
        idle: Idle,
    ) -> None:
        super().__init__(navigation)
        self._panels, self._navigation, self._enrolment, self._pin_gate = panels, navigation, enrolment, pin_gate
        panels.outbox.day_wanted.connect(self.open)
        panels.settings.data.day_wanted.connect(self.open)
        panels.settings.data.file_wanted.connect(self._open_file)
        panels.day.closed.connect(navigation.back)
        panels.day.owner_wanted.connect(self._on_owner_wanted)
        settings.applied.connect(self.apply_settings)
        idle.left_alone.connect(self._on_left_alone)

    @Slot()
    def open(self) -> None:
        """Open today's report, or close it. In self-service, ask for the owner's PIN first."""
        if self._panels.name == "day":
            self._navigation.back()
        elif self._enrolment.is_self_service:
            self._pin_gate.ask(ProtectedAction.DATA, self._show)
        else:
            self._show()

    @Slot(object)
    def apply_settings(self, settings: Settings) -> None:
        """Print this till's name on the sheet of a shift."""
        self._panels.day.show_till(settings.till_name)

    @Slot()
    def _open_file(self) -> None:
        self._show()
        self._panels.day.open_file()

    def _show(self) -> None:
        self._panels.turn_to(self._panels.day)
        self._panels.day.open()

    @Slot(int)
    def _on_left_alone(self, times: int) -> None:
        if self._panels.name == "day" and times >= ABANDONED_AFTER:
            self._navigation.back()

    @Slot(object)
    def _on_owner_wanted(self, then: Callable[[], object]) -> None:
        self._pin_gate.ask(ProtectedAction.DATA, then)
