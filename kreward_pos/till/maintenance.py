"""The thread that looks after the till's folder while nobody waits for it: ballast, retention, witness, record."""

import logging
import threading
from collections.abc import Callable

from kreward_pos.errors import StoreFailure
from kreward_pos.system.crash_report import traceback_summary
from kreward_pos.till.records.retention import Retention
from kreward_pos.till.storage.store import Store

ROUND_S = 60.0
ROUNDS_PER_RETENTION = 60
_log = logging.getLogger(__name__)


class Maintenance:
    """Makes a round every minute, the first at once. Failures are logged and met again in the next round.

    `confirm` tells the witness how far the outbox has come; `look_back` is done once, in the first round.
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
        self._rounds = 0
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="caretaker", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the round under way, and tell the witness where the outbox stands."""
        self._is_stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        try:
            self._save_mark()
        except StoreFailure as failure:
            _log.info("caretaker: %s", failure.code)

    def run_due_tasks(self) -> None:
        """Do what is due, each thing whatever became of the others."""
        self._store.disk_reserve.restore()
        due = [self._save_mark]
        if self._rounds % ROUNDS_PER_RETENTION == 0:
            due.append(self._retention.run)
        if not self._rounds:
            due.append(self._check_audit_log)
        self._rounds += 1
        for work in due:
            try:
                work()
            except StoreFailure as failure:
                _log.info("caretaker: %s", failure.code)

    def _run(self) -> None:
        while not self._is_stopping.is_set():
            try:
                self.run_due_tasks()
            except Exception as bug:  # noqa: BLE001 - the boundary of the thread; its message may quote a customer
                _log.error("the caretaker met a bug: %s", traceback_summary(type(bug), bug.__traceback__))
            self._is_stopping.wait(ROUND_S)
