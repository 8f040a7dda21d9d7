"""The pace of pictures that come from no lens and would else come as fast as they are asked for."""

from kreward_pos.scan.camera.camera import Clock, Pause


class Pacer:
    """Holds a caller to `pace_s` seconds a picture, without hurrying to make up for a late one. One thread's."""

    def __init__(self, pace_s: float, clock: Clock, pause: Pause) -> None:
        self._pace_s = pace_s
        self._clock = clock
        self._pause = pause
        self._due_s = clock()

    def wait(self) -> float:
        """Wait until the next picture is due; returns the time then."""
        early_s = self._due_s - self._clock()
        if early_s > 0:
            self._pause(early_s)
        now_s = self._clock()
        self._due_s = max(self._due_s, now_s - self._pace_s) + self._pace_s
        return now_s
