"""The reading side: keep a camera open, pass its newest picture on, and bring it back when it fails or hangs.

Knows no decoder. What it learns goes into a `Mailbox`; what stops it is a pair of events.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from kreward_pos.errors import CameraFailure
from kreward_pos.scan.camera.camera import Camera, Frame
from kreward_pos.scan.camera.health import FrameHealth
from kreward_pos.scan.camera.mailbox import CameraStatus, Mailbox
from kreward_pos.scan.camera.open_session import OpenSession
from kreward_pos.scan.errors import CameraStuck

MOST_LEFT_BEHIND: Final = 2
"""Driver threads that may hang at a time; with as many, no further opening is tried until one of them is back."""


@dataclass(frozen=True, slots=True)
class DriverTimeouts:
    """How long, in seconds, a driver may take to open a camera, to read from it, and to close it."""

    open_s: float = 25.0
    read_s: float = 8.0
    close_s: float = 3.0


class CameraReader:
    """Reads until told to stop. `run` is the thread; it touches no camera itself: an `OpenSession` does.

    Trouble is told once, and its end once. Between two attempts to open, it waits for the delays of
    `reopen_after_s` in turn, the last again and again; a good picture begins them anew.
    """

    def __init__(
        self,
        open_camera: Callable[[], Camera],
        mailbox: Mailbox,
        reopen_after_s: Sequence[float],
        patience: DriverTimeouts | None = None,
    ) -> None:
        self._open = open_camera
        self._mailbox = mailbox
        self._reopen_after_s = reopen_after_s
        self._patience = patience or DriverTimeouts()
        self._health = FrameHealth()
        self._attempts = 0
        self._told: type[CameraFailure] | None = None
        self._opening: OpenSession | None = None
        self._left_behind: list[OpenSession] = []
        self._stopped = threading.Event()
        self._awake = threading.Event()
        self._awake.set()
        self._pace_s = 0.0

    def run(self) -> None:
        """Read until `stop`."""
        while not self._stopped.is_set():
            self._awake.wait()
            self._left_behind = [opening for opening in self._left_behind if opening.is_running]
            if len(self._left_behind) >= MOST_LEFT_BEHIND:
                self._fail(CameraStuck())
            elif (failure := self._read_on()) is not None:
                self._fail(failure)

    def stop(self) -> None:
        """End `run` as soon as the camera lets it."""
        self._stopped.set()
        self._awake.set()
        self._end_opening()

    def pause(self) -> None:
        """Close the camera until `resume`: its light goes out, and other programs may have it."""
        self._awake.clear()
        self._end_opening()

    def resume(self) -> None:
        """Open the camera again."""
        self._awake.set()

    def keep_pace(self, pace_s: float) -> None:
        """Take no more than one picture in so many seconds; 0 takes all."""
        self._pace_s = pace_s

    def _read_on(self) -> CameraFailure | None:
        """See one opening through; returns what ended it, None where it was asked to."""
        opening = self._opening = OpenSession(self._open, self._take, lambda: self._pace_s)
        if self._is_asked_to_end():
            return None
        self._health.begin()
        opening.start()
        while not opening.is_over:
            if not opening.keeps_going(self._patience.read_s if opening.has_opened else self._patience.open_s):
                self._leave(opening)
                return CameraStuck()
        # The device is free for the next opening only once this one has closed it.
        if not opening.has_closed(self._patience.close_s):
            self._leave(opening)
        return None if self._is_asked_to_end() else opening.failure

    def _leave(self, opening: OpenSession) -> None:
        opening.end()
        self._left_behind.append(opening)

    def _is_asked_to_end(self) -> bool:
        return self._stopped.is_set() or not self._awake.is_set()

    def _end_opening(self) -> None:
        if (opening := self._opening) is not None:
            opening.end()

    def _take(self, name: str, picture: Frame) -> None:
        """On the opening's thread: judge a picture and pass it on."""
        fault = self._health.fault_in(picture)
        if self._health.is_hopeless(picture) and fault is not None:
            raise fault(camera=name)
        if fault is not None:
            self._tell(fault(camera=name))
        elif self._health.is_well:
            self._attempts = 0
            self._tell(None)
        self._mailbox.put(picture)

    def _fail(self, failure: CameraFailure) -> None:
        self._tell(failure)
        delay_s = self._reopen_after_s[min(self._attempts, len(self._reopen_after_s) - 1)]
        self._attempts += 1
        self._stopped.wait(delay_s)

    def _tell(self, failure: CameraFailure | None) -> None:
        kind = type(failure) if failure else None
        if kind is not self._told:
            self._told = kind
            self._mailbox.put(CameraStatus(failure))
