"""Where the till's and the scanner's threads meet the window's.

Each bridge is called on other threads, keeps plain values, and tells the window by a signal in its own thread.
Frames are not queued: of pictures only the newest is kept.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage

from kreward_pos.cards import CardReference, Email
from kreward_pos.errors import CameraFailure, CardRefused, TillError
from kreward_pos.scan.remark import Remark
from kreward_pos.till.model.entries import Entry
from kreward_pos.till.model.views import ConnectionView
from kreward_pos.ui.runtime.ports import SettingsView


class PreviewSeen(Protocol):
    """What the window needs of a scanner's picture (`kreward_pos.scan.preview.Sight`).

    `pixels` is RGB, height × width × 3, uint8; `outline` the found code's four corners, each 0 to 1 of the
    picture's width and height, or None; `remark` what there is to say of it.
    """

    @property
    def pixels(self) -> NDArray[np.uint8]: ...  # noqa: D102 - see the class
    @property
    def outline(self) -> tuple[tuple[float, float], ...] | None: ...  # noqa: D102 - see the class
    @property
    def remark(self) -> Remark | None: ...  # noqa: D102 - see the class


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A scanner's picture as the window paints it: in the screen's own format, and else as in `PreviewSeen`."""

    image: QImage
    outline: tuple[tuple[float, float], ...] | None
    remark: Remark | None


class ScanMade(Protocol):
    """What the window needs of a scan (`kreward_pos.scan.scanner.Scan`)."""

    @property
    def reference(self) -> CardReference: ...  # noqa: D102 - see the class


class _Bridge(QObject):
    """Calls that other threads leave are made in the window's thread, in order."""

    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._is_open = True
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def close(self) -> None:
        """Tell nothing more."""
        self._is_open = False

    def _leave(self, call: Callable[[], None]) -> None:
        if self._is_open:
            self._calls.put(call)
            self._arrived.emit()

    @Slot()
    def _deliver(self) -> None:
        while self._is_open:
            try:
                call = self._calls.get_nowait()
            except Empty:
                return
            call()


class TillBridge(_Bridge):
    """A `till.records.events.Listener` whose signals come in the window's thread."""

    entry_updated = Signal(object)
    customer_updated = Signal(object)
    status_updated = Signal(object)
    troubled = Signal(object)
    settings_updated = Signal(object)

    def entry_changed(self, entry: Entry) -> None:
        """See `Listener.entry_changed`."""
        self._leave(lambda: self.entry_updated.emit(entry))

    def customer_changed(self, email: Email) -> None:
        """See `Listener.customer_changed`."""
        self._leave(lambda: self.customer_updated.emit(email))

    def status_changed(self, status: ConnectionView) -> None:
        """See `Listener.status_changed`."""
        self._leave(lambda: self.status_updated.emit(status))

    def error_occurred(self, error: TillError) -> None:
        """See `Listener.error_occurred`."""
        self._leave(lambda: self.troubled.emit(error))

    def settings_changed(self, view: SettingsView) -> None:
        """Pass on settings that were saved; they come from the owner's set-up."""
        self._leave(lambda: self.settings_updated.emit(view))


class ScanBridge(_Bridge):
    """Takes a scanner's callbacks on its decoder thread. A picture waits until the last one was taken for painting.

    `sighted` carries a `Shown`, which is made on the decoder thread too.
    """

    sighted = Signal(object)
    scanned = Signal(object)
    refused = Signal(object)
    troubled = Signal(object)
    hand_scanner_troubled = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._newest: Shown | None = None

    def on_sight(self, sight: PreviewSeen) -> None:
        """A picture was looked at."""
        shown = Shown(painted(sight.pixels), sight.outline, sight.remark)
        with self._lock:
            is_behind = self._newest is not None
            self._newest = shown
        if not is_behind:
            self._leave(self._show_newest)

    def on_scan(self, scan: ScanMade) -> None:
        """A card was shown."""
        self._leave(lambda: self.scanned.emit(scan.reference))

    def on_refusal(self, refusal: CardRefused) -> None:
        """A code was shown that is no card."""
        self._leave(lambda: self.refused.emit(refusal))

    def on_trouble(self, trouble: CameraFailure | None) -> None:
        """The camera failed, or (None) is well again."""
        self._leave(lambda: self.troubled.emit(trouble))

    def on_hand_scanner_trouble(self, trouble: TillError | None) -> None:
        """A wired hand scanner failed, or (None) is well again."""
        self._leave(lambda: self.hand_scanner_troubled.emit(trouble))

    def _show_newest(self) -> None:
        with self._lock:
            shown, self._newest = self._newest, None
        if shown is not None:
            self.sighted.emit(shown)


def painted(pixels: NDArray[np.uint8]) -> QImage:
    """RGB pixels in the format that costs the window's thread least to paint; a copy."""
    height, width = pixels.shape[:2]
    image = QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    return image.convertToFormat(QImage.Format.Format_RGB32)
