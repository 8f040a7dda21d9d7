"""Announces to screen readers what changes by itself: the customer, messages, trouble, questions, the connection.

A screen reader reads what has the focus, and none of these ever has it. Announces only what the screen shows.
"""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QWidget

from kreward_pos.errors import CameraFailure
from kreward_pos.till.model.views import ConnectionView
from kreward_pos.ui.flow.status_poller import StatusPoller
from kreward_pos.ui.runtime.bridge import ScanBridge
from kreward_pos.ui.text import words
from kreward_pos.ui.widgets.message_bar import MessageBar

_HEADS = frozenset({"title", "heading", "lead", "figure"})
_NEWS = frozenset({"trouble", "noticeTitle", "noticeText", "foundTitle", "foundText"})


class ScreenReader(QObject):
    """Window thread only. `announced` carries each text."""

    announced = Signal(str)

    def __init__(
        self,
        window: QWidget,
        panels: QStackedWidget,
        message_bar: MessageBar,
        status_poller: StatusPoller,
        scans: ScanBridge,
    ) -> None:
        super().__init__(window)
        self._window, self._panels, self._message_bar = window, panels, message_bar
        self._state: str | None = None
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._announce_panel)
        self._watch(window)
        panels.currentChanged.connect(self._on_panel)
        message_bar.message_shown.connect(self._announce_message)
        status_poller.status_read.connect(self._announce_status)
        scans.camera_failure_changed.connect(self._announce_camera)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Announce trouble and questions once they are shown, with the text that they have then."""
        if event.type() is QEvent.Type.Show and isinstance(watched, QLabel):
            QTimer.singleShot(0, watched, partial(self._announce_news, watched))
        return False

    @Slot(object)
    def _announce_status(self, status: ConnectionView) -> None:
        """Announce that the connection came or went; the number of waiting taps changes too often."""
        if self._state not in {None, "connecting", status.state}:
            self._announce(words.connection_status(status))
        self._state = status.state

    @Slot(object)
    def _announce_camera(self, trouble: CameraFailure | None) -> None:
        if trouble is not None:
            self._announce(words.error_text(trouble))

    @Slot()
    def _on_panel(self) -> None:
        """Announce the panel a moment later: some get their text after they are shown, and one is made on demand."""
        if (panel := self._panels.currentWidget()) is not None:
            self._watch(panel)
            self._soon.start()

    @Slot()
    def _announce_panel(self) -> None:
        if (panel := self._panels.currentWidget()) is not None:
            self._announce(words.as_sentences(_heads_of(panel)))

    @Slot()
    def _announce_message(self) -> None:
        self._announce(self._message_bar.text)

    def _announce_news(self, label: QLabel) -> None:
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
    """Yield what the panel is about, then the rewards that can be claimed on it."""
    for label in panel.findChildren(QLabel):
        text = label.accessibleName() or label.text()
        if label.isVisibleTo(panel) and label.property("role") in _HEADS and text:
            yield text.rstrip(".。")
    for button in panel.findChildren(QPushButton):
        if button.isVisibleTo(panel) and button.property("role") == "reward":
            yield button.accessibleName()
