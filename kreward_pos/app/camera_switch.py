"""The scanner in use: one camera at a time, replaced while running, released while the window is hidden."""

import threading
from collections.abc import Callable
from typing import Self

from kreward_pos.scan.camera.camera import Camera
from kreward_pos.scan.camera.cameras import open_camera
from kreward_pos.scan.scanner import Callbacks, Scanner
from kreward_pos.system.settings import CameraOrientation
from kreward_pos.ui.runtime.bridge import ScanBridge


class ScannerHolder:
    """A holder of the scanner, which is replaced with the camera.

    `use` waits for the old scanner: one worker thread at a time, or before the window is shown. `set_visible` never
    waits.
    """

    def __init__(self, demo_camera: Camera | None = None) -> None:
        self._demo_camera = demo_camera
        self._lock = threading.Lock()
        self._current: tuple[str, CameraOrientation] | None = None
        self._scanner: Scanner | None = None
        self._callbacks: Callbacks | None = None
        self._is_visible = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._replace(None)

    def set_callbacks(self, scans: ScanBridge) -> None:
        """Set the bridge that gets previews, scans and errors."""
        self._callbacks = Callbacks(scans.on_preview, scans.on_scan, scans.on_refusal, scans.on_camera_failure)

    def use(self, spec: str, orientation: CameraOrientation) -> None:
        """Use the camera that `spec` names, with its frames turned and mirrored as `orientation` says."""
        requested = (spec, orientation)
        if requested != self._current and self._callbacks is not None:
            self._current = requested
            self._replace(Scanner(self._opener(spec, orientation), self._callbacks))

    def set_visible(self, is_visible: bool) -> None:
        """Release the camera while its preview is hidden, or open it again. Never waits."""
        with self._lock:
            self._is_visible = is_visible
            if self._scanner is not None:
                self._pause_or_resume(self._scanner)

    def _replace(self, scanner: Scanner | None) -> None:
        with self._lock:
            old, self._scanner = self._scanner, scanner
        if old is not None:
            old.stop()
        with self._lock:
            if scanner is not None and scanner is self._scanner:
                self._pause_or_resume(scanner)
                scanner.start()

    def _pause_or_resume(self, scanner: Scanner) -> None:
        if self._is_visible:
            scanner.resume()
        else:
            scanner.pause()

    def _opener(self, spec: str, orientation: CameraOrientation) -> Callable[[], Camera]:
        if (demo_camera := self._demo_camera) is not None and spec == "demo":
            return lambda: demo_camera
        return lambda: open_camera(spec, orientation)
