"""The till's maintenance thread: disk reserve, restore guard, retention and the audit log's check."""

import logging
import threading
from collections.abc import Callable

from kreward_pos.errors import StoreFailure
from kreward_pos.system.crash_report import traceback_summary
from kreward_pos.till.records.retention import Retention
from kreward_pos.till.storage.store import Store

INTERVAL_S = 60.0
RUNS_PER_RETENTION = 60
_log = logging.getLogger(__name__)


class Maintenance:
    """A thread that runs the due tasks every minute, at first at once. A failed task is logged and runs again.

    `save_mark` saves the outbox's progress for the restore guard; `check_audit_log` runs once, in the first minute.
    """

    def __init__(
        self,
        store: Store,
        retention: Retention,
        save_mark: Callable[[], None],
        check_audit_log: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._retention = retention
        self._save_mark = save_mark
        self._check_audit_log = check_audit_log
        self._runs = 0
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="maintenance", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread after its current tasks, and save the outbox's progress."""
        self._is_stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        try:
            self._save_mark()
        except StoreFailure as failure:
            _log.info("maintenance: %s", failure.code)

    def run_due_tasks(self) -> None:
        """Run each task that is due, whether or not others fail."""
        self._store.disk_reserve.restore()
        due = [self._save_mark]
        if self._runs % RUNS_PER_RETENTION == 0:
            due.append(self._retention.run)
        if not self._runs:
            due.append(self._check_audit_log)
        self._runs += 1
        for work in due:
            try:
                work()
            except StoreFailure as failure:
                _log.info("maintenance: %s", failure.code)

    def _run(self) -> None:
        while not self._is_stopping.is_set():
            try:
                self.run_due_tasks()
            except Exception as bug:  # noqa: BLE001 - the boundary of the thread; its message may quote a customer
                _log.error("maintenance met a bug: %s", traceback_summary(type(bug), bug.__traceback__))
            self._is_stopping.wait(INTERVAL_S)
