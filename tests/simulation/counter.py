"""A simulated counter: the real till in its own folder, on a simulated disk and with simulated clocks.

Its computer can crash at any step; the till then starts again on what the disk still holds.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kreward_pos.api.client import KrewardClient
from kreward_pos.errors import StoreFailure
from kreward_pos.till.counter.desk import TillConfig
from kreward_pos.till.sending.courier import Courier
from kreward_pos.till.storage.store import FILE_NAME, Store
from kreward_pos.till.till import Till
from tests.simulation.disk import Disk
from tests.simulation.memory import Memory, Recorder
from tests.simulation.scenario import Scenario, jump_s
from tests.simulation.scheduler import Ended, Scheduler, Task

_EPOCH = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
_LEAST_STEP_S = 0.005
"""The least time of a courier's step, so that time goes on."""
_MOST_STEPS = 20_000
"""So many steps within one minute mean that the courier spins."""


class Crash(BaseException):
    """A crash of the computer."""


class SimClock:
    """The clocks of one run: the monotonic one starts anywhere, the wall clock may jump."""

    def __init__(self, scheduler: Scheduler, start_s: float, step: Callable[[str], None]) -> None:
        self._scheduler = scheduler
        self._start_s = start_s - scheduler.now_s
        self._step = step
        self.off_s = 0.0

    def monotonic(self) -> float:
        self._step("the clock is read")
        return self._start_s + self._scheduler.now_s

    def now(self) -> datetime:
        self._step("the wall clock is read")
        return _EPOCH + timedelta(seconds=self._scheduler.now_s + self.off_s)

    def sleep(self, seconds: float) -> None:
        self._scheduler.sleep(seconds)


class _CourierThreadStub:
    """A stub for the courier's thread, whose work a task of the simulation does."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self.wake = wake

    def stop(self) -> None:
        pass


class SimTill:
    """One till over its starts and crashes. `make_client` makes each run's client, `mutate` makes it a mutant."""

    def __init__(
        self,
        number: int,
        folder: Path,
        scenario: Scenario,
        scheduler: Scheduler,
        rng: random.Random,
        log: Callable[[str], None],
    ) -> None:
        self.number = number
        self.memory = Memory()
        self.crashes = 0
        self.can_crash = scenario.crash_every is not None
        self.on_start: Callable[[], None] = lambda: None
        self.make_client: Callable[[SimClock], KrewardClient]
        self.mutate: Callable[[SimTill], None] = lambda _till: None
        self.till: Till | None = None
        self.bug: BaseException | None = None
        self.is_spinning = False
        self.clock = SimClock(scheduler, 1000.0, self.step)
        self.disk = Disk(f"simulated-{number}-{id(self)}", self.survives)
        self._folder = folder
        self._scenario = scenario
        self._scheduler = scheduler
        self._rng = rng
        self._log = log
        self._store: Store | None = None
        self._tasks: list[Task] = []
        self._courier_task: Task | None = None
        self._steps_left: int | None = None
        self._is_dead = False
        self._is_due = False
        self._is_idle = False

    @property
    def is_running(self) -> bool:
        """Return whether the till runs."""
        return self.till is not None

    @property
    def store(self) -> Store:
        """Return the open database."""
        assert self._store is not None
        return self._store

    def log(self, text: str) -> None:
        """Add a line to the story."""
        self._log(f"till {self.number}: {text}")

    def step(self, step: str) -> None:
        """Pass a step, or raise `Crash` instead."""
        if not self.survives(step):
            raise Crash

    def survives(self, step: str) -> bool:
        """Return whether the computer survives this step."""
        if self._is_dead or self._steps_left is None:
            return not self._is_dead
        self._steps_left -= 1
        if self._steps_left > 0:
            return True
        self._is_dead = True
        self.crashes += 1
        self.log(f"CRASHES: {step}")
        self._scheduler.call_at(self._scheduler.now_s, self._recover, is_first=True)
        return False

    def start(self) -> None:
        """Start the till as the app does; try again later where its disk refuses. Not from within a task."""
        if self.is_running or self._is_dead:
            return
        every = self._scenario.crash_every if self.can_crash else None
        self._steps_left = None if every is None else int(self._rng.expovariate(1.0 / every)) + 1
        self._reset_clocks()
        if not self._has_opened():
            return
        self._is_due = self._is_idle = False
        self._courier_task = self.spawn("courier", self._run_courier)
        self.on_start()

    def spawn(self, name: str, body: Callable[[], None]) -> Task:
        """Start a task that ends with the computer."""

        def crashable() -> None:
            try:
                body()
            except Ended:
                raise
            except BaseException as error:  # noqa: BLE001 - the run reports it
                if not self._is_dead:  # a crashing computer may raise anything
                    self.bug = error

        task = self._scheduler.spawn(f"till {self.number} {name}", crashable)
        self._tasks = [each for each in self._tasks if not each.is_over]
        self._tasks.append(task)
        return task

    def stop(self) -> None:
        """Stop the till at the end of the simulation."""
        self._is_dead = True
        self._end_tasks()
        self._close_store()
        self.disk.unregister()

    def stop_crashing(self) -> None:
        """Let the computer not crash any more."""
        self.can_crash = False
        self._steps_left = None

    def jump_clock(self) -> None:
        """Move the wall clock."""
        self.clock.off_s = jump_s(self._rng)
        self.log(f"wall clock is off by {self.clock.off_s:.0f} s now")

    def _has_opened(self) -> bool:
        try:
            self._open()
        except BaseException as error:
            if self._is_dead:  # a crashing computer may raise anything
                return False
            if not isinstance(error, StoreFailure):
                raise
            self.log(f"does not start: {error.code}")
            self._close_store()
            self._scheduler.call_at(self._scheduler.now_s + 30.0, self.start)
            return False
        return not self._is_dead

    def _open(self) -> None:
        self._store = Store.open(self._folder, vfs=self.disk.name)
        if self._store.meta("install_tag") is None:
            self._store.set_meta("install_tag", f"{self.number:04x}")
        self.till = Till(
            self._store,
            self.make_client(self.clock),
            config=TillConfig(f"Till {self.number}", always_ask=self._scenario.always_ask),
            clock=self.clock,
            rng=random.Random(self._rng.random()),
        )
        self.till._thread = _CourierThreadStub(self._wake)  # type: ignore[assignment]
        recorder = Recorder(self.memory, self.till.review, lambda: self._scheduler.now_s, self.step, self.log)
        self.till.add_listener(recorder)
        self.mutate(self)
        recorder.catch_up()
        self.till.courier.recover()
        self.log("runs")

    def _run_courier(self) -> None:
        assert self.till is not None
        steps, since_s = 0, self._scheduler.now_s
        while True:
            delay_s = self._courier_step(self.till.courier)
            steps += 1
            if self._scheduler.now_s - since_s > 60.0:
                steps, since_s = 0, self._scheduler.now_s
            self.is_spinning = self.is_spinning or steps > _MOST_STEPS
            self._is_idle = not self._is_due
            self._scheduler.sleep(max(_LEAST_STEP_S, min(delay_s, 3600.0)) if self._is_idle else _LEAST_STEP_S)
            self._is_idle = self._is_due = False
            self.step("the courier goes on")

    def _courier_step(self, courier: Courier) -> float:
        """Step as the courier's thread does."""
        try:
            return courier.step()
        except Exception as error:  # noqa: BLE001 - the boundary of the task, as it is that of the thread
            if not self._is_dead:
                self.bug = error
                self.log(f"MEETS A BUG: {error!r}")
            return 30.0

    def _wake(self) -> None:
        self._is_due = True
        if self._is_idle and self._courier_task is not None:
            self._is_idle = False
            self._scheduler.wake(self._courier_task)

    def _recover(self) -> None:
        """Unwind the tasks, lose what was not synced if the power failed, and start again later."""
        self._end_tasks()
        self._close_store()
        if self._rng.random() < self._scenario.power_cut_share:
            self.disk.cut_power(self._rng)
            (self._folder / f"{FILE_NAME}-shm").unlink(missing_ok=True)
            self.log("had its power cut")
        self.disk.restart()
        self._is_dead = False
        away_s = self._rng.choice((1.0, 1.0, 30.0, 300.0, 1000.0, 4000.0)) if self.can_crash else 1.0
        self._scheduler.call_at(self._scheduler.now_s + away_s, self.start)

    def _end_tasks(self) -> None:
        for task in self._tasks:
            task.end(Ended())
        self._tasks.clear()
        self._courier_task = None
        self._is_idle = False

    def _close_store(self) -> None:
        if self._store is not None:
            with self.disk.working():
                self._store.close()
        self._store = self.till = None

    def _reset_clocks(self) -> None:
        off_s = self.clock.off_s
        self.clock = SimClock(self._scheduler, self._rng.uniform(0.0, 10.0**6), self.step)
        self.clock.off_s = off_s
        if self._scenario.has_clock_jumps and self._rng.random() < 0.3:
            self.jump_clock()
