"""A second start of the counter on the same folder brings the first one to the front.

The folder's lock decides which one is the first: the system releases it even after a kill.
"""

import hashlib
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, QThread, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE_MS = 4000
_PAUSE_MS = 200
_ANSWER_MS = 2000


class SingleInstance(QObject):
    """A local server of the first counter, which only processes of the same user can reach."""

    activation_requested = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._open)
        QLocalServer.removeServer(_name(folder))  # left behind by a kill; the folder's lock says that it is ours
        self._server.listen(_name(folder))

    @Slot()
    def _open(self) -> None:
        while (guest := self._server.nextPendingConnection()) is not None:
            guest.disconnected.connect(guest.deleteLater)
            guest.disconnectFromServer()
            self.activation_requested.emit()

    def close(self) -> None:
        """Stop listening."""
        self._server.close()


def notify_running_counter(folder: Path, patience_ms: int = _PATIENCE_MS) -> bool:
    """Ask the counter that runs on `folder` to come to the front; return whether it answered.

    Blocks, so call it before any window is shown. Tries again for a while: a counter that is starting has locked its
    folder before it listens.
    """
    until = QDeadlineTimer(patience_ms)
    while not (has_heard := _is_heard(folder)) and not until.hasExpired():
        QThread.msleep(_PAUSE_MS)
    return has_heard


def _is_heard(folder: Path) -> bool:
    """Return whether a counter closed the connection: one that hangs still accepts it, but never closes it."""
    visitor = QLocalSocket()
    visitor.connectToServer(_name(folder))
    if not visitor.waitForConnected(_PAUSE_MS):
        return False
    gone = QLocalSocket.LocalSocketState.UnconnectedState
    return visitor.state() == gone or visitor.waitForDisconnected(_ANSWER_MS)


def _name(folder: Path) -> str:
    return f"kreward-pos-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]}"
