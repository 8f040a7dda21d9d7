"""Opens the counter again after a bad end: a small process waits beside it, and does nothing while all is well.

It is started once the counter has stood for a while, so that one that cannot stand is not opened again and again; and
it goes by what `crash` finds left behind. Must know neither the till nor a window.
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
"""The hidden command by which the process is started; before it stand the counter's own words."""
STOOD_S = 60.0

_log = logging.getLogger(__name__)


class Watchdog:
    """The counter's side: keeps the process while the counter is open; `words` are what that was started with."""

    def __init__(self, words: Sequence[str], stood_s: float = STOOD_S) -> None:
        self._words = words
        self._stood_s = stood_s
        self._is_closed = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="stand-by", daemon=True)

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
        if self._is_closed.wait(self._stood_s):
            return
        nothing = subprocess.DEVNULL
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this app, and its own words
                [*_program(), *self._words, COMMAND], stdin=nothing, stdout=nothing, stderr=nothing
            )
        except OSError as error:
            _log.warning("nobody stands by: %s", error.strerror)


def run(folder: Path, words: Sequence[str]) -> int:
    """Run the watchdog process: wait for the counter in `folder` to end, and start it again if it crashed.

    Returns 0, or never, where this process takes the counter's place.
    """
    if crash_report.wait_for_bad_end(folder):
        command = [*_program(), *words]
        if sys.platform == "win32":  # where no process can take another's place
            subprocess.Popen(command)  # noqa: S603 - this app, and its own words
        else:
            os.execv(command[0], command)  # noqa: S606 - as above
    return 0


def _program() -> list[str]:
    """Return the command that started this app."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "kreward_pos"]
