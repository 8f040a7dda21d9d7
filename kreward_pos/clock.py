"""The till's only sources of time, so that tests and simulations can bring their own.

Intervals come from `monotonic`; wall-clock time is for display alone and may jump by years. Days are the till's own:
those of the computer's time zone.
"""

import time
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from typing import Protocol


class Clock(Protocol):
    """What tells the time."""

    def monotonic(self) -> float:
        """Return the seconds from an arbitrary start; never goes back."""
        ...

    def now(self) -> datetime:
        """Return the wall clock in UTC, for display."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass; worker threads only."""
        ...


class SystemClock:
    """The machine's clocks."""

    def monotonic(self) -> float:
        """Return the seconds from an arbitrary start."""
        return time.monotonic()

    def now(self) -> datetime:
        """Return the wall clock in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait that many seconds."""
        time.sleep(seconds)


def unix_ms(moment: datetime) -> int:
    """Return an aware time as whole milliseconds since 1970, as tables keep it."""
    return int(moment.timestamp() * 1000)


def from_unix_ms(ms: int) -> datetime:
    """Return a stored time as the wall clock showed it, in UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def day_of(moment: datetime) -> date:
    """Return the local day that holds `moment`, which is aware."""
    return moment.astimezone().date()


def beginning_of(day: date) -> datetime:
    """Return when a day begins here, aware; two beginnings may lie 23 or 25 hours apart."""
    return datetime.combine(day, time_of_day()).astimezone()
