"""The scanner in use: one camera at a time, changed while running, let go of while nobody can see the window."""

import threading
from collections.abc import Callable
from typing import Self

from kreward_pos.scan.camera.camera import Camera
from kreward_pos.scan.camera.cameras import open_camera
from kreward_pos.scan.scanner import Callbacks, Scanner
from kreward_pos.system.settings import CameraOrientation
from kreward_pos.ui.runtime.bridge import ScanBridge


class ScannerHolder:
    """Another camera means another scanner. `use` waits for the old one, so it is for one worker thread at a time
    or for before the window is shown; `look` never waits."""

    def __init__(self, demo_camera: Camera | None = None) -> None:
        self._demo_camera = demo_camera
        self._lock = threading.Lock()
        self._wanted: tuple[str, CameraOrientation] | None = None
        self._scanner: Scanner | None = None
        self._callbacks: Callbacks | None = None
        self._is_watched = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._replace(None)

    def tell(self, scans: ScanBridge) -> None:
        """Set who is told what is scanned."""
        self._callbacks = Callbacks(scans.on_preview, scans.on_scan, scans.on_refusal, scans.on_camera_failure)

    def use(self, spec: str, picture: CameraOrientation) -> None:
        """Read from the camera that `spec` names from now on, its pictures put right as `picture` says."""
        wanted = (spec, picture)
        if wanted != self._wanted and self._callbacks is not None:
            self._wanted = wanted
            self._replace(Scanner(self._opener(spec, picture), self._callbacks))

    def look(self, is_watched: bool) -> None:
        """Let go of the camera while nobody can see what it sees, or open it again."""
        with self._lock:
            self._is_watched = is_watched
            if self._scanner is not None:
                self._put(self._scanner)

    def _replace(self, scanner: Scanner | None) -> None:
        with self._lock:
            old, self._scanner = self._scanner, scanner
        if old is not None:
            old.stop()
        with self._lock:
            if scanner is not None and scanner is self._scanner:
                self._put(scanner)
                scanner.start()

    def _put(self, scanner: Scanner) -> None:
        if self._is_watched:
            scanner.resume()
        else:
            scanner.pause()

    def _opener(self, spec: str, picture: CameraOrientation) -> Callable[[], Camera]:
        if (demo_camera := self._demo_camera) is not None and spec == "demo":
            return lambda: demo_camera
        return lambda: open_camera(spec, picture)
