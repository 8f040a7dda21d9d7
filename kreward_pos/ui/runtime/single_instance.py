"""A second start of the counter on the same folder brings the first one to the front.

The folder's lock decides which one is the first: the system releases it even after a kill.
"""

import hashlib
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, QThread, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_TIMEOUT_MS = 4000
_PAUSE_MS = 200
_CLOSE_TIMEOUT_MS = 2000


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
        while (connection := self._server.nextPendingConnection()) is not None:
            connection.disconnected.connect(connection.deleteLater)
            connection.disconnectFromServer()
            self.activation_requested.emit()

    def close(self) -> None:
        """Stop listening."""
        self._server.close()


def notify_running_counter(folder: Path, timeout_ms: int = _TIMEOUT_MS) -> bool:
    """Ask the counter that runs on `folder` to come to the front; return whether it answered.

    Blocks, so call it before any window is shown. Tries again for a while: a counter that is starting has locked its
    folder before it listens.
    """
    until = QDeadlineTimer(timeout_ms)
    while not (is_answered := _is_answered(folder)) and not until.hasExpired():
        QThread.msleep(_PAUSE_MS)
    return is_answered


def _is_answered(folder: Path) -> bool:
    """Return whether a counter closed the connection: one that hangs still accepts it, but never closes it."""
    socket = QLocalSocket()
    socket.connectToServer(_name(folder))
    if not socket.waitForConnected(_PAUSE_MS):
        return False
    unconnected = QLocalSocket.LocalSocketState.UnconnectedState
    return socket.state() == unconnected or socket.waitForDisconnected(_CLOSE_TIMEOUT_MS)


def _name(folder: Path) -> str:
    return f"kreward-pos-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]}"
