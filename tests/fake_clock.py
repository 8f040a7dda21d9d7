"""A till's clock for tests that do not wait."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Time that passes only when told to, or while somebody sleeps; the wall clock can be set."""

    def __init__(self) -> None:
        self.monotonic_s = 1000.0
        self.wall = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
        self.slept_s: list[float] = []

    def monotonic(self) -> float:
        return self.monotonic_s

    def now(self) -> datetime:
        return self.wall

    def sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
        self.pass_s(seconds)

    def pass_s(self, seconds: float) -> None:
        self.monotonic_s += seconds
        self.wall += timedelta(seconds=seconds)

    def suspend_s(self, seconds: float) -> None:
        """The computer sleeps: the monotonic clock stands still."""
        self.wall += timedelta(seconds=seconds)

    def restart(self) -> None:
        """Another run's monotonic clock begins anywhere."""
        self.monotonic_s = 3.0
