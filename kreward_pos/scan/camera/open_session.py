"""One opening of a camera, on a thread of its own: whoever waits for it can leave a driver that hangs behind.

Knows no decoder, and judges no picture: it hands on what comes.
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
    """Opens, reads and closes a camera; its thread alone touches the camera, and is a daemon.

    `on_frame` gets the camera's name and each picture on that thread; a `CameraFailure` that it raises ends the opening.
    Pictures that come sooner than `frame_interval_s` says, in seconds from one to the next, are skipped.
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
        """Begin to open."""
        self._thread.start()

    def end(self) -> None:
        """Ask it to close the camera as soon as the driver comes back; nothing is handed on from now on."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    @property
    def is_running(self) -> bool:
        """Whether the driver still holds the thread."""
        return self._thread.is_alive()

    @property
    def has_opened(self) -> bool:
        """Whether the camera could be opened."""
        return self._calls > 0

    @property
    def is_over(self) -> bool:
        """Whether it was asked to end, or ended by itself."""
        with self._changed:
            return self._is_over

    def wait_for_progress(self, timeout_s: float) -> bool:
        """Wait so long: False where the driver did not come back once and the opening is not over."""
        with self._changed:
            calls = self._calls
            return self._changed.wait_for(lambda: self._is_over, timeout_s) or self._calls != calls

    def wait_until_closed(self, timeout_s: float) -> bool:
        """Wait so long for the camera to be closed."""
        with self._changed:
            return self._changed.wait_for(lambda: self._is_closed, timeout_s)

    def _run(self) -> None:
        """The thread; its boundary, so nothing leaves it."""
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
