"""A headless till in another process, which is used by its JSON lines and killed without warning.

Knows how to start processes and exchange lines, and nothing of their meaning.
"""

import contextlib
import itertools
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
TIMEOUT_S = 30.0
"""How long an answer may take; no call of the till may block so long."""

Line = dict[str, Any]


class Unresponsive(Exception):
    """A till that neither answers nor ends."""


@dataclass(frozen=True, slots=True)
class ProcessFactory:
    """The factory of a campaign's processes. Their error output goes to `error_output`, which must stay empty."""

    base_url: str
    environment: Mapping[str, str]
    error_output: Path

    def plain(self, folder: Path) -> list[str]:
        """Return the command as a shop's software starts it."""
        return [sys.executable, "-m", "kreward_pos", "headless", *self._where(folder)]

    def fast(self, folder: Path, die_at: int = 0, when: str = "before") -> list[str]:
        """Return the command for a till with a fast clock, killed at the commit `die_at`, if given."""
        kill = ["--die-at", str(die_at), "--when", when] if die_at else []
        return [sys.executable, "-m", "tests.crash.launcher", *self._where(folder), *kill]

    def start(self, command: list[str], on_line: Callable[[Line], None]) -> "TillProcess":
        return TillProcess(command, self.environment, self.error_output, on_line)

    def _where(self, folder: Path) -> list[str]:
        return ["--data-dir", str(folder), "--base-url", self.base_url]


class TillProcess:
    """A running till. `on_line` gets every line it prints, in order, even those still in the pipe at a kill.

    One thread may ask; any may `kill`.
    """

    def __init__(
        self, command: list[str], environment: Mapping[str, str], error_output: Path, on_line: Callable[[Line], None]
    ) -> None:
        with error_output.open("ab") as errors:
            self._process = subprocess.Popen(
                command,
                cwd=REPOSITORY,
                env=os.environ | environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
            )
        self._on_line = on_line
        self._numbers = itertools.count(1)
        self._lines: queue.Queue[Line | None] = queue.Queue()
        self._is_over = False
        self._killer: threading.Timer | None = None
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def is_over(self) -> bool:
        """Return whether its output has ended and was read to the end."""
        return self._is_over

    def ask(self, *requests: Line) -> list[Line | None]:
        """Send the requests at once and wait for all answers; None for each that never came."""
        numbers = [next(self._numbers) for _ in requests]
        self._send(requests, numbers)
        answers: dict[int, Line] = {}
        while len(answers) < len(requests) and (line := self._next(TIMEOUT_S)) is not None:
            if line.get("id") in numbers:
                answers[line["id"]] = line
        return [answers.get(number) for number in numbers]

    def listen(self, seconds: float) -> None:
        """Read its lines for so long, or until it is over."""
        until_s = time.monotonic() + seconds
        with contextlib.suppress(Unresponsive):
            while (left_s := until_s - time.monotonic()) > 0 and self._next(left_s) is not None:
                pass

    def kill_in(self, seconds: float) -> None:
        """Kill it after `seconds`."""
        self._killer = threading.Timer(seconds, self._process.kill)
        self._killer.start()

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> int:
        """Read the rest and wait for the process; return its exit status, negative for a signal."""
        assert self._process.stdin
        assert self._process.stdout
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        while self._next(TIMEOUT_S) is not None:
            pass
        if self._killer:
            self._killer.cancel()
            self._killer.join()
        status = self._process.wait(TIMEOUT_S)
        self._reader.join(TIMEOUT_S)
        self._process.stdout.close()
        return status

    def _send(self, requests: tuple[Line, ...], numbers: list[int]) -> None:
        assert self._process.stdin
        text = "".join(
            json.dumps({"id": number, **request}) + "\n" for number, request in zip(numbers, requests, strict=True)
        )
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(text)
            self._process.stdin.flush()

    def _next(self, timeout_s: float) -> Line | None:
        """Return the next line, None at the end; raise `Unresponsive` where none comes in time."""
        if self._is_over:
            return None
        try:
            line = self._lines.get(timeout=timeout_s)
        except queue.Empty:
            raise Unresponsive from None
        if line is None:
            self._is_over = True
        else:
            self._on_line(line)
        return line

    def _read(self) -> None:
        assert self._process.stdout
        for text in self._process.stdout:
            if text.endswith("\n"):  # a kill may tear the last one
                self._lines.put(json.loads(text))
        self._lines.put(None)
