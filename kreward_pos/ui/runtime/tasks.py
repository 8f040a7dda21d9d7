"""Work that the window gives to worker threads, and the delivery of its results.

The window's thread never waits for disk or network. Taps run one at a time in their order; look-ups run in a small
pool. Results are put on a queue, and an empty signal wakes the window's thread, so that no Python value travels through
Qt and no caller's function ever runs in a worker.
"""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from kreward_pos.errors import TillError

LOOK_UPS_AT_ONCE = 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Task(Generic[T]):
    work: Callable[[], T]
    done: Callable[[T], None]
    failed: Callable[[TillError], None]


class TaskRunner(QObject):
    """A runner of blocking work; made, used and closed on the window's thread.

    `done` and `failed` are called there too, and never after `close`. Any exception but a `TillError` is a bug: it goes
    to `sys.excepthook`, and `failed` gets a plain `TillError`, so that nothing stays half done.
    """

    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tap_worker = ThreadPoolExecutor(1, thread_name_prefix="taps")
        self._workers = ThreadPoolExecutor(LOOK_UPS_AT_ONCE, thread_name_prefix="look-ups")
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._is_closed = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def tap(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[TillError], None]) -> None:
        """Run `work` after every earlier tap; taps that were accepted run even while the window closes."""
        self._start(self._tap_worker, _Task(work, done, failed))

    def ask(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[TillError], None]) -> None:
        """Run `work` as soon as a worker is free, in no particular order."""
        self._start(self._workers, _Task(work, done, failed))

    def close(self) -> None:
        """Finish accepted taps, drop what has not begun, and wait for the rest; deliver nothing more."""
        self.stop()
        self._workers.shutdown(wait=True, cancel_futures=True)
        self._tap_worker.shutdown(wait=True)

    def stop(self) -> None:
        """Accept and deliver nothing more, without waiting."""
        self._is_closed = True

    def _start(self, workers: ThreadPoolExecutor, task: _Task[T]) -> None:
        if not self._is_closed:
            workers.submit(self._run, task)

    def _run(self, task: _Task[T]) -> None:
        """Do the work and queue the call with its result. Worker thread only."""
        try:
            result = task.work()
        except TillError as error:
            refused = error
            self._calls.put(lambda: task.failed(refused))
        except Exception as error:  # noqa: BLE001 - the thread's boundary; the excepthook reports it
            bug = error
            self._calls.put(lambda: _report_bug(bug, task.failed))
        else:
            self._calls.put(lambda: task.done(result))
        if not self._is_closed:
            self._arrived.emit()

    @Slot()
    def _deliver(self) -> None:
        while not self._is_closed:
            try:
                call = self._calls.get_nowait()
            except Empty:
                return
            call()


class Latest:
    """Questions of one kind, of which only the newest is answered. Window thread only.

    `done` and `failed` are called as `TaskRunner` calls them, unless another question or `cancel` came before.
    """

    def __init__(self, runner: TaskRunner) -> None:
        self._runner = runner
        self._number = 0
        self._is_waiting = False

    @property
    def is_waiting(self) -> bool:
        """Return whether the newest question is not answered yet."""
        return self._is_waiting

    def ask(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[TillError], None]) -> None:
        """Run `work` as `TaskRunner.ask` does, and drop the answer to every earlier question."""
        number = self._begin()
        self._runner.ask(work, partial(self._deliver, number, done), partial(self._deliver, number, failed))

    def tap(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[TillError], None]) -> None:
        """Run `work` as `TaskRunner.tap` does, and drop the answer to every earlier question."""
        number = self._begin()
        self._runner.tap(work, partial(self._deliver, number, done), partial(self._deliver, number, failed))

    def cancel(self) -> None:
        """Drop the answer that is still to come; work that has begun goes on."""
        self._number += 1
        self._is_waiting = False

    def _begin(self) -> int:
        self.cancel()
        self._is_waiting = True
        return self._number

    def _deliver(self, number: int, deliver: Callable[[T], None], answer: T) -> None:
        if number == self._number:
            self._is_waiting = False
            deliver(answer)


class Refresh:
    """A question that is asked again whenever its answer may have changed. Window thread only.

    Only one is under way at a time. All requests that come before its answer are met by one more question after it.
    """

    def __init__(self, runner: TaskRunner) -> None:
        self._latest = Latest(runner)
        self._next: Callable[[], None] | None = None

    def ask(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[TillError], None]) -> None:
        """Run `work` now, or once the question under way is answered."""
        if self._latest.is_waiting:
            self._next = partial(self.ask, work, done, failed)
        else:
            self._latest.ask(work, partial(self._deliver, done), partial(self._deliver, failed))

    def cancel(self) -> None:
        """Drop the answer that is still to come, and the question that waits for it."""
        self._latest.cancel()
        self._next = None

    def _deliver(self, deliver: Callable[[T], None], answer: T) -> None:
        following, self._next = self._next, None
        deliver(answer)
        if following is not None:
            following()


def ignore(_answer: object) -> None:
    """Do nothing with an answer or a failure that needs no reaction."""


def _report_bug(bug: Exception, failed: Callable[[TillError], None]) -> None:
    failed(TillError())
    sys.excepthook(type(bug), bug, bug.__traceback__)
