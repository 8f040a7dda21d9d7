"""The frame rate of cameras without a device, which could otherwise deliver any number of frames."""

from kreward_pos.scan.camera.camera import Clock, Sleep


class Pacer:
    """Holds a caller to one frame per `interval_s`, without catching up after a late one. Not thread-safe."""

    def __init__(self, interval_s: float, clock: Clock, sleep: Sleep) -> None:
        self._interval_s = interval_s
        self._clock = clock
        self._sleep = sleep
        self._due_s = clock()

    def wait(self) -> float:
        """Wait until the next frame is due; return the time then."""
        early_s = self._due_s - self._clock()
        if early_s > 0:
            self._sleep(early_s)
        now_s = self._clock()
        self._due_s = max(self._due_s, now_s - self._interval_s) + self._interval_s
        return now_s
