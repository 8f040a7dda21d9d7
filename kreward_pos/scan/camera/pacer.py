"""The pace of pictures that come from no lens and would else come as fast as they are asked for."""

from kreward_pos.scan.camera.camera import Clock, Sleep


class Pacer:
    """Holds a caller to `interval_s` seconds a picture, without hurrying to make up for a late one. One thread's."""

    def __init__(self, interval_s: float, clock: Clock, sleep: Sleep) -> None:
        self._interval_s = interval_s
        self._clock = clock
        self._sleep = sleep
        self._due_s = clock()

    def wait(self) -> float:
        """Wait until the next picture is due; returns the time then."""
        early_s = self._due_s - self._clock()
        if early_s > 0:
            self._sleep(early_s)
        now_s = self._clock()
        self._due_s = max(self._due_s, now_s - self._interval_s) + self._interval_s
        return now_s
