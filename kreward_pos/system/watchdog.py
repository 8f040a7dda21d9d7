"""The watchdog: a small process that starts the counter again after a crash.

It starts once the counter has run for a while, so that one that crashes at its start is not restarted in a loop.
`crash_report` tells whether the counter crashed. Must know neither the till nor a window.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from kreward_pos.system import crash_report

COMMAND = "stand-by"
"""The hidden command that starts the process, after the counter's arguments."""
START_AFTER_S = 60.0

_log = logging.getLogger(__name__)


class Watchdog:
    """The counter's side: runs the process while the counter is open. `arguments` are the counter's."""

    def __init__(self, arguments: Sequence[str], start_after_s: float = START_AFTER_S) -> None:
        self._arguments = arguments
        self._start_after_s = start_after_s
        self._is_closed = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closed.set()
        self._thread.join()
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _run(self) -> None:
        if self._is_closed.wait(self._start_after_s):
            return
        nothing = subprocess.DEVNULL
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this app with its arguments
                [*_program(), *self._arguments, COMMAND], stdin=nothing, stdout=nothing, stderr=nothing
            )
        except OSError as error:
            _log.warning("the watchdog could not be started: %s", error.strerror)


def run(folder: Path, arguments: Sequence[str]) -> int:
    """Run the watchdog process: wait for the counter in `folder` to end, and start it again if it crashed.

    Return 0, or never, where this process becomes the counter.
    """
    if crash_report.wait_for_crash(folder):
        command = [*_program(), *arguments]
        if sys.platform == "win32":  # where exec does not replace the process
            subprocess.Popen(command)  # noqa: S603 - this app with its arguments
        else:
            os.execv(command[0], command)  # noqa: S606 - as above
    return 0


def _program() -> list[str]:
    """Return the command that started this app."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "kreward_pos"]
