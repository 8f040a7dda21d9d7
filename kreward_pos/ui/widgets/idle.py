"""Whether anybody is there, and whether they work by keys."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from kreward_pos.ui.widgets.basic import IS_BY_KEY

_INPUT = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel})


ABANDONED_AFTER = 2
"""How often `left_alone` comes before a page that staff left open is closed: after two minutes, as a rule."""


class Idle(QObject):
    """A timer that emits `left_alone` again and again while there is no input, with how many times it has.

    Install it as the event filter of the handle of the window, its parent; it sets the window's `IS_BY_KEY`. A hand
    scanner's keys do not arrive here.
    """

    left_alone = Signal(int)

    def __init__(self, idle_s: float, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._times = 0
        self._timer = QTimer(self, interval=round(idle_s * 1000))
        self._timer.timeout.connect(self._on_time)
        self._timer.start()

    @Slot()
    def note_input(self) -> None:
        """Start the wait again: somebody is there."""
        self._times = 0
        self._timer.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Notice input, and let it pass."""
        if event.type() in _INPUT:
            self.note_input()
            self._window.setProperty(IS_BY_KEY, event.type() is QEvent.Type.KeyPress)
        return False

    def stop(self) -> None:
        """Emit nothing more."""
        self._timer.stop()

    @Slot()
    def _on_time(self) -> None:
        self._times += 1
        self.left_alone.emit(self._times)
