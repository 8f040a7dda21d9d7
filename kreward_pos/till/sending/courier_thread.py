"""The courier's thread."""

import logging
import threading

from kreward_pos.system.crash_report import traceback_summary
from kreward_pos.till.sending.courier import Courier

_log = logging.getLogger(__name__)


class CourierThread:
    """A thread that calls `Courier.step` as soon as something is due."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._wake = threading.Condition()
        self._is_due = False
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self) -> None:
        """Make the next step due now: for a tap, a restored connection, a person's request."""
        with self._wake:
            self._is_due = True
            self._wake.notify()

    def stop(self, timeout_s: float | None = None) -> None:
        """Stop the thread after its current step; what is not sent stays in the outbox."""
        with self._wake:
            self._is_stopping = True
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._is_stopping:
            delay_s = self._guarded_step()
            with self._wake:
                if not (self._is_due or self._is_stopping):
                    self._wake.wait(min(delay_s, 3600.0))
                self._is_due = False

    def _guarded_step(self) -> float:
        try:
            return self._courier.step()
        except Exception as bug:  # noqa: BLE001 - the boundary of the thread
            # A bug must neither stop sending for good nor spin; its message may quote a customer.
            _log.error("the courier met a bug: %s", traceback_summary(type(bug), bug.__traceback__))
            return 30.0
