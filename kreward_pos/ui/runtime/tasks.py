"""Work that the window hands away, and the way its answers come home.

The window's thread never waits for disk or network. Taps go through one lane in their order; look-ups through a
small pool. What a worker brings back is put on a queue, and an empty signal wakes the window's thread, so that no
Python value travels through Qt and no caller's function ever runs in a worker.
"""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from kreward_pos.errors import TillError

_LOOK_UPS_AT_ONCE = 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Task(Generic[T]):
    work: Callable[[], T]
    done: Callable[[T], None]
    failed: Callable[[TillError], None]


class TaskRunner(QObject):
    """Runs blocking work for the window; made, used and closed on the window's thread.

    `done` and `failed` are called there too, and never after `close`. Anything but a `TillError` is a bug: it goes
    to `sys.excepthook`, and the caller is told by the plainest of all failures, so that nothing stays half done.
    """

    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = ThreadPoolExecutor(1, thread_name_prefix="taps")
        self._pool = ThreadPoolExecutor(_LOOK_UPS_AT_ONCE, thread_name_prefix="look-ups")
        self._home: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._is_closed = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def tap(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[TillError], None]) -> None:
        """Run `work` after every earlier tap; taps that were accepted run even while the window closes."""
        self._start(self._lane, _Task(work, done, failed))

    def ask(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[TillError], None]) -> None:
        """Run `work` as soon as a worker is free, in no particular order."""
        self._start(self._pool, _Task(work, done, failed))

    def close(self) -> None:
        """Finish accepted taps, drop what has not begun, wait for the rest; answers are no longer delivered."""
        self.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._lane.shutdown(wait=True)

    def stop(self) -> None:
        """Accept and deliver nothing more, without waiting."""
        self._is_closed = True

    def _start(self, workers: ThreadPoolExecutor, task: _Task[T]) -> None:
        if not self._is_closed:
            workers.submit(self._run, task)

    def _run(self, task: _Task[T]) -> None:
        """On a worker: do the work, and send home what is to be called."""
        try:
            result = task.work()
        except TillError as error:
            refused = error
            self._home.put(lambda: task.failed(refused))
        except Exception as error:  # noqa: BLE001 - the thread's boundary; the excepthook reports it
            bug = error
            self._home.put(lambda: _report(bug, task.failed))
        else:
            self._home.put(lambda: task.done(result))
        if not self._is_closed:
            self._arrived.emit()

    @Slot()
    def _deliver(self) -> None:
        while not self._is_closed:
            try:
                call = self._home.get_nowait()
            except Empty:
                return
            call()


def _report(bug: Exception, failed: Callable[[TillError], None]) -> None:
    failed(TillError())
    sys.excepthook(type(bug), bug, bug.__traceback__)
