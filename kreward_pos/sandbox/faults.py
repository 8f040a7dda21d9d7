"""Which requests go wrong, and how: rules by call, rate and count, chosen by a seeded random.

Knows no sockets; what a fault does to an exchange is told in `mishaps`.
"""

import random
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kreward_pos.errors import capped
from kreward_pos.sandbox.shop import Refusal

CALLS = ("ping", "me", "enroll", "customer", "transaction", "redeem")

DEFAULT_MS = {"delay": 1_000, "late": 60_000, "slow_drip": 20}
"""What `ms` is where a rule leaves it out: a wait, except for `slow_drip`, where it is the pause after a byte."""

FAULTS = (
    "drop_before",
    "drop_after",
    "delay",
    "late",
    "status",
    "status_after",
    "html",
    "redirect",
    "truncate",
    "clip",
    "reset",
    "slow_drip",
)

LONGEST_MS = 600_000

FIELDS = ("call", "fault", "rate", "count", "ms", "code", "error", "retry_after")


@dataclass(frozen=True, slots=True)
class Rule:
    """What may befall a call.

    `rate` is the share of requests from 0 to 1, `count` how many at most. `ms` belongs to delay, late and
    slow_drip; `code`, `error` and `retry_after` (seconds) to status and status_after.
    """

    call: str
    fault: str
    rate: float = 1.0
    count: int | None = None
    ms: int = 0
    code: int = 500
    error: str | None = None
    retry_after: int | None = None

    @classmethod
    def parse(cls, given: object) -> "Rule":
        """Read a rule as a script writes it; refuses (400) with a sentence that names the field."""
        if not isinstance(given, Mapping):
            raise Refusal(400, "each rule must be an object with call and fault")
        unknown = sorted(str(name) for name in given if name not in FIELDS)
        _require(not unknown, f"a rule has no field {capped(', '.join(unknown))}; it may have {', '.join(FIELDS)}")
        fields: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        _require_one_of((*CALLS, "*"), "call", fields)
        _require_one_of(FAULTS, "fault", fields)
        rule = cls(**{"ms": DEFAULT_MS.get(str(fields["fault"]), 0), **fields})
        rule._check()
        return rule

    def matches(self, call: str) -> bool:
        """Return whether the rule is about that call."""
        return self.call in (call, "*")

    def as_listed(self) -> dict[str, object]:
        """Return the rule as a script may send it back."""
        fields = {name: getattr(self, name) for name in FIELDS}
        return {name: value for name, value in fields.items() if value is not None}

    def _check(self) -> None:
        _require(_is_share(self.rate), "rate must be a number from 0 to 1")
        _require(self.count is None or _is_whole(self.count, 1), "count must be a whole number of at least 1")
        _require(_is_whole(self.ms, 0, LONGEST_MS), f"ms must be a whole number from 0 to {LONGEST_MS}")
        _require(_is_whole(self.code, 400, 599), "code must be a whole number from 400 to 599")
        _require(self.error is None or isinstance(self.error, str), "error must be a text")
        _require(self.retry_after is None or _is_whole(self.retry_after, 0), "retry_after must be seconds")


class Faults:
    """The rules in force. May be set from any thread; the first rule that matches and fires is the one."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._rules: list[Rule] = []
        self._fired: list[int] = []
        self._lock = threading.Lock()

    def replace(self, rules: Sequence[object], seed: int | None = None) -> None:
        """Put these rules in force instead of the old ones; with a seed, their course can be repeated."""
        parsed = [Rule.parse(rule) for rule in rules]
        with self._lock:
            self._rules, self._fired = parsed, [0] * len(parsed)
            if seed is not None:
                self._rng.seed(seed)

    def put_first(self, rule: Rule) -> None:
        """Add a rule that comes before all others."""
        with self._lock:
            self._rules.insert(0, rule)
            self._fired.insert(0, 0)

    def choose(self, call: str) -> Rule | None:
        """Return the rule that fires for this request of a call, if any."""
        with self._lock:
            for index, rule in enumerate(self._rules):
                is_spent = rule.count is not None and self._fired[index] >= rule.count
                if rule.matches(call) and not is_spent and self._rng.random() < rule.rate:
                    self._fired[index] += 1
                    return rule
        return None

    def listed(self) -> list[dict[str, object]]:
        """Return every rule with how often it `fired`."""
        with self._lock:
            return [rule.as_listed() | {"fired": fired} for rule, fired in zip(self._rules, self._fired, strict=True)]


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _is_whole(value: object, least: int, most: int | None = None) -> bool:
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return value >= least and (most is None or value <= most)


def _require_one_of(known: Sequence[str], name: str, fields: Mapping[str, object]) -> None:
    _require(name in fields, f"a rule needs a {name}, one of {', '.join(known)}")
    _require(fields[name] in known, f"there is no {name} {capped(str(fields[name]), 40)}; there are {', '.join(known)}")


def _require(is_right: bool, sentence: str) -> None:
    if not is_right:
        raise Refusal(400, sentence)
