"""One simulated counter: the real till in a folder of its own, on a disk and beside clocks that are simulated.

It can die at any step, and is then started again on what the disk still holds.
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
"""What a step of the courier takes at least, so that time goes on."""
_MOST_STEPS = 20_000
"""As many steps in a row without a minute passing are a courier that spins."""


class Crash(BaseException):
    """The computer dies."""


class SimClock:
    """One run's clocks. The monotonic one starts anywhere, the wall clock may jump."""

    def __init__(self, scheduler: Scheduler, start_s: float, point: Callable[[str], None]) -> None:
        self._scheduler = scheduler
        self._start_s = start_s - scheduler.now_s
        self._point = point
        self.off_s = 0.0

    def monotonic(self) -> float:
        self._point("the clock is read")
        return self._start_s + self._scheduler.now_s

    def now(self) -> datetime:
        self._point("the wall clock is read")
        return _EPOCH + timedelta(seconds=self._scheduler.now_s + self.off_s)

    def sleep(self, seconds: float) -> None:
        self._scheduler.sleep(seconds)


class _Doorbell:
    """Stands where the courier's thread stands: the simulation's own task does its work."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self.wake = wake

    def stop(self) -> None:
        pass


class SimTill:
    """Life and deaths of one till. `client_of` brings each run's client; `fit` may change its parts, for mutants."""

    def __init__(
        self,
        number: int,
        folder: Path,
        scenario: Scenario,
        scheduler: Scheduler,
        chance: random.Random,
        tell: Callable[[str], None],
    ) -> None:
        self.number = number
        self.memory = Memory()
        self.deaths = 0
        self.is_mortal = scenario.crash_every is not None
        self.on_start: Callable[[], None] = lambda: None
        self.client_of: Callable[[SimClock], KrewardClient]
        self.fit: Callable[[SimTill], None] = lambda _till: None
        self.till: Till | None = None
        self.bug: BaseException | None = None
        self.is_spinning = False
        self.clock = SimClock(scheduler, 1000.0, self.point)
        self.disk = Disk(f"simulated-{number}-{id(self)}", self.lives)
        self._folder = folder
        self._scenario = scenario
        self._scheduler = scheduler
        self._chance = chance
        self._tell = tell
        self._store: Store | None = None
        self._tasks: list[Task] = []
        self._courier_task: Task | None = None
        self._steps_left: int | None = None
        self._is_dead = False
        self._is_due = False
        self._is_idle = False

    @property
    def is_on(self) -> bool:
        """Whether it runs."""
        return self.till is not None

    @property
    def store(self) -> Store:
        """The open database."""
        assert self._store is not None
        return self._store

    def tell(self, text: str) -> None:
        """A line for the story."""
        self._tell(f"till {self.number}: {text}")

    def point(self, step: str) -> None:
        """A step is about to be done: the computer may die instead."""
        if not self.lives(step):
            raise Crash

    def lives(self, step: str) -> bool:
        """Whether the computer is still alive after this step."""
        if self._is_dead or self._steps_left is None:
            return not self._is_dead
        self._steps_left -= 1
        if self._steps_left > 0:
            return True
        self._is_dead = True
        self.deaths += 1
        self.tell(f"DIES: {step}")
        self._scheduler.call_at(self._scheduler.now_s, self._bury, is_first=True)
        return False

    def switch_on(self) -> None:
        """Start the till, as the app does; where its disk refuses, again later. Not from within a task."""
        if self.is_on or self._is_dead:
            return
        every = self._scenario.crash_every if self.is_mortal else None
        self._steps_left = None if every is None else int(self._chance.expovariate(1.0 / every)) + 1
        self._wind_clocks()
        if not self._has_opened():
            return
        self._is_due = self._is_idle = False
        self._courier_task = self.spawn("courier", self._run_courier)
        self.on_start()

    def spawn(self, name: str, body: Callable[[], None]) -> Task:
        """Begin a task that dies with the computer."""

        def mortal() -> None:
            try:
                body()
            except Ended:
                raise
            except BaseException as error:  # noqa: BLE001 - whatever it is, the run reports it
                if not self._is_dead:  # a dying computer may raise anything
                    self.bug = error

        task = self._scheduler.spawn(f"till {self.number} {name}", mortal)
        self._tasks = [each for each in self._tasks if not each.is_over]
        self._tasks.append(task)
        return task

    def switch_off(self) -> None:
        """The end of the simulation."""
        self._is_dead = True
        self._end_tasks()
        self._close_store()
        self.disk.unregister()

    def make_immortal(self) -> None:
        """From now on its computer does not die any more."""
        self.is_mortal = False
        self._steps_left = None

    def jump(self) -> None:
        """Move the wall clock."""
        self.clock.off_s = jump_s(self._chance)
        self.tell(f"wall clock is off by {self.clock.off_s:.0f} s now")

    def _has_opened(self) -> bool:
        try:
            self._open()
        except BaseException as error:
            if self._is_dead:  # whatever a dying computer raises
                return False
            if not isinstance(error, StoreFailure):
                raise
            self.tell(f"does not start: {error.code}")
            self._close_store()
            self._scheduler.call_at(self._scheduler.now_s + 30.0, self.switch_on)
            return False
        return not self._is_dead

    def _open(self) -> None:
        self._store = Store.open(self._folder, vfs=self.disk.name)
        if self._store.meta("install_tag") is None:
            self._store.set_meta("install_tag", f"{self.number:04x}")
        self.till = Till(
            self._store,
            self.client_of(self.clock),
            config=TillConfig(f"Till {self.number}", always_ask=self._scenario.always_ask),
            clock=self.clock,
            rng=random.Random(self._chance.random()),
        )
        self.till._thread = _Doorbell(self._wake)  # type: ignore[assignment]
        recorder = Recorder(self.memory, self.till.review, lambda: self._scheduler.now_s, self.point, self.tell)
        self.till.add_listener(recorder)
        self.fit(self)
        recorder.catch_up()
        self.till.courier.recover()
        self.tell("is on")

    def _run_courier(self) -> None:
        assert self.till is not None
        steps, since_s = 0, self._scheduler.now_s
        while True:
            delay_s = self._step(self.till.courier)
            steps += 1
            if self._scheduler.now_s - since_s > 60.0:
                steps, since_s = 0, self._scheduler.now_s
            self.is_spinning = self.is_spinning or steps > _MOST_STEPS
            self._is_idle = not self._is_due
            self._scheduler.sleep(max(_LEAST_STEP_S, min(delay_s, 3600.0)) if self._is_idle else _LEAST_STEP_S)
            self._is_idle = self._is_due = False
            self.point("the courier goes on")

    def _step(self, courier: Courier) -> float:
        """As the courier's thread does it."""
        try:
            return courier.step()
        except Exception as error:  # noqa: BLE001 - the boundary of the task, as it is that of the thread
            if not self._is_dead:
                self.bug = error
                self.tell(f"MEETS A BUG: {error!r}")
            return 30.0

    def _wake(self) -> None:
        self._is_due = True
        if self._is_idle and self._courier_task is not None:
            self._is_idle = False
            self._scheduler.wake(self._courier_task)

    def _bury(self) -> None:
        """Unwind what was running, lose what was not synced if the power failed, and start again after a while."""
        self._end_tasks()
        self._close_store()
        if self._chance.random() < self._scenario.power_cut_share:
            self.disk.cut_power(self._chance)
            (self._folder / f"{FILE_NAME}-shm").unlink(missing_ok=True)
            self.tell("had its power cut")
        self.disk.start_again()
        self._is_dead = False
        away_s = self._chance.choice((1.0, 1.0, 30.0, 300.0, 1000.0, 4000.0)) if self.is_mortal else 1.0
        self._scheduler.call_at(self._scheduler.now_s + away_s, self.switch_on)

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

    def _wind_clocks(self) -> None:
        off_s = self.clock.off_s
        self.clock = SimClock(self._scheduler, self._chance.uniform(0.0, 10.0**6), self.point)
        self.clock.off_s = off_s
        if self._scenario.has_clock_jumps and self._chance.random() < 0.3:
            self.jump()
