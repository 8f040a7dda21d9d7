"""Simulated time: tasks that take turns, and callbacks at chosen moments.

A task is ordinary blocking code on its own thread, but only one runs at a time: each runs until it sleeps and then
hands the turn back. So a run has one order of events, by time and by the order of requests, and the same calls repeat
it exactly. Knows no till.
"""

import heapq
import itertools
import threading
from collections.abc import Callable


class Ended(BaseException):
    """The exception that ends a task where it sleeps."""


class Task:
    """An actor. `error` is what ended it, unless it returned."""

    def __init__(self, scheduler: "Scheduler", name: str, body: Callable[[], None]) -> None:
        self.name = name
        self.is_over = False
        self.error: BaseException | None = None
        self.turn = 0
        self._scheduler = scheduler
        self._body = body
        self._thrown: BaseException | None = None
        self._go = threading.Lock()
        self._go.acquire()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def resume(self) -> None:
        """Let the task run until it sleeps or ends; for the scheduler only."""
        self._go.release()
        self._scheduler.baton.acquire()
        if self.is_over:
            self._thread.join()

    def suspend(self) -> None:
        """Hand the turn back and wait for the next; for the scheduler only."""
        self._scheduler.baton.release()
        self._go.acquire()
        if self._thrown is not None:
            raise self._thrown

    def end(self, error: BaseException) -> None:
        """Raise `error` where the task sleeps and let it unwind at once. Not for the task whose turn it is."""
        if not self.is_over:
            self._thrown = error
            self.turn += 1
            self._scheduler.give_turn(self)

    def _run(self) -> None:
        self._go.acquire()
        try:
            if self._thrown is None:
                self._body()
        except Ended:
            pass
        except BaseException as error:  # noqa: BLE001 - the boundary of the thread; the world reports it
            self.error = error
        finally:
            self.is_over = True
            self._scheduler.baton.release()


class Scheduler:
    """The owner of the time, in seconds from 0, and of every task."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.baton = threading.Lock()
        self.baton.acquire()
        self.tasks: list[Task] = []
        self._current: Task | None = None
        self._order = itertools.count()
        self._due: list[tuple[float, int, Callable[[], None]]] = []

    def call_at(self, at_s: float, callback: Callable[[], None], *, is_first: bool = False) -> None:
        """Call `callback` at that moment; with `is_first` before everything else due then."""
        order = next(self._order)
        heapq.heappush(self._due, (max(at_s, self.now_s), -1_000_000_000 + order if is_first else order, callback))

    def spawn(self, name: str, body: Callable[[], None]) -> Task:
        """Start a task, whose first turn follows those of the others."""
        task = Task(self, name, body)
        self.tasks = [task for task in self.tasks if not task.is_over]
        self.tasks.append(task)
        self._wake_at(self.now_s, task)
        return task

    def sleep(self, seconds: float) -> None:
        """Let time pass for the task whose turn it is."""
        task = self._current
        assert task is not None
        self._wake_at(self.now_s + max(0.0, seconds), task)
        task.suspend()

    def wake(self, task: Task) -> None:
        """End the task's sleep now; not for the task whose turn it is."""
        self._wake_at(self.now_s, task)

    def run_until(self, at_s: float) -> None:
        """Run everything that is due by then."""
        while self._due and self._due[0][0] <= at_s:
            self.now_s, _, callback = heapq.heappop(self._due)
            callback()
        self.now_s = max(self.now_s, at_s)

    def give_turn(self, task: Task) -> None:
        """Let the task run until it sleeps or ends."""
        before, self._current = self._current, task
        task.resume()
        self._current = before

    def end(self) -> None:
        """End every task where it sleeps."""
        for task in self.tasks:
            task.end(Ended())

    def _wake_at(self, at_s: float, task: Task) -> None:
        task.turn += 1
        turn = task.turn

        def give() -> None:
            if not task.is_over and task.turn == turn:
                self.give_turn(task)

        self.call_at(at_s, give)
