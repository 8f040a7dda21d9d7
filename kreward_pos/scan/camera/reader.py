"""The reading thread: keeps a camera open, passes its newest frame on, and reopens it when it fails or hangs.

Knows no decoder. Results go into a `Mailbox`; two events stop and pause it.
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

MAX_HUNG_SESSIONS: Final = 2
"""Driver threads that may hang at a time; with as many, no session is started until one returns."""


@dataclass(frozen=True, slots=True)
class DriverTimeouts:
    """How long, in seconds, a driver may take to open a camera, to read from it, and to close it."""

    open_s: float = 25.0
    read_s: float = 8.0
    close_s: float = 3.0


class CameraReader:
    """Reads until stopped. `run` is the thread; only an `OpenSession` touches the camera.

    Each failure and each recovery is reported once. Between attempts to open, it waits for the delays of
    `reopen_delays_s` in turn, then repeats the last; a good frame starts again with the first.
    """

    def __init__(
        self,
        open_camera: Callable[[], Camera],
        mailbox: Mailbox,
        reopen_delays_s: Sequence[float],
        timeouts: DriverTimeouts | None = None,
    ) -> None:
        self._open = open_camera
        self._mailbox = mailbox
        self._reopen_delays_s = reopen_delays_s
        self._timeouts = timeouts or DriverTimeouts()
        self._health = FrameHealth()
        self._failed_attempts = 0
        self._reported: type[CameraFailure] | None = None
        self._session: OpenSession | None = None
        self._hung_sessions: list[OpenSession] = []
        self._stopped = threading.Event()
        self._resumed = threading.Event()
        self._resumed.set()
        self._frame_interval_s = 0.0

    def run(self) -> None:
        """Read until `stop`."""
        while not self._stopped.is_set():
            self._resumed.wait()
            self._hung_sessions = [session for session in self._hung_sessions if session.is_running]
            if len(self._hung_sessions) >= MAX_HUNG_SESSIONS:
                self._report_and_wait(CameraStuck())
            elif (failure := self._run_session()) is not None:
                self._report_and_wait(failure)

    def stop(self) -> None:
        """End `run` as soon as the camera allows."""
        self._stopped.set()
        self._resumed.set()
        self._end_session()

    def pause(self) -> None:
        """Close the camera until `resume`: its light goes out, and other programs can use it."""
        self._resumed.clear()
        self._end_session()

    def resume(self) -> None:
        """Open the camera again."""
        self._resumed.set()

    def set_frame_interval(self, interval_s: float) -> None:
        """Take at most one frame in so many seconds; 0 takes all."""
        self._frame_interval_s = interval_s

    def _run_session(self) -> CameraFailure | None:
        """Run one session; return what ended it, None if it was asked to end."""
        session = self._session = OpenSession(self._open, self._on_frame, lambda: self._frame_interval_s)
        if self._is_ending():
            return None
        self._health.reset()
        session.start()
        while not session.is_over:
            if not session.wait_for_progress(self._timeouts.read_s if session.has_opened else self._timeouts.open_s):
                self._abandon(session)
                return CameraStuck()
        # The device is free for the next session only once this one has closed it.
        if not session.wait_until_closed(self._timeouts.close_s):
            self._abandon(session)
        return None if self._is_ending() else session.failure

    def _abandon(self, session: OpenSession) -> None:
        session.end()
        self._hung_sessions.append(session)

    def _is_ending(self) -> bool:
        return self._stopped.is_set() or not self._resumed.is_set()

    def _end_session(self) -> None:
        if (session := self._session) is not None:
            session.end()

    def _on_frame(self, name: str, frame: Frame) -> None:
        """Judge a frame and pass it on. Runs on the session's thread."""
        fault = self._health.check(frame)
        if self._health.needs_reopening(frame) and fault is not None:
            raise fault(camera=name)
        if fault is not None:
            self._report(fault(camera=name))
        elif self._health.is_good:
            self._failed_attempts = 0
            self._report(None)
        self._mailbox.put(frame)

    def _report_and_wait(self, failure: CameraFailure) -> None:
        self._report(failure)
        delay_s = self._reopen_delays_s[min(self._failed_attempts, len(self._reopen_delays_s) - 1)]
        self._failed_attempts += 1
        self._stopped.wait(delay_s)

    def _report(self, failure: CameraFailure | None) -> None:
        kind = type(failure) if failure else None
        if kind is not self._reported:
            self._reported = kind
            self._mailbox.put(CameraStatus(failure))
