"""One opening of a camera on its own thread, so that a driver that hangs can be abandoned.

Knows no decoder, and judges no frame.
"""

import logging
import math
import threading
from collections.abc import Callable

from kreward_pos.errors import CameraFailure
from kreward_pos.scan.camera.camera import Camera, Frame
from kreward_pos.scan.errors import scanner_failure

log = logging.getLogger(__name__)


class OpenSession:
    """The thread that opens, reads and closes a camera. Only this thread touches the camera; it is a daemon.

    `on_frame` gets the camera's name and each frame on that thread; a `CameraFailure` that it raises ends the session.
    Frames that come sooner than `frame_interval_s` after the previous one are skipped.
    """

    def __init__(
        self,
        open_camera: Callable[[], Camera],
        on_frame: Callable[[str, Frame], None],
        frame_interval_s: Callable[[], float],
    ) -> None:
        self._open = open_camera
        self._on_frame = on_frame
        self._frame_interval_s = frame_interval_s
        self._changed = threading.Condition()
        self._is_over = False
        self._is_closed = False
        self._calls = 0
        self.failure: CameraFailure | None = None
        self._thread = threading.Thread(target=self._run, name="camera-driver", daemon=True)

    def start(self) -> None:
        """Start opening the camera."""
        self._thread.start()

    def end(self) -> None:
        """Ask to close the camera as soon as the driver returns; no frame is passed on from now on."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    @property
    def is_running(self) -> bool:
        """Return whether the thread is alive, which a driver may block."""
        return self._thread.is_alive()

    @property
    def has_opened(self) -> bool:
        """Return whether the camera was opened."""
        return self._calls > 0

    @property
    def is_over(self) -> bool:
        """Return whether the session was asked to end, or ended by itself."""
        with self._changed:
            return self._is_over

    def wait_for_progress(self, timeout_s: float) -> bool:
        """Wait so long; return False if the driver did not return once and the session is not over."""
        with self._changed:
            calls = self._calls
            return self._changed.wait_for(lambda: self._is_over, timeout_s) or self._calls != calls

    def wait_until_closed(self, timeout_s: float) -> bool:
        """Wait so long for the camera to be closed; return whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: self._is_closed, timeout_s)

    def _run(self) -> None:
        """Open, read and close. This is the thread's boundary, so no exception leaves it."""
        try:
            self._read_frames()
        except CameraFailure as failure:
            self.failure = failure
        except Exception as error:  # noqa: BLE001 - the thread's boundary
            # Neither message nor traceback: either may quote what a driver was given.
            log.error("Reading pictures failed: %s", type(error).__name__)  # noqa: TRY400
            self.failure = scanner_failure(error)
        finally:
            with self._changed:
                self._is_over = self._is_closed = True
                self._changed.notify_all()

    def _read_frames(self) -> None:
        camera = self._open()
        try:
            taken_s = -math.inf
            while not self.is_over:
                self._calls += 1
                frame_interval_s = self._frame_interval_s()
                if frame_interval_s > 0 and camera.skip() - taken_s < frame_interval_s:
                    continue
                frame = camera.read()
                taken_s = frame.taken_s
                if not self.is_over:
                    self._on_frame(camera.name, frame)
        finally:
            camera.close()
