"""What becomes of each call on its way: the faults that a till may meet, drawn at random. Decides, does nothing."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Ending(Enum):
    """How the call looks from the till."""

    ANSWER = "answered"
    REFUSED = "no connection"
    CUT = "cut off"
    TRUNCATED = "a truncated answer"
    PAGE = "a page in place of the answer"
    STATUS = "a bare status"
    DOCUMENTED = "a documented refusal"


@dataclass(frozen=True, slots=True)
class Fate:
    """One call's. `arrives_in_s` None: never. `ends_in_s` beyond the deadline: the till hears nothing."""

    ending: Ending
    arrives_in_s: float | None
    ends_in_s: float
    status: int = 200

    @property
    def story(self) -> str:
        """A few words."""
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
class Weather:
    """The state of the network. `downs` are spans of simulated time in which nothing connects.

    `latest_s` is the longest time after which a request may still arrive. `kinds`, where given, narrows the faults.
    """

    chance: random.Random
    fault_rate: float
    latest_s: float = 599.0
    downs: Sequence[tuple[float, float]] = ()
    kinds: Sequence[str] = ()
    most_latency_s: float = 0.4

    def fate(self, now_s: float, *, is_write: bool) -> Fate:
        """Draw a call's fate."""
        if any(since_s <= now_s < until_s for since_s, until_s in self.downs):
            return self._unreachable()
        good_in_s = self._latency_s()
        if self.chance.random() >= self.fault_rate:
            return Fate(Ending.ANSWER, good_in_s, good_in_s + self._latency_s())
        return self._fault(good_in_s, is_write=is_write)

    def clear(self) -> None:
        """The faults stop."""
        self.fault_rate, self.downs = 0.0, ()

    def _fault(self, good_in_s: float, *, is_write: bool) -> Fate:
        kind = self.chance.choice(self.kinds or KINDS)
        ends_in_s = good_in_s + self.chance.choice((self._latency_s(), self.chance.uniform(0, 14), _NEVER_S))
        match kind:
            case "refused":
                fate = self._unreachable()
            case "lost before":
                fate = Fate(Ending.CUT, None, ends_in_s)
            case "lost after":
                fate = Fate(Ending.CUT, good_in_s, ends_in_s)
            case "late":
                fate = self._late(ends_in_s)
            case "slow":
                slow_s = self.chance.uniform(1, 30)
                fate = Fate(Ending.ANSWER, self.chance.uniform(0, slow_s), slow_s)
            case "documented":
                # Documented refusals are believed: a request that meets one is never applied.
                fate = Fate(Ending.DOCUMENTED, None, good_in_s, self.chance.choice(_DOCUMENTED))
            case "truncated":
                fate = Fate(Ending.TRUNCATED, good_in_s, ends_in_s)
            case _:
                fate = self._not_kreward(kind, good_in_s if is_write else None, ends_in_s)
        return fate

    def _not_kreward(self, kind: str, arrives_in_s: float | None, ends_in_s: float) -> Fate:
        """Something on the way answers; the request may have gone on or not."""
        arrives_in_s = arrives_in_s if self.chance.random() < 0.5 else None
        if kind == "page":
            return Fate(Ending.PAGE, arrives_in_s, ends_in_s)
        statuses = _REDIRECTS if kind == "redirect" else _BARE_STATUSES
        return Fate(Ending.STATUS, arrives_in_s, ends_in_s, self.chance.choice(statuses))

    def _late(self, ends_in_s: float) -> Fate:
        arrives_in_s = self.chance.uniform(1.0, self.latest_s)
        ending = self.chance.choice((Ending.CUT, Ending.STATUS, Ending.PAGE))
        return Fate(ending, arrives_in_s, ends_in_s, self.chance.choice((500, 502, 503, 504)))

    def _unreachable(self) -> Fate:
        return Fate(Ending.REFUSED, None, self.chance.choice((0.01, 0.1, 3.0, _NEVER_S)))

    def _latency_s(self) -> float:
        return self.chance.uniform(0.02, self.most_latency_s)
