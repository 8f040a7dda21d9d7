"""Detects when a change has reached the screen, and provides a bare window as the reference."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget


class PaintTimer(QObject):
    """Records when `widget` was first painted while `is_expected`.

    `painted_s` (of `time.monotonic`) is the end of that turn of the event loop: by then the whole frame has been passed
    to the platform.
    """

    painted = Signal(float)

    def __init__(self, widget: QWidget, is_expected: Callable[[], bool]) -> None:
        super().__init__(widget)
        self.painted_s: float | None = None
        self._widget, self._is_expected = widget, is_expected
        widget.installEventFilter(self)

    def is_done(self) -> bool:
        """Return whether the widget has been painted."""
        return self.painted_s is not None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._is_expected():
            self._widget.removeEventFilter(self)
            QTimer.singleShot(0, self._record)
        return False

    @Slot()
    def _record(self) -> None:
        self.painted_s = time.monotonic()
        self.painted.emit(self.painted_s)


class BareWindow(QWidget):
    """A button that counts, and a label with the count: what Qt alone takes."""

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
