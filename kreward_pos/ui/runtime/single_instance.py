"""A second start of the counter on the same folder rings here, and the first one comes to the front.

Who is first is not decided here: the folder's lock says so, which the system frees even after a kill.
"""

import hashlib
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, QThread, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE_MS = 4000
_PAUSE_MS = 200
_ANSWER_MS = 2000


class SingleInstance(QObject):
    """The first counter's; only the same user can ring."""

    rung = Signal()

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
            self.rung.emit()

    def take_down(self) -> None:
        """Nobody is at home any more."""
        self._server.close()


def notify_running_counter(folder: Path, patience_ms: int = _PATIENCE_MS) -> bool:
    """Call the counter that runs on `folder`; whether it heard. Blocks, so only before any window is shown.

    Rings again for a while, since a counter that has just been started has its folder before it has its door.
    """
    until = QDeadlineTimer(patience_ms)
    while not (has_heard := _is_heard(folder)) and not until.hasExpired():
        QThread.msleep(_PAUSE_MS)
    return has_heard


def _is_heard(folder: Path) -> bool:
    """Whether somebody hung up: a counter that hangs leaves its door standing, and answers nobody."""
    visitor = QLocalSocket()
    visitor.connectToServer(_name(folder))
    if not visitor.waitForConnected(_PAUSE_MS):
        return False
    gone = QLocalSocket.LocalSocketState.UnconnectedState
    return visitor.state() == gone or visitor.waitForDisconnected(_ANSWER_MS)


def _name(folder: Path) -> str:
    return f"kreward-pos-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]}"
