"""The back-off for one customer, whose reads fail again and again while others' succeed."""

from kreward_pos.cards import Email
from kreward_pos.clock import Clock

_FIRST_S = 30.0
_LONGEST_S = 600.0


class CustomerBackoff:
    """The customers that the courier passes over for a while. Courier thread only.

    Counts failed reads in a row; the first one is taken for the connection's fault.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: dict[str, int] = {}
        self._until_s: dict[str, float] = {}

    def record_failure(self, email: Email) -> None:
        """Record a read of this customer that failed for a temporary reason."""
        count = self._failures[email.key] = self._failures.get(email.key, 0) + 1
        if count > 1:
            self._until_s[email.key] = self._clock.monotonic() + min(_LONGEST_S, _FIRST_S * 2.0 ** (count - 2))

    def record_success(self, email: Email) -> None:
        """Record a successful read of this customer."""
        self._failures.pop(email.key, None)
        self._until_s.pop(email.key, None)

    def paused(self) -> list[str]:
        """Return the customers to pass over now, by `Email.key`."""
        now_s = self._clock.monotonic()
        return [key for key, until_s in self._until_s.items() if until_s > now_s]

    def wait_s(self) -> float:
        """Return the seconds until the next of them may be read again; infinite where there is none."""
        now_s = self._clock.monotonic()
        return min((until_s - now_s for until_s in self._until_s.values() if until_s > now_s), default=float("inf"))
