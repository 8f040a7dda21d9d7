"""The hand-over from the reading thread to the decoding thread: the newest frame, and the camera's status.

Knows no camera and no decoder. Frames that are not taken in time are dropped; statuses are kept, in order.
"""

import threading
from collections import deque
from dataclasses import dataclass

from kreward_pos.errors import CameraFailure
from kreward_pos.scan.camera.camera import Frame


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """A change of the camera's status: its failure, or None once it delivers frames again."""

    failure: CameraFailure | None


class Mailbox:
    """A slot for one frame behind a queue of statuses. Thread-safe."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._statuses: deque[CameraStatus] = deque()
        self._is_closed = False

    def put(self, item: Frame | CameraStatus) -> None:
        """Add a status, or replace the frame."""
        with self._changed:
            if isinstance(item, Frame):
                self._frame = item
            else:
                self._statuses.append(item)
            self._changed.notify_all()

    def take(self) -> Frame | CameraStatus | None:
        """Wait for an item and return it, statuses first; None once the mailbox is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._statuses or self._frame or self._is_closed)
            if self._is_closed:
                return None
            if self._statuses:
                return self._statuses.popleft()
            frame, self._frame = self._frame, None
            return frame

    def drop_frame(self) -> None:
        """Drop the frame that is no longer wanted."""
        with self._changed:
            self._frame = None

    def close(self) -> None:
        """Release all waiting threads for good."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
