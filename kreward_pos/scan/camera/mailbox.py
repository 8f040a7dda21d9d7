"""What the reading thread leaves for the decoding one: the newest picture, and word of how the camera is.

Knows no camera and no decoder. Pictures that nobody came for in time are dropped; words are kept, in order.
"""

import threading
from collections import deque
from dataclasses import dataclass

from kreward_pos.errors import CameraFailure
from kreward_pos.scan.camera.camera import Frame


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """A change in how the camera is: its failure, or None once it gives pictures again."""

    failure: CameraFailure | None


class Mailbox:
    """A slot for one picture behind a queue of words. Safe for any number of threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._statuses: deque[CameraStatus] = deque()
        self._is_closed = False

    def put(self, item: Frame | CameraStatus) -> None:
        """Leave a word, or a picture in place of the one before it."""
        with self._changed:
            if isinstance(item, Frame):
                self._frame = item
            else:
                self._statuses.append(item)
            self._changed.notify_all()

    def take(self) -> Frame | CameraStatus | None:
        """Wait for something and take it, words first; None once the mailbox is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._statuses or self._frame or self._is_closed)
            if self._is_closed:
                return None
            if self._statuses:
                return self._statuses.popleft()
            frame, self._frame = self._frame, None
            return frame

    def drop_frame(self) -> None:
        """Throw away a picture that is no longer wanted."""
        with self._changed:
            self._frame = None

    def close(self) -> None:
        """Let whoever waits go, for good."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
