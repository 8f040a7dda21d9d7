"""The callbacks' end of a scanner: keeps what it is told, and lets a test wait until enough of it has come."""

import threading
from collections.abc import Callable
from typing import Any

from kreward_pos.errors import CameraFailure, CardRefused
from kreward_pos.scan.preview import Preview
from kreward_pos.scan.scanner import Callbacks, Scan

WAIT_S = 60


class Heard:
    """What a scanner told; `stumble` makes the next sight fail."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.sights = 0
        self.last_sight: Preview | None = None
        self.remarks: list[Any] = []
        self.scans: list[Any] = []
        self.refusals: list[CardRefused] = []
        self.troubles: list[CameraFailure | None] = []
        self.threads: set[str] = set()
        self.stumble = False

    def callbacks(self) -> Callbacks:
        return Callbacks(self._on_sight, self._on_scan, self._on_refusal, self._on_trouble)

    def wait_for(self, is_enough: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(is_enough, WAIT_S), (self.sights, self.scans, self.troubles)

    def wait_for_trouble(self, kind: type[CameraFailure] | None) -> None:
        """Until the last that was told of the camera is of this kind."""
        self.wait_for(lambda: bool(self.troubles) and type(self.troubles[-1]) is (kind or type(None)))

    def nudge(self) -> None:
        """Something besides the scanner has changed for whoever waits."""
        with self._changed:
            self._changed.notify_all()

    def trouble_kinds(self) -> list[str | None]:
        return [type(trouble).__name__ if trouble else None for trouble in self.troubles]

    def _note(self, note: Callable[[], None]) -> None:
        with self._changed:
            self.threads.add(threading.current_thread().name)
            note()
            self._changed.notify_all()

    def _on_sight(self, sight: Preview) -> None:
        def note() -> None:
            self.sights += 1
            self.last_sight = sight
            if not self.remarks or self.remarks[-1] is not sight.remark:
                self.remarks.append(sight.remark)

        self._note(note)
        if self.stumble:
            self.stumble = False
            raise KeyError("jane@example.com")

    def _on_scan(self, scan: Scan) -> None:
        self._note(lambda: self.scans.append(scan.reference))

    def _on_refusal(self, refusal: CardRefused) -> None:
        self._note(lambda: self.refusals.append(refusal))

    def _on_trouble(self, trouble: CameraFailure | None) -> None:
        self._note(lambda: self.troubles.append(trouble))
