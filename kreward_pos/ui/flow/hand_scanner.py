"""What the counter does with a hand scanner: take cards, show refusals, and learn its keyboard layout."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot

from kreward_pos.errors import TillError
from kreward_pos.scan.errors import SetupUnwanted
from kreward_pos.ui.flow.navigation import Navigation
from kreward_pos.ui.panels.stack import PanelStack
from kreward_pos.ui.runtime.bridge import ScanBridge
from kreward_pos.ui.runtime.scanner_keys import HandScannerKeys
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.widgets.message_bar import MessageBar

Learn = Callable[[str], object]
"""Learns a keyboard layout from what arrived of the set-up code, on a worker thread; raises a `TillError`."""

_LEARNED_S = 12


class HandScannerFlow(QObject):
    """Window thread only. Takes a scan once its last key event is over, since the scan may remove the panel."""

    def __init__(
        self,
        keys: HandScannerKeys,
        learn: Learn,
        scans: ScanBridge,
        navigation: Navigation,
        panels: PanelStack,
        runner: TaskRunner,
        message_bar: MessageBar,
    ) -> None:
        super().__init__(navigation)
        self._learn, self._navigation, self._panels = learn, navigation, panels
        self._runner, self._message_bar = runner, message_bar
        queued = Qt.ConnectionType.QueuedConnection
        keys.scanned.connect(self._on_scanned, queued)
        keys.refused.connect(navigation.on_refusal, queued)
        keys.setup_scanned.connect(self._on_setup_scanned, queued)
        scans.hand_scanner_failure_changed.connect(self._on_trouble)

    @Slot(str)
    def _on_scanned(self, text: str) -> None:
        self._navigation.submit(text, is_scan=True)

    @Slot(str)
    def _on_setup_scanned(self, arrived: str) -> None:
        """Learn the layout only while the owner has the settings open."""
        if self._panels.name == "settings":
            self._runner.ask(
                lambda: self._learn(arrived), lambda _none: self._show_learned(), self._navigation.on_refusal
            )
        else:
            self._navigation.on_refusal(SetupUnwanted())

    @Slot(object)
    def _on_trouble(self, trouble: TillError | None) -> None:
        """Show that a serial scanner is gone in the bar, so that the customer stays on the screen."""
        if trouble is not None:
            self._message_bar.show_error(trouble)

    def _show_learned(self) -> None:
        self._message_bar.show_message(
            lambda _left: self.tr("The hand scanner's keyboard is set up. Scan a card to try it."), seconds=_LEARNED_S
        )
