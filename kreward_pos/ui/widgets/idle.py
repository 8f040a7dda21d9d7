"""Whether anybody is there, and whether they work by keys."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from kreward_pos.ui.widgets.basic import IS_BY_KEY

_HAND_INPUT = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel})


ABANDONED_AFTER = 2
"""How often `left_alone` comes before a page that staff left open is closed: after two minutes, as a rule."""


class Idle(QObject):
    """Emits `left_alone` again and again while nobody touches anything, with how many times it has by then.

    To be installed as the event filter of the handle of the window, its parent, which learns whether the last hand was
    on its keys. A hand scanner's keys do not come as far as here.
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
    def note_hand(self) -> None:
        """Somebody is there."""
        self._times = 0
        self._timer.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Somebody is there."""
        if event.type() in _HAND_INPUT:
            self.note_hand()
            self._window.setProperty(IS_BY_KEY, event.type() is QEvent.Type.KeyPress)
        return False

    def stop(self) -> None:
        """The window closes."""
        self._timer.stop()

    @Slot()
    def _on_time(self) -> None:
        self._times += 1
        self.left_alone.emit(self._times)
