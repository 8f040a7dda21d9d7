"""When a change has reached the screen, and a bare window to hold every figure against."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget


class PaintWatch(QObject):
    """`painted_s` (of `time.monotonic`) is the end of the turn of the event loop in which `widget` was first painted
    while `holds`: by then the whole picture has been handed to the platform."""

    painted = Signal(float)

    def __init__(self, widget: QWidget, holds: Callable[[], bool]) -> None:
        super().__init__(widget)
        self.painted_s: float | None = None
        self._widget, self._holds = widget, holds
        widget.installEventFilter(self)

    def is_done(self) -> bool:
        """Whether it has been painted."""
        return self.painted_s is not None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._holds():
            self._widget.removeEventFilter(self)
            QTimer.singleShot(0, self._note)
        return False

    @Slot()
    def _note(self) -> None:
        self.painted_s = time.monotonic()
        self.painted.emit(self.painted_s)


class BareWindow(QWidget):
    """A button that counts, and a label that says how far: what Qt itself takes."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.label, self.button = QLabel("0"), QPushButton("One more")
        layout = QVBoxLayout(self)
        layout.addWidget(self.label)
        layout.addWidget(self.button)
        self.resize(1280, 800)
        self.button.clicked.connect(self._add)

    @Slot()
    def _add(self) -> None:
        self.count += 1
        self.label.setText(str(self.count))
