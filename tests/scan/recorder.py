"""A recorder of a scanner's callbacks, on which a test can wait."""

import threading
from collections.abc import Callable
from typing import Any

from kreward_pos.errors import CameraFailure, CardRefused
from kreward_pos.scan.preview import Preview
from kreward_pos.scan.scanner import Callbacks, Scan

WAIT_S = 60


class CallbackRecorder:
    """What a scanner has reported; `fails_next` makes the next preview callback fail."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.previews = 0
        self.last_preview: Preview | None = None
        self.remarks: list[Any] = []
        self.scans: list[Any] = []
        self.refusals: list[CardRefused] = []
        self.failures: list[CameraFailure | None] = []
        self.threads: set[str] = set()
        self.fails_next = False

    def callbacks(self) -> Callbacks:
        return Callbacks(self._on_preview, self._on_scan, self._on_refusal, self._on_failure)

    def wait_for(self, is_enough: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(is_enough, WAIT_S), (self.previews, self.scans, self.failures)

    def wait_for_failure(self, kind: type[CameraFailure] | None) -> None:
        """Wait until the last reported status of the camera is of this kind."""
        self.wait_for(lambda: bool(self.failures) and type(self.failures[-1]) is (kind or type(None)))

    def notify(self) -> None:
        """Make waiting threads check their conditions again."""
        with self._changed:
            self._changed.notify_all()

    def failure_kinds(self) -> list[str | None]:
        return [type(failure).__name__ if failure else None for failure in self.failures]

    def _record(self, record: Callable[[], None]) -> None:
        with self._changed:
            self.threads.add(threading.current_thread().name)
            record()
            self._changed.notify_all()

    def _on_preview(self, preview: Preview) -> None:
        def record() -> None:
            self.previews += 1
            self.last_preview = preview
            if not self.remarks or self.remarks[-1] is not preview.remark:
                self.remarks.append(preview.remark)

        self._record(record)
        if self.fails_next:
            self.fails_next = False
            raise KeyError("jane@example.com")

    def _on_scan(self, scan: Scan) -> None:
        self._record(lambda: self.scans.append(scan.reference))

    def _on_refusal(self, refusal: CardRefused) -> None:
        self._record(lambda: self.refusals.append(refusal))

    def _on_failure(self, failure: CameraFailure | None) -> None:
        self._record(lambda: self.failures.append(failure))
