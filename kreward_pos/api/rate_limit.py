"""The rate limit: 100 calls a minute per key (the API's contract), people before background work.

Pure arithmetic over a monotonic clock: it never waits. The client owns it and uses it under its lock.
"""

from collections import deque
from enum import Enum
from typing import Self

WINDOW_S = 61.0
"""A minute and a second, since two calls sent a minute apart may arrive a little closer."""

PER_MINUTE = 100
BACKGROUND_PER_MINUTE = 60
PAUSE_AFTER_429_S = 60.0
_RECOVERY_STEP_S = 15.0


class Priority(Enum):
    """Who waits for the response."""

    PERSON = "person"
    BACKGROUND = "background"


class RateLimiter:
    """A limiter that says how long a call must wait: people may use the whole minute, the background a part of it.

    A 429 pauses all calls until its `Retry-After` and halves the background's share, which then recovers by one call
    every 15 s.
    """

    def __init__(self, per_minute: int = PER_MINUTE, background_per_minute: int = BACKGROUND_PER_MINUTE) -> None:
        self._per_minute = per_minute
        self._background_limit = background_per_minute
        self._reduced_limit = background_per_minute
        self._reduced_at_s = 0.0
        self._paused_until_s = float("-inf")
        self._all: deque[float] = deque()
        self._background: deque[float] = deque()

    @classmethod
    def at_start(cls, now_s: float) -> Self:
        """Return a limiter for an app that starts: its last run may have used up most background calls a moment ago."""
        limiter = cls()
        for _ in range(limiter._background_limit * 3 // 4):
            limiter.record(now_s, Priority.BACKGROUND)
        return limiter

    def delay_s(self, now_s: float, priority: Priority) -> float:
        """Return the seconds until a call of this priority may be sent; 0 when it may be sent now."""
        self._drop_old_calls(now_s)
        delays = [self._paused_until_s - now_s, _until_free(self._all, self._per_minute, now_s)]
        if priority is Priority.BACKGROUND:
            delays.append(_until_free(self._background, self._background_share(now_s), now_s))
        return max(0.0, *delays)

    def record(self, now_s: float, priority: Priority) -> None:
        """Count a call that is sent now."""
        self._all.append(now_s)
        if priority is Priority.BACKGROUND:
            self._background.append(now_s)

    def record_refusal(self, now_s: float, retry_after_s: float | None) -> None:
        """Record that Kreward answered 429."""
        pause_s = PAUSE_AFTER_429_S if retry_after_s is None else retry_after_s
        # A shorter pause, in the response to an earlier call, does not end a longer one.
        self._paused_until_s = max(self._paused_until_s, now_s + pause_s)
        self._reduced_limit = max(1, self._background_share(now_s) // 2)
        self._reduced_at_s = now_s

    def _background_share(self, now_s: float) -> int:
        recovered = (
            int((now_s - self._reduced_at_s) / _RECOVERY_STEP_S) if self._reduced_limit < self._background_limit else 0
        )
        return min(self._background_limit, self._reduced_limit + max(0, recovered))

    def _drop_old_calls(self, now_s: float) -> None:
        for calls in (self._all, self._background):
            while calls and calls[0] <= now_s - WINDOW_S:
                calls.popleft()


def _until_free(calls: deque[float], limit: int, now_s: float) -> float:
    """Return the seconds until fewer than `limit` of `calls` are younger than the window."""
    return 0.0 if len(calls) < limit else calls[len(calls) - limit] + WINDOW_S - now_s
