"""Whom the courier passes over for a while: a customer whose reads fail again and again while others' go well."""

from kreward_pos.cards import Email
from kreward_pos.clock import Clock

_FIRST_S = 30.0
_LONGEST_S = 600.0


class CustomerBackoff:
    """Counts failed reads in a row for each customer; the first is taken for the connection's fault."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: dict[str, int] = {}
        self._until_s: dict[str, float] = {}

    def record_failure(self, email: Email) -> None:
        """A read of this customer has failed, for a reason that may pass."""
        count = self._failures[email.key] = self._failures.get(email.key, 0) + 1
        if count > 1:
            self._until_s[email.key] = self._clock.monotonic() + min(_LONGEST_S, _FIRST_S * 2.0 ** (count - 2))

    def record_success(self, email: Email) -> None:
        """A read of this customer went well."""
        self._failures.pop(email.key, None)
        self._until_s.pop(email.key, None)

    def paused(self) -> list[str]:
        """The customers, by `Email.key`, to pass over now."""
        now_s = self._clock.monotonic()
        return [key for key, until_s in self._until_s.items() if until_s > now_s]

    def wait_s(self) -> float:
        """Seconds until the next of them gets another chance."""
        now_s = self._clock.monotonic()
        return min((until_s - now_s for until_s in self._until_s.values() if until_s > now_s), default=float("inf"))
