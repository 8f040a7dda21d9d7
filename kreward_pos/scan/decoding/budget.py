"""Taking turns within a time: which looks a picture gets, by what each of them has cost on this machine.

Knows no engine and no picture; time is handed in.
"""

from collections.abc import Sequence

from kreward_pos.scan.camera.camera import Clock
from kreward_pos.scan.decoding.attempts import DecodeAttempt
from kreward_pos.scan.decoding.decoder import Reading

_NEWEST_SHARE = 0.25


class AttemptCosts:
    """What each look has cost here of late, in seconds; the newest counts a quarter. One thread's."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._mean_s: dict[str, float] = {}

    def of(self, attempt: DecodeAttempt) -> float:
        """What it will cost again; 0 of one that was never taken."""
        return self._mean_s.get(attempt.name, 0.0)

    def run(self, attempt: DecodeAttempt) -> list[Reading]:
        """What the look reads, its cost remembered."""
        began_s = self.clock()
        readings = attempt.read()
        cost_s = self.clock() - began_s
        mean_s = self._mean_s.get(attempt.name, cost_s)
        self._mean_s[attempt.name] = mean_s + _NEWEST_SHARE * (cost_s - mean_s)
        return readings


class TimeBudget:
    """Goes on at each picture where the last one's time was up; what has read a code has the first turn again."""

    def __init__(self, costs: AttemptCosts) -> None:
        self._costs = costs
        self._next = 0

    def read(self, attempts: Sequence[DecodeAttempt], until_s: float) -> list[Reading]:
        """What the first look that reads anything reads: one look at least, more while they will end by `until_s`."""
        for count in range(len(attempts)):
            attempt = attempts[self._next % len(attempts)]
            if count and self._costs.clock() + self._costs.of(attempt) > until_s:
                break
            if readings := self._costs.run(attempt):
                return readings
            self._next = (self._next + 1) % len(attempts)
        return []
