"""Many short lives of one till: each is started on the same folder, used, and killed; at the end the oracle judges.

Half of the deaths come at a moment chosen by chance, half at a commit: those sweep the first `BOUNDARIES` commits of a
life, just before and just after each. A fifth of all answers goes wrong, until the end, when the last life may finish.
"""

import random
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kreward_pos.sandbox.server import Sandbox
from kreward_pos.sandbox.shop import CardState
from tests.conftest import home_environment
from tests.crash.cashier import POKE, Cashier, Memory, Tick
from tests.crash.oracle import Customer, Journal, Verdict, judge, may_still_move
from tests.crash.process import Ground, Line, TillProcess

FAULT_SHARE = 0.2
BOUNDARIES = 32
COPY_EVERY = 25
SETTLING_TIME_S = 90.0
_POINTS = "0ed435db-5b7a-4662-be93-4b01409bfa41"
_LONGEST_LIFE_ACTS = 400
_ALL = 1_000_000

FAULTS: tuple[Mapping[str, object], ...] = (
    {"fault": "drop_before"},
    {"fault": "drop_after"},
    {"fault": "delay", "ms": 100},
    {"fault": "late", "ms": 1500},
    {"fault": "status", "code": 503},
    {"fault": "status", "code": 429, "retry_after": 1},
    {"fault": "status_after", "code": 502},
    {"fault": "html"},
    {"fault": "redirect"},
    {"fault": "truncate"},
    {"fault": "clip"},
    {"fault": "reset"},
    {"fault": "slow_drip", "ms": 2},
)
"""None breaks the contract by refusing (400, 404, 409) what was applied: that could not be told from a refusal."""


def fault_rules(share: float = FAULT_SHARE) -> list[dict[str, object]]:
    """Rules for every call that fire in `share` of all requests, each kind as often as any other."""
    each = share / len(FAULTS)
    # The first rule that fires is the one, so a later one sees only what the earlier have left.
    return [{"call": "*", "rate": each / (1 - number * each), **fault} for number, fault in enumerate(FAULTS)]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a run is. `copies`: restore and clone the database on the way, which the till must notice."""

    kills: int
    seed: int
    copies: bool = False


@dataclass
class Report:
    """The table's row. `sent_by_copies` counts what restored and cloned databases sent by themselves."""

    terms: Terms
    verdict: Verdict
    kills: int = 0
    at_boundaries: int = 0
    ticks: int = 0
    restored: int = 0
    cloned: int = 0
    sent_by_copies: int = 0
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        return self.verdict.is_good and not self.sent_by_copies


@dataclass(frozen=True, slots=True)
class _Copy:
    """A database as it lay there after a kill, and what had been shown and applied until then.

    `due`: after which kill it is put to use.
    """

    folder: Path
    memory: Memory
    applied: int
    due: int


@dataclass
class Campaign:
    """One run in `folder`, which must be empty. Use it once."""

    terms: Terms
    folder: Path
    on_progress: Callable[[int], None] = lambda _kills: None
    _copies: list[_Copy] = field(default_factory=list)
    _clones: list[Journal] = field(default_factory=list)
    _given_up: list[Tick] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.terms.seed)
        self._report = Report(self.terms, Verdict())
        deck = [(number, when) for number in range(1, BOUNDARIES + 1) for when in ("before", "after")]
        self._chance.shuffle(deck)
        self._deck = deck
        self._till_folder = self.folder / "till"

    def run(self) -> Report:
        """Live, die, and be judged."""
        began_s = time.monotonic()
        with Sandbox(seed="empty", rate_limit=None, rng=random.Random(self.terms.seed)) as sandbox:
            starts = _enrolled(sandbox, self._chance)
            self._cashier = Cashier([email for email in starts if "clone" not in email], self._chance)
            self._sandbox, self._ground = sandbox, self._grounded(sandbox)
            sandbox.set_faults(fault_rules())
            for number in range(self.terms.kills):
                self._live_and_die(number)
                self.on_progress(number + 1)
            sandbox.set_faults([])
            journal = Journal(self._finish(self._till_folder, self._cashier), self._cashier.memory)
            customers = {email: _customer(start, sandbox.standing(email)) for email, start in starts.items()}
            ledger = sandbox.ledger()
        self._report.verdict = judge([journal, *self._clones], ledger, customers, self._given_up)
        self._report.verdict.stories += _complaints(self.folder)
        self._report.ticks += self._cashier.ticks_shown
        self._report.seconds = time.monotonic() - began_s
        return self._report

    def _grounded(self, sandbox: Sandbox) -> Ground:
        environment = home_environment(self.folder / "home") | {
            "KREWARD_SECRET_KEY": sandbox.secret_key,
            "KREWARD_POS_DATABASE_KEY": self._chance.randbytes(32).hex(),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        return Ground(sandbox.base_url, environment, self.folder / "complaints.txt")

    def _live_and_die(self, number: int) -> None:
        if number % 2 == 0:
            self._die_at_a_commit(*self._deck[number // 2 % len(self._deck)])
        else:
            self._die_by_chance(is_plain=number % 4 == 1)
        self._report.kills += 1
        if self.terms.copies:
            self._copy_something(number)

    def _die_at_a_commit(self, commit: int, when: str) -> None:
        with self._till(self._ground.fast(self._till_folder, commit, when)) as till:
            for _ in range(BOUNDARIES):
                if till.is_over:
                    self._report.at_boundaries += 1
                    return
                self._cashier.sequence(till)

    def _die_by_chance(self, *, is_plain: bool) -> None:
        command = self._ground.plain if is_plain else self._ground.fast
        with self._till(command(self._till_folder)) as till:
            if self._chance.random() < 0.2:
                till.kill_in(self._chance.uniform(0.2, 0.8))  # somewhere in the start
            else:
                self._cashier.ask(till, POKE)
                till.kill_in(self._chance.expovariate(1 / 0.7))
            for _ in range(_LONGEST_LIFE_ACTS):
                if till.is_over:
                    return
                self._cashier.act(till)

    @contextmanager
    def _till(self, command: list[str]) -> Iterator[TillProcess]:
        """A till at work, which is dead afterwards in any case, and heard to the end."""
        till = self._ground.start(command, self._cashier.hear)
        try:
            yield till
        finally:
            till.kill()
            till.end()

    def _finish(self, folder: Path, cashier: Cashier) -> list[Line]:
        """Give a till time to send and settle everything; returns its whole journal."""
        till = self._ground.start(self._ground.fast(folder), cashier.hear)
        try:
            entries = _outbox(till)
            until_s = time.monotonic() + SETTLING_TIME_S
            while may_still_move(entries) and time.monotonic() < until_s:
                for _ in range(5):
                    till.ask(POKE)
                    till.listen(0.05)
                entries = _outbox(till)
            till.ask({"do": "quit"})
            return entries
        finally:
            if status := till.end():
                cashier.memory.problems.append(f"a till that was asked to quit ended with {status}")

    def _copy_something(self, number: int) -> None:
        """Take a copy now and then; put it to use right after the next life, or some lives later."""
        for copy in [copy for copy in self._copies if copy.due <= number]:
            self._copies.remove(copy)
            self._chance.choice([self._restore, self._clone])(copy)
        if number % COPY_EVERY == COPY_EVERY // 2:
            folder = self.folder / f"copy-{number}"
            shutil.copytree(self._till_folder, folder, ignore=shutil.ignore_patterns("in-use.lock", "logs"))
            due = number + self._chance.choice([1, 1, 4])
            self._copies.append(_Copy(folder, self._cashier.memory.copy(), self._quiet_ledger(), due))

    def _restore(self, copy: _Copy) -> None:
        """Put an older database in the place of the newer one, as a backup would be."""
        memory = self._cashier.memory
        self._given_up += [tick for seq, tick in memory.ticks.items() if seq not in copy.memory.ticks]
        self._given_up += memory.unanswered[len(copy.memory.unanswered) :]
        shutil.rmtree(self._till_folder)
        copy.folder.rename(self._till_folder)
        self._cashier.memory = copy.memory
        self._report.restored += 1
        is_older = self._quiet_ledger() > copy.applied
        sent = self._sent_silently(self._till_folder, self._cashier)
        # Where the newer one has sent nothing, the copy is as good, and may send what waits in it.
        self._report.sent_by_copies += sent if is_older else 0

    def _clone(self, copy: _Copy) -> None:
        """Run a second till on a copy beside the first, with customers of its own."""
        cashier = Cashier([f"clone-{number}@example.com" for number in range(4)], self._chance)
        cashier.memory = copy.memory
        self._report.cloned += 1
        self._report.sent_by_copies += self._sent_silently(copy.folder, cashier)
        till = self._ground.start(self._ground.fast(copy.folder), cashier.hear)
        try:
            for _ in range(10):
                cashier.act(till)
        finally:
            till.kill()
            till.end()
        self._sandbox.set_faults([])
        self._clones.append(Journal(self._finish(copy.folder, cashier), cashier.memory))
        self._report.ticks += cashier.ticks_shown
        self._sandbox.set_faults(fault_rules())

    def _sent_silently(self, folder: Path, cashier: Cashier) -> int:
        """Start a till on a copy, tap nothing, and count what reaches Kreward."""
        before = self._quiet_ledger()
        till = self._ground.start(self._ground.fast(folder), cashier.hear)
        try:
            for _ in range(20):
                till.ask(POKE)
                till.listen(0.05)
        finally:
            till.kill()
            till.end()
        return self._quiet_ledger() - before

    def _quiet_ledger(self) -> int:
        """The ledger's length, once what was under way at a kill has been applied."""
        while True:
            length = len(self._sandbox.ledger())
            try:
                self._sandbox.wait_for_ledger(length + 1, timeout_s=0.3)
            except TimeoutError:
                return length


def _enrolled(sandbox: Sandbox, chance: random.Random) -> dict[str, int]:
    """The customers, some with stamps and some with points, and what each has at the start."""
    starts = {f"shopper-{number}@example.com": chance.randint(0, 12) for number in range(18)}
    starts |= {f"points-{number}@example.com": chance.randint(80, 240) for number in range(4)}
    starts |= {f"clone-{number}@example.com": 10 for number in range(4)}
    for email, start in starts.items():
        sandbox.add_customer(email, None, _POINTS if email.startswith("points") else None, start)
    return starts


def _customer(start: int, standing: CardState) -> Customer:
    loops_at = standing.template.goal if standing.template.kind == "stamps" else None
    return Customer(start, standing.balance, loops_at)


def _outbox(till: TillProcess) -> list[Line]:
    (answer,) = till.ask({"do": "outbox", "limit": _ALL})
    assert answer, "the last till died by itself"
    entries: list[Line] = answer["entries"]
    return entries


def _complaints(folder: Path) -> list[str]:
    """What the tills wrote to their error output or logged as an error: both must be nothing."""
    printed = (folder / "complaints.txt").read_text(encoding="utf-8", errors="replace")
    stories = [f"a till printed: {printed[-2000:]}"] if printed else []
    for log in folder.glob("*/logs/*.log*"):
        records = re.split(r"^(?=\d{4}-)", log.read_text(encoding="utf-8", errors="replace"), flags=re.MULTILINE)
        stories += [f"{log.name}: {record[:100]}…{record[-900:]}" for record in records if " ERROR " in record[:100]]
    return stories
