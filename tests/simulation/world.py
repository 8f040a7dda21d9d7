"""The world of one run: tills, Kreward, faults and people, first under faults, then until the queues are empty."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.api.rate_limit import RateLimiter
from tests.simulation.cashier import Staff
from tests.simulation.counter import SimClock, SimTill
from tests.simulation.fault_plan import FaultPlan
from tests.simulation.kreward import ELSEWHERE, Effect, SimKreward
from tests.simulation.oracle import Finding, Oracle, journal, stuck
from tests.simulation.scenario import Scenario
from tests.simulation.scheduler import Scheduler
from tests.simulation.transport import SimTransport

CALM_WITHIN_S = 40 * 60.0
"""How long after the faults every queue is empty or in review, besides the time that its entries take to leave."""

_LEAVING_S = 2.0
_KEYS = ApiKeys(ApiKey.parse_secret("kw_sk_simulated"), ApiKey.parse_public("kw_pub_simulated"))


@dataclass
class Outcome:
    """The result of a run. `story` has one line for each event, beginning with its second."""

    findings: list[Finding] = field(default_factory=list)
    coincidences: list[Finding] = field(default_factory=list)
    story: list[str] = field(default_factory=list)
    taps: int = 0
    crashes: int = 0
    applied: int = 0
    reviewed: int = 0
    writes: int = 0
    calm_after_s: float = 0.0
    simulated_s: float = 0.0
    rate_limited: int = 0


class World:
    """A world for one run. `mutate` may change each till that starts, for mutants."""

    def __init__(
        self, scenario: Scenario, rng: random.Random, folder: Path, mutate: Callable[[SimTill], None] | None = None
    ) -> None:
        self.scenario = scenario
        self.rng = rng
        self.story: list[str] = []
        self.scheduler = Scheduler()
        self.kreward = SimKreward(scenario.kreward, lambda: self.scheduler.now_s, rng.randrange)
        self.fault_plan = FaultPlan(rng, scenario.fault_rate, scenario.latest_s, scenario.outages, scenario.kinds)
        for number in range(scenario.customers):
            self.kreward.add_customer(f"c{number}@example.com", rng.choice((0, 3, 5, 8, 17)))
        self.tills = [self._till(number + 1, folder, mutate) for number in range(scenario.tills)]
        self.oracle = Oracle(self.kreward, self.tills, allows_coincidences=scenario.allows_coincidences)
        self.staff = [Staff(till, self.kreward, scenario, self.scheduler, rng) for till in self.tills]
        for till, staff in zip(self.tills, self.staff, strict=True):
            till.on_start = self._on_start(till, staff)
            self.scheduler.call_at(rng.uniform(0.0, 5.0), till.start)
        self.transports: list[SimTransport] = []

    def run(self) -> Outcome:
        """Run the scenario and return its outcome."""
        self._disturb()
        self.scheduler.run_until(self.scenario.active_s)
        self._stop_faults()
        calm_after_s = self._wait_for_calm()
        self.oracle.check_end(is_calm=True)
        outcome = self._outcome(calm_after_s)
        self.close()
        return outcome

    def close(self) -> None:
        """Stop every till and thread."""
        for till in self.tills:
            till.stop()
        self.scheduler.end()
        self.kreward.close()

    def log(self, text: str) -> None:
        """Add a line to the story."""
        self.story.append(f"{self.scheduler.now_s:10.2f}  {text}")

    def _till(self, number: int, folder: Path, mutate: Callable[[SimTill], None] | None) -> SimTill:
        till = SimTill(number, folder / f"till-{number}", self.scenario, self.scheduler, self.rng, self.log)
        if mutate is not None:
            till.mutate = mutate

        def client(clock: SimClock) -> KrewardClient:
            transport = SimTransport(
                till,
                self.kreward,
                self.fault_plan,
                self.scheduler,
                lambda request, op: self.oracle.check_write(till, request, op, self.scheduler.now_s),
                lambda email, at_s: self.oracle.answered_s.__setitem__((till.number, email), at_s),
            )
            self.transports.append(transport)
            return KrewardClient(transport, _KEYS, clock, RateLimiter.at_start(clock.monotonic()))

        till.make_client = client
        return till

    def _on_start(self, till: SimTill, staff: Staff) -> Callable[[], None]:
        def started() -> None:
            self.oracle.check(till)
            staff.start()

        return started

    def _disturb(self) -> None:
        scenario = self.scenario
        self._repeat(scenario.foreign_every_s, self._write_elsewhere)
        self._repeat(scenario.deletion_every_s, self._delete_somebody)
        self._repeat(scenario.disk_trouble_every_s, self._trouble_a_disk)
        self._repeat(3600.0 if scenario.has_clock_jumps else None, lambda: self.rng.choice(self.tills).jump_clock())

    def _repeat(self, every_s: float | None, action: Callable[[], None]) -> None:
        if every_s is None:
            return
        at_s = self.scheduler.now_s + self.rng.expovariate(1.0 / every_s)

        def do() -> None:
            action()
            self._repeat(every_s, action)

        if at_s < self.scenario.active_s:
            self.scheduler.call_at(at_s, do)

    def _write_elsewhere(self) -> None:
        email = self.rng.choice(list(self.kreward.start_balances))
        if self.rng.random() < 0.2:
            at = self.rng.choice(self.kreward.variant.seed.default.tiers).at
            self.kreward.change_elsewhere(email, at=at)
            self.log(f"somebody else claims {at} for {email}")
        else:
            delta = self.rng.choice((-3, -1, 1, 1, 2, 3))
            self.kreward.change_elsewhere(email, delta=delta)
            self.log(f"somebody else writes {delta:+} for {email}")

    def _delete_somebody(self) -> None:
        email = self.rng.choice(list(self.kreward.start_balances))
        standing = self.kreward.standing(email)
        if standing is not None:
            self.kreward.delete(email)
            self.kreward.effects.append(Effect(self.scheduler.now_s, ELSEWHERE, email, -standing.balance))
            self.log(f"somebody deletes {email}")

    def _trouble_a_disk(self) -> None:
        disk = self.rng.choice(self.tills).disk
        is_full = self.rng.random() < 0.7
        disk.is_full, disk.refuses_to_sync = is_full, not is_full
        self.log(f"a disk {'is full' if is_full else 'refuses to sync'}")

        def mend() -> None:
            disk.is_full = disk.refuses_to_sync = False
            self.log("a disk works again")

        self.scheduler.call_at(self.scheduler.now_s + 10 ** self.rng.uniform(0.0, 2.5), mend)

    def _stop_faults(self) -> None:
        self.log("THE FAULTS STOP")
        self.fault_plan.stop_faults()
        for till, staff in zip(self.tills, self.staff, strict=True):
            staff.is_working = False
            till.stop_crashing()
            till.disk.is_full = till.disk.refuses_to_sync = False
            self.scheduler.call_at(self.scheduler.now_s, till.start)

    def _wait_for_calm(self) -> float:
        """Run until nothing is on its way or the time is over; return the seconds that it took."""
        begun_s = self.scheduler.now_s
        self.scheduler.run_until(begun_s + 1.0)
        queued = sum(len(self._open_rows(till)) for till in self.tills)
        most_s = CALM_WITHIN_S + _LEAVING_S * queued
        while self.scheduler.now_s - begun_s < most_s and self._is_busy():
            self.scheduler.run_until(self.scheduler.now_s + 30.0)
        return self.scheduler.now_s - begun_s

    def _is_busy(self) -> bool:
        is_alive = any(count > 0 for count in self.kreward.in_flight.values())
        return is_alive or any(not till.is_running or self._open_rows(till) for till in self.tills)

    def _open_rows(self, till: SimTill) -> Sequence[object]:
        return stuck(journal(till)) if till.is_running else ()

    def _outcome(self, calm_after_s: float) -> Outcome:
        memories = [till.memory for till in self.tills]
        return Outcome(
            findings=self.oracle.findings,
            coincidences=self.oracle.coincidences,
            story=self.story,
            taps=sum(len(memory.ticks) for memory in memories),
            crashes=sum(till.crashes for till in self.tills),
            applied=sum(self.kreward.times_applied.values()) - self.kreward.times_applied[ELSEWHERE],
            reviewed=sum(len(memory.reviewed) for memory in memories),
            writes=sum(transport.writes for transport in self.transports),
            calm_after_s=calm_after_s,
            simulated_s=self.scheduler.now_s,
            rate_limited=self.kreward.rate_limited,
        )
