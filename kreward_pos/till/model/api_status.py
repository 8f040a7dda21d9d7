"""The connection's status by the results of all calls, and the back-off until the next try. Sends nothing."""

import random
import threading
from datetime import datetime
from typing import Literal

from kreward_pos.api.errors import CallRefused, KeyRefused, NotApplied, PaceExceeded, RateLimited, ShopRefused
from kreward_pos.clock import Clock
from kreward_pos.errors import ApiFailure

ConnectionState = Literal["connecting", "online", "offline", "paused"]

SHORTEST_WAIT_S = 1.0
LONGEST_WAIT_S = 60.0
_PAUSED_WAIT_S = 60.0
_GOOD_ANSWERS_THAT_END_A_BACKOFF = 2


class ApiStatus:
    """The status of the connection, from every answer and failure of look-ups and the courier. Thread-safe.

    The wait grows with full jitter between 1 and 60 s; two good answers in a row reset it. A refused key or shop pauses
    writes until an answer shows that it is accepted again.
    """

    def __init__(self, clock: Clock, rng: random.Random) -> None:
        self._clock = clock
        self._rng = rng
        self._lock = threading.Lock()
        self._state: ConnectionState = "connecting"
        self._since = clock.now()
        self._reason: ApiFailure | None = None
        self._failures = 0
        self._good_answers = 0
        self._next_try_s = clock.monotonic()
        self._last_answer_s = float("-inf")

    @property
    def state(self) -> ConnectionState:
        """Return the connection's state."""
        return self._state

    @property
    def since(self) -> datetime:
        """Return the time of the last change of state, by the wall clock."""
        return self._since

    @property
    def reason(self) -> ApiFailure | None:
        """Return what went wrong, while offline or paused."""
        return self._reason

    def idle_s(self) -> float:
        """Return the seconds since the last answer."""
        return self._clock.monotonic() - self._last_answer_s

    def wait_s(self) -> float:
        """Return the seconds until the next try; 0 when online."""
        with self._lock:
            if self._state == "online":
                return 0.0
            return max(0.0, self._next_try_s - self._clock.monotonic())

    def record_success(self) -> bool:
        """Record a good answer; return whether the state has changed."""
        with self._lock:
            self._last_answer_s = self._clock.monotonic()
            self._good_answers += 1
            if self._good_answers >= _GOOD_ANSWERS_THAT_END_A_BACKOFF:
                self._failures = 0
            return self._set_state("online", None)

    def record_failure(self, failure: ApiFailure) -> bool:
        """Record a failed call; return whether the state or the time of the next try has changed."""
        with self._lock:
            if isinstance(failure, KeyRefused | ShopRefused):
                self._next_try_s = self._clock.monotonic() + _PAUSED_WAIT_S
                return self._set_state("paused", failure)
            if isinstance(failure, PaceExceeded | CallRefused):
                return False  # the call never left: that says nothing about the connection
            if isinstance(failure, NotApplied):
                if not isinstance(failure, RateLimited):
                    self._last_answer_s = self._clock.monotonic()
                return False
            self._good_answers = 0
            self._failures += 1
            self._next_try_s = self._clock.monotonic() + self._backoff_s()
            if self._state == "paused":
                return False  # still paused when offline: the key has to be proved first
            self._set_state("offline", failure)
            return True

    def try_now(self) -> None:
        """Make the next try due at once."""
        with self._lock:
            self._next_try_s = self._clock.monotonic()

    def _backoff_s(self) -> float:
        most = min(LONGEST_WAIT_S, SHORTEST_WAIT_S * 2.0**self._failures)
        return self._rng.uniform(SHORTEST_WAIT_S, most)

    def _set_state(self, state: ConnectionState, reason: ApiFailure | None) -> bool:
        self._reason = reason
        if state == self._state:
            return False
        self._state, self._since = state, self._clock.now()
        return True
