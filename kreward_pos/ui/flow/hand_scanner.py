"""What the counter makes of a hand scanner: a card, a refusal, or, with the settings open, a keyboard to be learnt."""

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
"""Learns a keyboard's layout from what arrived of the set-up code, on a worker thread; raises a `TillError`."""

_TOLD_S = 12


class HandScannerFlow(QObject):
    """Window thread only. Takes up scans once the event that ended them is over, since a panel may go away by them."""

    def __init__(
        self,
        keys: HandScannerKeys,
        learn: Learn,
        scans: ScanBridge,
        board: Navigation,
        panels: PanelStack,
        runner: TaskRunner,
        toast: MessageBar,
    ) -> None:
        super().__init__(board)
        self._learn, self._board, self._panels, self._runner, self._toast = learn, board, panels, runner, toast
        queued = Qt.ConnectionType.QueuedConnection
        keys.scanned.connect(self._on_scanned, queued)
        keys.refused.connect(board.on_refusal, queued)
        keys.setup_scanned.connect(self._on_setup_scanned, queued)
        scans.hand_scanner_troubled.connect(self._on_trouble)

    @Slot(str)
    def _on_scanned(self, text: str) -> None:
        self._board.submit(text, is_scan=True)

    @Slot(str)
    def _on_setup_scanned(self, arrived: str) -> None:
        """Nobody but the owner, who has the settings open, may have it learnt."""
        if self._panels.name == "settings":
            self._runner.ask(lambda: self._learn(arrived), lambda _none: self._tell_learnt(), self._board.on_refusal)
        else:
            self._board.on_refusal(SetupUnwanted())

    @Slot(object)
    def _on_trouble(self, trouble: TillError | None) -> None:
        """A scanner that is wired to a port is gone; said in the bar, since whoever is served stays on the screen."""
        if trouble is not None:
            self._toast.show_error(trouble)

    def _tell_learnt(self) -> None:
        self._toast.tell(
            lambda _left: self.tr("The hand scanner's keyboard is set up. Scan a card to try it."), seconds=_TOLD_S
        )
