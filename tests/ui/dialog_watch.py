"""A watch for dialogs, which may never come between two customers."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QDialog, QWidget


class DialogWatch(QObject):
    """An event filter for the application. `seen` names each dialog or modal window that was shown."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and _is_modal(watched):
            self.seen.append(type(watched).__name__)
        return False


def _is_modal(widget: QWidget) -> bool:
    return widget.isWindow() and (isinstance(widget, QDialog) or widget.isModal())
