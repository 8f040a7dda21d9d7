"""The crash campaign: starts a till on one folder again and again, uses it and kills it; the oracle judges the end.

Half of the kills come at a random moment, half at a commit: those cover the first `BOUNDARIES` commits of a run, just
before and just after each. A fifth of all answers goes wrong until the last run, which may finish.
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
from tests.crash.process import Line, ProcessFactory, TillProcess

FAULT_SHARE = 0.2
BOUNDARIES = 32
COPY_EVERY = 25
SETTLING_TIME_S = 90.0
_POINTS = "0ed435db-5b7a-4662-be93-4b01409bfa41"
_MOST_ACTIONS = 400
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
"""None refuses (400, 404, 409) what was applied: that could not be distinguished from a refusal."""


def fault_rules(share: float = FAULT_SHARE) -> list[dict[str, object]]:
    """Return rules for every call that fire in `share` of all requests, each kind equally often."""
    each = share / len(FAULTS)
    # The first rule that fires counts, so a later one sees only what the earlier ones have left.
    return [{"call": "*", "rate": each / (1 - number * each), **fault} for number, fault in enumerate(FAULTS)]


@dataclass(frozen=True, slots=True)
class CampaignOptions:
    """The options of a campaign. `copies`: restore and clone the database meanwhile, which the till must notice."""

    kills: int
    seed: int
    copies: bool = False


@dataclass
class Report:
    """The figures of a campaign. `sent_by_copies` counts what restored and cloned databases sent by themselves."""

    options: CampaignOptions
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
    """A copy of the database after a kill, with what had been shown and applied until then.

    `due`: the kill after which it is used.
    """

    folder: Path
    memory: Memory
    applied: int
    due: int


@dataclass
class Campaign:
    """One campaign in `folder`, which must be empty. Use it once."""

    options: CampaignOptions
    folder: Path
    on_progress: Callable[[int], None] = lambda _kills: None
    _copies: list[_Copy] = field(default_factory=list)
    _clones: list[Journal] = field(default_factory=list)
    _discarded: list[Tick] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rng = random.Random(self.options.seed)
        self._report = Report(self.options, Verdict())
        deck = [(number, when) for number in range(1, BOUNDARIES + 1) for when in ("before", "after")]
        self._rng.shuffle(deck)
        self._deck = deck
        self._till_folder = self.folder / "till"

    def run(self) -> Report:
        """Run the campaign and return its report."""
        began_s = time.monotonic()
        with Sandbox(seed="empty", rate_limit=None, rng=random.Random(self.options.seed)) as sandbox:
            starts = _enrol(sandbox, self._rng)
            self._cashier = Cashier([email for email in starts if "clone" not in email], self._rng)
            self._sandbox, self._processes = sandbox, self._process_factory(sandbox)
            sandbox.set_faults(fault_rules())
            for number in range(self.options.kills):
                self._run_one_life(number)
                self.on_progress(number + 1)
            sandbox.set_faults([])
            journal = Journal(self._finish(self._till_folder, self._cashier), self._cashier.memory)
            customers = {email: _customer(start, sandbox.standing(email)) for email, start in starts.items()}
            ledger = sandbox.ledger()
        self._report.verdict = judge([journal, *self._clones], ledger, customers, self._discarded)
        self._report.verdict.stories += _error_output(self.folder)
        self._report.ticks += self._cashier.ticks_shown
        self._report.seconds = time.monotonic() - began_s
        return self._report

    def _process_factory(self, sandbox: Sandbox) -> ProcessFactory:
        environment = home_environment(self.folder / "home") | {
            "KREWARD_SECRET_KEY": sandbox.secret_key,
            "KREWARD_POS_DATABASE_KEY": self._rng.randbytes(32).hex(),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        return ProcessFactory(sandbox.base_url, environment, self.folder / "errors.txt")

    def _run_one_life(self, number: int) -> None:
        if number % 2 == 0:
            self._kill_at_a_commit(*self._deck[number // 2 % len(self._deck)])
        else:
            self._kill_at_random(is_plain=number % 4 == 1)
        self._report.kills += 1
        if self.options.copies:
            self._copy_something(number)

    def _kill_at_a_commit(self, commit: int, when: str) -> None:
        with self._till(self._processes.fast(self._till_folder, commit, when)) as till:
            for _ in range(BOUNDARIES):
                if till.is_over:
                    self._report.at_boundaries += 1
                    return
                self._cashier.sequence(till)

    def _kill_at_random(self, *, is_plain: bool) -> None:
        command = self._processes.plain if is_plain else self._processes.fast
        with self._till(command(self._till_folder)) as till:
            if self._rng.random() < 0.2:
                till.kill_in(self._rng.uniform(0.2, 0.8))  # somewhere in the start
            else:
                self._cashier.ask(till, POKE)
                till.kill_in(self._rng.expovariate(1 / 0.7))
            for _ in range(_MOST_ACTIONS):
                if till.is_over:
                    return
                self._cashier.act(till)

    @contextmanager
    def _till(self, command: list[str]) -> Iterator[TillProcess]:
        """Yield a running till; afterwards kill it and read its output to the end."""
        till = self._processes.start(command, self._cashier.on_line)
        try:
            yield till
        finally:
            till.kill()
            till.end()

    def _finish(self, folder: Path, cashier: Cashier) -> list[Line]:
        """Give a till time to send and settle everything; return its whole journal."""
        till = self._processes.start(self._processes.fast(folder), cashier.on_line)
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
        """Take a copy now and then; use it after the next run, or some runs later."""
        for copy in [copy for copy in self._copies if copy.due <= number]:
            self._copies.remove(copy)
            self._rng.choice([self._restore, self._clone])(copy)
        if number % COPY_EVERY == COPY_EVERY // 2:
            folder = self.folder / f"copy-{number}"
            shutil.copytree(self._till_folder, folder, ignore=shutil.ignore_patterns("in-use.lock", "logs"))
            due = number + self._rng.choice([1, 1, 4])
            self._copies.append(_Copy(folder, self._cashier.memory.copy(), self._settled_ledger_length(), due))

    def _restore(self, copy: _Copy) -> None:
        """Replace the database by an older one, as a restored backup would."""
        memory = self._cashier.memory
        self._discarded += [tick for seq, tick in memory.ticks.items() if seq not in copy.memory.ticks]
        self._discarded += memory.unanswered[len(copy.memory.unanswered) :]
        shutil.rmtree(self._till_folder)
        copy.folder.rename(self._till_folder)
        self._cashier.memory = copy.memory
        self._report.restored += 1
        is_older = self._settled_ledger_length() > copy.applied
        sent = self._count_sent_by_itself(self._till_folder, self._cashier)
        # Where the newer one has sent nothing, the copy is as good and may send what waits in it.
        self._report.sent_by_copies += sent if is_older else 0

    def _clone(self, copy: _Copy) -> None:
        """Run a second till on a copy beside the first, with other customers."""
        cashier = Cashier([f"clone-{number}@example.com" for number in range(4)], self._rng)
        cashier.memory = copy.memory
        self._report.cloned += 1
        self._report.sent_by_copies += self._count_sent_by_itself(copy.folder, cashier)
        till = self._processes.start(self._processes.fast(copy.folder), cashier.on_line)
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

    def _count_sent_by_itself(self, folder: Path, cashier: Cashier) -> int:
        """Start a till on a copy, tap nothing, and count what reaches Kreward."""
        before = self._settled_ledger_length()
        till = self._processes.start(self._processes.fast(folder), cashier.on_line)
        try:
            for _ in range(20):
                till.ask(POKE)
                till.listen(0.05)
        finally:
            till.kill()
            till.end()
        return self._settled_ledger_length() - before

    def _settled_ledger_length(self) -> int:
        """Return the ledger's length, once what was under way at a kill is applied."""
        while True:
            length = len(self._sandbox.ledger())
            try:
                self._sandbox.wait_for_ledger(length + 1, timeout_s=0.3)
            except TimeoutError:
                return length


def _enrol(sandbox: Sandbox, rng: random.Random) -> dict[str, int]:
    """Add the customers, some with stamps and some with points; return each one's balance."""
    starts = {f"shopper-{number}@example.com": rng.randint(0, 12) for number in range(18)}
    starts |= {f"points-{number}@example.com": rng.randint(80, 240) for number in range(4)}
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


def _error_output(folder: Path) -> list[str]:
    """Return what the tills wrote to their error output or logged as an error: both must be nothing."""
    printed = (folder / "errors.txt").read_text(encoding="utf-8", errors="replace")
    stories = [f"a till printed: {printed[-2000:]}"] if printed else []
    for log in folder.glob("*/logs/*.log*"):
        records = re.split(r"^(?=\d{4}-)", log.read_text(encoding="utf-8", errors="replace"), flags=re.MULTILINE)
        stories += [f"{log.name}: {record[:100]}…{record[-900:]}" for record in records if " ERROR " in record[:100]]
    return stories
