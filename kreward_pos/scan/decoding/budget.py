"""Time budgets: which attempts a frame gets, by what each of them has cost on this machine.

Knows no engine and no frame; the clock is passed in.
"""

from collections.abc import Sequence

from kreward_pos.scan.camera.camera import Clock
from kreward_pos.scan.decoding.attempts import DecodeAttempt
from kreward_pos.scan.decoding.decoder import Reading

_NEWEST_SHARE = 0.25


class AttemptCosts:
    """The recent cost of each attempt, in seconds; the newest counts a quarter. Not thread-safe."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._mean_s: dict[str, float] = {}

    def of(self, attempt: DecodeAttempt) -> float:
        """Return the expected cost of an attempt; 0 if it never ran."""
        return self._mean_s.get(attempt.name, 0.0)

    def run(self, attempt: DecodeAttempt) -> list[Reading]:
        """Run the attempt, record its cost and return its readings."""
        began_s = self.clock()
        readings = attempt.read()
        cost_s = self.clock() - began_s
        mean_s = self._mean_s.get(attempt.name, cost_s)
        self._mean_s[attempt.name] = mean_s + _NEWEST_SHARE * (cost_s - mean_s)
        return readings


class TimeBudget:
    """The attempts of successive frames: each frame continues where the time of the last one ran out.

    An attempt that reads a code runs first in the next frame.
    """

    def __init__(self, costs: AttemptCosts) -> None:
        self._costs = costs
        self._next = 0

    def read(self, attempts: Sequence[DecodeAttempt], until_s: float) -> list[Reading]:
        """Return the readings of the first attempt that reads a code.

        Runs at least one attempt, and more if they will end by `until_s`.
        """
        for count in range(len(attempts)):
            attempt = attempts[self._next % len(attempts)]
            if count and self._costs.clock() + self._costs.of(attempt) > until_s:
                break
            if readings := self._costs.run(attempt):
                return readings
            self._next = (self._next + 1) % len(attempts)
        return []
