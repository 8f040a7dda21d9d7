"""Says aloud, to screen readers, what changes by itself: who is there, what just happened, what is wrong or asked.

A screen reader reads what has the focus; a customer who was found, the bar at the bottom and the connection have none.
Says what stands on the screen, and nothing that does not.
"""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QWidget

from kreward_pos.errors import CameraFailure
from kreward_pos.till.model.views import ConnectionView
from kreward_pos.ui.text import words
from kreward_pos.ui.widgets.message_bar import MessageBar

_HEADS = frozenset({"title", "heading", "lead", "figure"})
_NEWS = frozenset({"trouble", "noticeTitle", "noticeText", "foundTitle", "foundText"})


class ScreenReader(QObject):
    """Window thread only. `announced` carries each text."""

    announced = Signal(str)

    def __init__(self, window: QWidget, panels: QStackedWidget, toast: MessageBar) -> None:
        super().__init__(window)
        self._window, self._panels, self._toast = window, panels, toast
        self._state: str | None = None
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._say_panel)
        self._watch(window)
        panels.currentChanged.connect(self._on_panel)
        toast.told.connect(self._say_toast)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is wrong or asked is said once it stands there, with its words of then."""
        if event.type() is QEvent.Type.Show and isinstance(watched, QLabel):
            QTimer.singleShot(0, watched, partial(self._say_news, watched))
        return False

    @Slot(object)
    def announce_status(self, status: ConnectionView) -> None:
        """Say that the connection came or went; how much waits changes too often."""
        if self._state not in {None, "connecting", status.state}:
            self._announce(words.connection_status(status))
        self._state = status.state

    @Slot(object)
    def say_camera(self, trouble: CameraFailure | None) -> None:
        """Say why there is no picture."""
        if trouble is not None:
            self._announce(words.told(trouble))

    @Slot()
    def _on_panel(self) -> None:
        """Some panels get their words right after they are shown, and one is made when it is wanted."""
        if (panel := self._panels.currentWidget()) is not None:
            self._watch(panel)
            self._soon.start()

    @Slot()
    def _say_panel(self) -> None:
        if (panel := self._panels.currentWidget()) is not None:
            self._announce(words.one_by_one(_heads_of(panel)))

    @Slot()
    def _say_toast(self) -> None:
        self._announce(self._toast.text)

    def _say_news(self, label: QLabel) -> None:
        if label.isVisible():
            self._announce(label.accessibleName() or label.text())

    def _watch(self, part: QWidget) -> None:
        for label in part.findChildren(QLabel):
            if label.property("role") in _NEWS:
                label.installEventFilter(self)

    def _announce(self, text: str) -> None:
        if text:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, text))
            self.announced.emit(text)


def _heads_of(panel: QWidget) -> Iterator[str]:
    """What the panel is about, and what can be claimed on it."""
    for label in panel.findChildren(QLabel):
        text = label.accessibleName() or label.text()
        if label.isVisibleTo(panel) and label.property("role") in _HEADS and text:
            yield text.rstrip(".。")
    for button in panel.findChildren(QPushButton):
        if button.isVisibleTo(panel) and button.property("role") == "reward":
            yield button.accessibleName()
