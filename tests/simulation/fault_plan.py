"""The fault plan: draws at random what happens to each call on its way. Decides, and does nothing."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Ending(Enum):
    """How a call ends for the till."""

    ANSWER = "answered"
    REFUSED = "no connection"
    CUT = "cut off"
    TRUNCATED = "a truncated answer"
    PAGE = "a page in place of the answer"
    STATUS = "a bare status"
    DOCUMENTED = "a documented refusal"


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """The outcome of a call. `arrives_in_s` None: never. `ends_in_s` after the deadline: the till has no answer."""

    ending: Ending
    arrives_in_s: float | None
    ends_in_s: float
    status: int = 200

    @property
    def description(self) -> str:
        """Return the outcome in a few words."""
        arrival = "never arrives" if self.arrives_in_s is None else f"arrives after {self.arrives_in_s:.1f} s"
        status = f" {self.status}" if self.status != 200 else ""
        return f"{arrival}, {self.ending.value}{status} after {self.ends_in_s:.1f} s"


_BARE_STATUSES = (100, 201, 204, 301, 302, 304, 307, 400, 401, 403, 404, 405, 409, 418, 429, 500, 502, 503, 504, 520)
_REDIRECTS = (301, 302, 303, 307, 308)
_DOCUMENTED = (400, 401, 403, 404, 409, 429, 429, 429)
_NEVER_S = 10_000.0

KINDS = (
    "refused", "lost before", "lost before", "lost after", "lost after", "late", "late", "slow", "documented",
    "status", "redirect", "page", "truncated",
)  # fmt: skip
"""The faults, the likelier ones more than once."""


@dataclass
class FaultPlan:
    """The faults of the network. In `outages`, spans of simulated time, nothing connects.

    `latest_s` is the longest time after which a request may still arrive. `kinds`, where given, limits the faults.
    """

    rng: random.Random
    fault_rate: float
    latest_s: float = 599.0
    outages: Sequence[tuple[float, float]] = ()
    kinds: Sequence[str] = ()
    most_latency_s: float = 0.4

    def outcome(self, now_s: float, *, is_write: bool) -> CallOutcome:
        """Draw the outcome of a call."""
        if any(since_s <= now_s < until_s for since_s, until_s in self.outages):
            return self._unreachable()
        good_in_s = self._latency_s()
        if self.rng.random() >= self.fault_rate:
            return CallOutcome(Ending.ANSWER, good_in_s, good_in_s + self._latency_s())
        return self._fault(good_in_s, is_write=is_write)

    def stop_faults(self) -> None:
        """Let every later call succeed."""
        self.fault_rate, self.outages = 0.0, ()

    def _fault(self, good_in_s: float, *, is_write: bool) -> CallOutcome:
        kind = self.rng.choice(self.kinds or KINDS)
        ends_in_s = good_in_s + self.rng.choice((self._latency_s(), self.rng.uniform(0, 14), _NEVER_S))
        match kind:
            case "refused":
                outcome = self._unreachable()
            case "lost before":
                outcome = CallOutcome(Ending.CUT, None, ends_in_s)
            case "lost after":
                outcome = CallOutcome(Ending.CUT, good_in_s, ends_in_s)
            case "late":
                outcome = self._late(ends_in_s)
            case "slow":
                slow_s = self.rng.uniform(1, 30)
                outcome = CallOutcome(Ending.ANSWER, self.rng.uniform(0, slow_s), slow_s)
            case "documented":
                # Documented refusals are trusted: a request that gets one is never applied.
                outcome = CallOutcome(Ending.DOCUMENTED, None, good_in_s, self.rng.choice(_DOCUMENTED))
            case "truncated":
                outcome = CallOutcome(Ending.TRUNCATED, good_in_s, ends_in_s)
            case _:
                outcome = self._not_kreward(kind, good_in_s if is_write else None, ends_in_s)
        return outcome

    def _not_kreward(self, kind: str, arrives_in_s: float | None, ends_in_s: float) -> CallOutcome:
        """Let something on the way answer, whether or not the request goes on."""
        arrives_in_s = arrives_in_s if self.rng.random() < 0.5 else None
        if kind == "page":
            return CallOutcome(Ending.PAGE, arrives_in_s, ends_in_s)
        statuses = _REDIRECTS if kind == "redirect" else _BARE_STATUSES
        return CallOutcome(Ending.STATUS, arrives_in_s, ends_in_s, self.rng.choice(statuses))

    def _late(self, ends_in_s: float) -> CallOutcome:
        arrives_in_s = self.rng.uniform(1.0, self.latest_s)
        ending = self.rng.choice((Ending.CUT, Ending.STATUS, Ending.PAGE))
        return CallOutcome(ending, arrives_in_s, ends_in_s, self.rng.choice((500, 502, 503, 504)))

    def _unreachable(self) -> CallOutcome:
        return CallOutcome(Ending.REFUSED, None, self.rng.choice((0.01, 0.1, 3.0, _NEVER_S)))

    def _latency_s(self) -> float:
        return self.rng.uniform(0.02, self.most_latency_s)
