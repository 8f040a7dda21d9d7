"""The cashier of the crash campaign, who taps at random or in a fixed sequence and remembers every tick shown.

Knows the protocol of docs/headless.md. The oracle relies on its memory, so that holds nothing of the till's own.
"""

import random
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from tests.crash.process import Line, TillProcess

POKE: Line = {"do": "flush", "timeout_s": 0}
"""A request not to wait for the next try: the courier waits in real time, while the till's clock runs fast."""

_TAPS = {"stamp", "redeem", "undo"}
_MUST_NOT_COME = {"bad_request", "disk_full", "disk_trouble", "database_damaged", "database_newer", "database_in_use"}


@dataclass(frozen=True, slots=True)
class Tick:
    """A stamp or a redeem that the cashier was shown as saved."""

    kind: str
    email: str
    delta: int | None = None
    at: int | None = None


@dataclass
class Memory:
    """The ticks shown by one database.

    `unanswered` are taps whose answer was lost by a kill; `reused` are numbers that were shown for two taps.
    """

    ticks: dict[int, Tick] = field(default_factory=dict)
    cancelled: set[int] = field(default_factory=set)
    unanswered: list[Tick] = field(default_factory=list)
    reused: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def copy(self) -> "Memory":
        return deepcopy(self)

    def note(self, request: Line, answer: Line | None) -> None:
        """Remember what the answer to a tap promises."""
        if request["do"] not in _TAPS:
            return
        if answer is None:
            self.unanswered.append(_asked(request))
        elif "error" in answer:
            if answer["error"] in _MUST_NOT_COME:
                self.problems.append(f"{request['do']} was answered by {answer['error']}")
        elif request["do"] == "undo":
            self._note_undo(request["entry"], answer)
        else:
            self._show(answer, _asked(request))

    def _note_undo(self, undone: int, answer: Line) -> None:
        if answer["entry"] == undone:
            self.cancelled.add(undone)
        else:
            before = self.ticks[undone]
            self._show(answer, Tick("stamp", before.email, -(before.delta or 0)))

    def _show(self, answer: Line, tick: Tick) -> None:
        if answer["entry"] in self.ticks:
            self.reused.append(answer["entry"])
        self.ticks[answer["entry"]] = tick


def _asked(request: Line) -> Tick:
    return Tick(request["do"], request.get("email", ""), request.get("delta"), request.get("at"))


class Cashier:
    """One person at one till. `customers` are those who come; `ticks_shown` counts every tick shown."""

    def __init__(self, customers: Sequence[str], rng: random.Random) -> None:
        self._customers = customers
        self._rng = rng
        self._turn = 0
        self.memory = Memory()
        self.ticks_shown = 0

    def on_line(self, line: Line) -> None:
        """Take note of a line; a till in trouble reports it as an event."""
        if line.get("event") == "trouble":
            self.memory.problems.append(f"the till is in trouble: {line['error']}")

    def ask(self, till: TillProcess, *requests: Line) -> list[Line | None]:
        """Send requests, and remember what the answers show."""
        answers = till.ask(*requests)
        for request, answer in zip(requests, answers, strict=True):
            self.memory.note(request, answer)
            self.ticks_shown += answer is not None and "entry" in answer
        return answers

    def act(self, till: TillProcess) -> None:
        """Do one random action."""
        acts = [self._visit, self._stamp, self._burst, self._undo, self._poke]
        self._rng.choices(acts, [4, 4, 1, 1, 4])[0](till)
        till.listen(self._rng.expovariate(40.0))

    def sequence(self, till: TillProcess) -> None:
        """Make each kind of tap, and undo in each way."""
        first, second = self._next_customer(), self._next_customer()
        self._serve(till, first, [2])
        self._wait(till)
        (answer,) = self.ask(till, _stamp(first, 1))
        if answer and "entry" in answer:
            self.ask(till, {"do": "undo", "entry": answer["entry"]})
        self.ask(till, *(_stamp(second, delta) for delta in (1, 3, -1)))
        self._wait(till)
        self._undo(till)
        self._serve(till, second, [])
        self._wait(till)

    def _visit(self, till: TillProcess) -> None:
        self._serve(till, self._any_customer(), self._rng.sample([1, 1, 2], self._rng.randint(0, 2)))

    def _serve(self, till: TillProcess, email: str, deltas: Sequence[int]) -> None:
        """Look a customer up, stamp, and give the reward that is ready, if any."""
        (view,) = self.ask(till, {"do": "look_up", "email": email})
        if deltas:
            self.ask(till, *(_stamp(email, delta) for delta in deltas))
        ready = [tier["at"] for tier in (view or {}).get("tiers", ()) if tier["state"] == "ready"]
        if ready:
            self.ask(till, {"do": "redeem", "email": email, "at": self._rng.choice(ready)})

    def _stamp(self, till: TillProcess) -> None:
        self.ask(till, _stamp(self._any_customer(), self._rng.choice([1, 1, 1, 2, 3, 5, -1, -2])))

    def _burst(self, till: TillProcess) -> None:
        self.ask(till, *(_stamp(self._any_customer(), 1) for _ in range(4)))

    def _undo(self, till: TillProcess) -> None:
        recent = [seq for seq in list(self.memory.ticks)[-6:] if seq not in self.memory.cancelled]
        if recent:
            self.ask(till, {"do": "undo", "entry": self._rng.choice(recent)})

    def _poke(self, till: TillProcess) -> None:
        self.ask(till, POKE)

    def _wait(self, till: TillProcess) -> None:
        """Give the courier some turns."""
        for _ in range(3):
            self.ask(till, POKE)
            till.listen(0.03)

    def _any_customer(self) -> str:
        return self._rng.choice(self._customers)

    def _next_customer(self) -> str:
        self._turn += 1
        return self._customers[self._turn % len(self._customers)]


def _stamp(email: str, delta: int) -> Line:
    return {"do": "stamp", "email": email, "delta": delta}
