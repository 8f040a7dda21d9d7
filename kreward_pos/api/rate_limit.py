"""One place that paces calls: 100 a minute per key (the contract), people before background work.

Pure arithmetic over a monotonic clock; it never waits itself. Owned by the client, used under its lock.
"""

from collections import deque
from enum import Enum
from typing import Self

WINDOW_S = 61.0
"""A minute and a second, since two calls a minute apart may arrive a little closer."""

PER_MINUTE = 100
BACKGROUND_PER_MINUTE = 60
PAUSE_AFTER_429_S = 60.0
_CREEP_S = 15.0


class Priority(Enum):
    """Who waits for the answer."""

    PERSON = "person"
    BACKGROUND = "background"


class RateLimiter:
    """How long a call must wait: people share all of the minute, the background its smaller part of it.

    A 429 closes the way for everybody until its `Retry-After` and halves the background's part, which then
    grows back by one every 15 s.
    """

    def __init__(self, per_minute: int = PER_MINUTE, background_per_minute: int = BACKGROUND_PER_MINUTE) -> None:
        self._per_minute = per_minute
        self._background_most = background_per_minute
        self._background_now = background_per_minute
        self._grown_s = 0.0
        self._closed_until_s = float("-inf")
        self._all: deque[float] = deque()
        self._background: deque[float] = deque()

    @classmethod
    def at_start(cls, now_s: float) -> Self:
        """Return a limiter for an app that starts: its last run may have used up most background calls a moment ago."""
        pace = cls()
        for _ in range(pace._background_most * 3 // 4):
            pace.record(now_s, Priority.BACKGROUND)
        return pace

    def delay_s(self, now_s: float, priority: Priority) -> float:
        """Return the seconds until a call of this priority may leave; 0 when it may leave now."""
        self._forget(now_s)
        delays = [self._closed_until_s - now_s, _until_free(self._all, self._per_minute, now_s)]
        if priority is Priority.BACKGROUND:
            delays.append(_until_free(self._background, self._background_share(now_s), now_s))
        return max(0.0, *delays)

    def record(self, now_s: float, priority: Priority) -> None:
        """Count a call that leaves now."""
        self._all.append(now_s)
        if priority is Priority.BACKGROUND:
            self._background.append(now_s)

    def refused(self, now_s: float, retry_after_s: float | None) -> None:
        """Record that Kreward answered 429."""
        pause_s = PAUSE_AFTER_429_S if retry_after_s is None else retry_after_s
        # A shorter pause, told to a call that left earlier, ends no longer one.
        self._closed_until_s = max(self._closed_until_s, now_s + pause_s)
        self._background_now = max(1, self._background_share(now_s) // 2)
        self._grown_s = now_s

    def _background_share(self, now_s: float) -> int:
        grown = int((now_s - self._grown_s) / _CREEP_S) if self._background_now < self._background_most else 0
        return min(self._background_most, self._background_now + max(0, grown))

    def _forget(self, now_s: float) -> None:
        for calls in (self._all, self._background):
            while calls and calls[0] <= now_s - WINDOW_S:
                calls.popleft()


def _until_free(calls: deque[float], most: int, now_s: float) -> float:
    """Return the seconds until fewer than `most` of `calls` are younger than the window."""
    return 0.0 if len(calls) < most else calls[len(calls) - most] + WINDOW_S - now_s
