"""Whether anybody is there."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot


class Idle(QObject):
    """Emits `left_alone` again and again while nobody touches anything, with how many times it has by then."""

    left_alone = Signal(int)

    def __init__(self, idle_s: float, parent: QObject) -> None:
        super().__init__(parent)
        self._times = 0
        self._timer = QTimer(self, interval=round(idle_s * 1000))
        self._timer.timeout.connect(self._on_time)
        self._timer.start()

    @Slot()
    def note_hand(self) -> None:
        """Somebody is there."""
        self._times = 0
        self._timer.start()

    def stop(self) -> None:
        """The window closes."""
        self._timer.stop()

    @Slot()
    def _on_time(self) -> None:
        self._times += 1
        self.left_alone.emit(self._times)
