"""Bridges that bring the till's and the scanner's callbacks into the window's thread.

A bridge is called on other threads, keeps plain values, and passes them on as signals in the window's thread. Previews
are not queued: only the newest one is kept.
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


class ScannerPreview(Protocol):
    """A scanner's preview, as far as the window needs it (`kreward_pos.scan.preview.Preview`).

    `pixels` is RGB, height × width × 3, uint8; `outline` the found code's four corners, each 0 to 1 of the picture's
    width and height, or None; `remark` a hint for the customer, or None.
    """

    @property
    def pixels(self) -> NDArray[np.uint8]: ...  # noqa: D102 - see the class
    @property
    def outline(self) -> tuple[tuple[float, float], ...] | None: ...  # noqa: D102 - see the class
    @property
    def remark(self) -> Remark | None: ...  # noqa: D102 - see the class


@dataclass(frozen=True, slots=True, eq=False)
class PreviewImage:
    """A preview ready to be painted: in the screen's own format, and else as in `ScannerPreview`."""

    image: QImage
    outline: tuple[tuple[float, float], ...] | None
    remark: Remark | None


class CardScan(Protocol):
    """A scan, as far as the window needs it (`kreward_pos.scan.scanner.Scan`)."""

    @property
    def reference(self) -> CardReference: ...  # noqa: D102 - see the class


class _Bridge(QObject):
    """A queue of calls from other threads, which are made in the window's thread in their order."""

    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._is_open = True
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def close(self) -> None:
        """Deliver nothing more."""
        self._is_open = False

    def _post(self, call: Callable[[], None]) -> None:
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
    """A `till.records.events.Listener` whose signals are emitted in the window's thread."""

    entry_updated = Signal(object)
    customer_updated = Signal(object)
    status_updated = Signal(object)
    failed = Signal(object)
    settings_updated = Signal(object)

    def entry_changed(self, entry: Entry) -> None:
        """Emit `entry_updated`."""
        self._post(lambda: self.entry_updated.emit(entry))

    def customer_changed(self, email: Email) -> None:
        """Emit `customer_updated`."""
        self._post(lambda: self.customer_updated.emit(email))

    def status_changed(self, status: ConnectionView) -> None:
        """Emit `status_updated`."""
        self._post(lambda: self.status_updated.emit(status))

    def error_occurred(self, error: TillError) -> None:
        """Emit `failed`."""
        self._post(lambda: self.failed.emit(error))

    def settings_changed(self, view: SettingsView) -> None:
        """Pass on settings that were saved; they come from the owner's set-up."""
        self._post(lambda: self.settings_updated.emit(view))


class ScanBridge(_Bridge):
    """A receiver of a scanner's callbacks, which are called on its decoding thread.

    `preview_ready` carries a `PreviewImage`, which is made on the decoding thread too. A preview waits until the one
    before it was taken for painting. The failures are None once the camera or the hand scanner works again.
    """

    preview_ready = Signal(object)
    scanned = Signal(object)
    refused = Signal(object)
    camera_failure_changed = Signal(object)
    hand_scanner_failure_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._newest: PreviewImage | None = None

    def on_preview(self, sight: ScannerPreview) -> None:
        """Keep the preview until the window's thread takes it."""
        shown = PreviewImage(to_image(sight.pixels), sight.outline, sight.remark)
        with self._lock:
            is_behind = self._newest is not None
            self._newest = shown
        if not is_behind:
            self._post(self._show_newest)

    def on_scan(self, scan: CardScan) -> None:
        """Emit `scanned`."""
        self._post(lambda: self.scanned.emit(scan.reference))

    def on_refusal(self, refusal: CardRefused) -> None:
        """Emit `refused`, for a code that is no card."""
        self._post(lambda: self.refused.emit(refusal))

    def on_camera_failure(self, trouble: CameraFailure | None) -> None:
        """Emit `camera_failure_changed`."""
        self._post(lambda: self.camera_failure_changed.emit(trouble))

    def on_hand_scanner_failure(self, trouble: TillError | None) -> None:
        """Emit `hand_scanner_failure_changed`, for a hand scanner on a serial port."""
        self._post(lambda: self.hand_scanner_failure_changed.emit(trouble))

    def _show_newest(self) -> None:
        with self._lock:
            shown, self._newest = self._newest, None
        if shown is not None:
            self.preview_ready.emit(shown)


def to_image(pixels: NDArray[np.uint8]) -> QImage:
    """Copy RGB pixels into the format that the window's thread paints fastest."""
    height, width = pixels.shape[:2]
    image = QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    return image.convertToFormat(QImage.Format.Format_RGB32)
