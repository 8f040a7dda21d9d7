"""Crash reports: a readable file in the till's folder, and an error to show at the next start.

A report holds types of errors, positions in the code, and versions: no values, no messages (which may quote a
customer's card) and no source.
"""

import faulthandler
import logging
import platform
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from kreward_pos import __version__
from kreward_pos.errors import QT_TRANSLATE_NOOP, TillError

FOLDER = "crashes"
MAX_REPORTS = 10
_RUNNING = "running.txt"
_LOCK = "running.lock"
_POLL_S = 0.5

_log = logging.getLogger(__name__)


class EndedBadly(TillError):
    """The previous run did not end by closing the app."""

    title = QT_TRANSLATE_NOOP("errors", "The app closed unexpectedly")
    message = QT_TRANSLATE_NOOP(
        "errors", "That was at {time}. Go on as always: nothing that was ticked is lost, and what waits is sent."
    )


@dataclass(frozen=True, slots=True)
class CrashReport:
    """A crash of the previous run. `report` is the path of its file."""

    ended_at: datetime
    report: Path

    @property
    def startup_error(self) -> EndedBadly:
        """The error that the counter shows."""
        return EndedBadly(time=f"{self.ended_at:%Y-%m-%d %H:%M}")


@contextmanager
def crash_reporting(folder: Path) -> Iterator[CrashReport | None]:
    """Report unexpected errors from here on; yield the crash of the last run in `folder`, if any.

    Where the folder cannot be written, nothing is reported: opening the store raises the error. A second run in the
    same folder does not touch the first one's reports.
    """
    crashes = folder / FOLDER
    try:
        crashes.mkdir(parents=True, exist_ok=True)
        guard = FileLock(crashes / _LOCK, timeout=0)
        guard.acquire()
    except (OSError, Timeout):
        yield None
        return
    try:
        last_crash = _report_last_crash(crashes)
        with _exception_hooks(crashes), _fault_handler(crashes / _RUNNING):
            yield last_crash
    finally:
        guard.release()


def wait_for_crash(folder: Path) -> bool:
    """Wait until the app in `folder` has ended; return whether it crashed."""
    crashes = folder / FOLDER
    try:
        with FileLock(crashes / _LOCK).acquire(poll_interval=_POLL_S):
            return (crashes / _RUNNING).exists()
    except OSError:
        return False  # its data was removed


def traceback_summary(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Return an error's type and its frames, innermost last: `ValueError\\n  file:line in function`."""
    frames = traceback.extract_tb(trace, limit=-40)
    frames_text = (f"  {_short_path(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames)
    return "\n".join((f"{kind.__module__}.{kind.__qualname__}", *frames_text))


def _short_path(path: str) -> str:
    """Return a file's path below its folder of packages, without a home directory."""
    parts = Path(path).parts
    roots = [at for at, part in enumerate(parts) if part in {"kreward_pos", "site-packages"}]
    return "/".join(parts[roots[-1] :] if roots else parts[-1:])


def _header() -> str:
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"Kreward POS {__version__}, Python {platform.python_version()}, {system}\n"


@contextmanager
def _fault_handler(path: Path) -> Iterator[None]:
    """Keep a file while the app runs; a native crash writes the stack of each thread into it."""
    before = faulthandler.is_enabled()
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{_header()}Started {datetime.now().astimezone().isoformat(timespec='seconds')}\n")
        file.flush()
        faulthandler.enable(file, all_threads=True)
        try:
            yield
        finally:
            faulthandler.disable()
            if before:
                faulthandler.enable(all_threads=True)
    path.unlink(missing_ok=True)


@contextmanager
def _exception_hooks(crashes: Path) -> Iterator[None]:
    """Write errors that reach the top of a thread to a report and, in one line, to the log; the app goes on."""

    def report(kind: type[BaseException], trace: TracebackType | None, thread: str) -> None:
        _log.error("A bug: %s", traceback_summary(kind, trace).replace("\n", " <"))
        with suppress(OSError):
            _write(crashes, "bug", f"{_header()}In the thread {thread}\n{traceback_summary(kind, trace)}\n")

    def in_main(kind: type[BaseException], _bug: BaseException | None, trace: TracebackType | None) -> None:
        report(kind, trace, threading.current_thread().name)

    def in_thread(bug: threading.ExceptHookArgs) -> None:
        report(bug.exc_type, bug.exc_traceback, bug.thread.name if bug.thread else "?")

    before = sys.excepthook, threading.excepthook
    sys.excepthook, threading.excepthook = in_main, in_thread
    try:
        yield
    except TillError:
        raise
    except Exception as bug:
        in_main(type(bug), bug, bug.__traceback__)  # it ends the app after the hooks are removed
        raise
    finally:
        sys.excepthook, threading.excepthook = before


def _report_last_crash(crashes: Path) -> CrashReport | None:
    """Turn the file of a crashed run into a report; a run that ends normally removes its file."""
    marker = crashes / _RUNNING
    try:
        ended_at = datetime.fromtimestamp(marker.stat().st_mtime).astimezone()
        text = marker.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    with suppress(OSError):
        return CrashReport(ended_at, _write(crashes, "crash", text))
    return None


def _write(crashes: Path, kind: str, text: str) -> Path:
    now_ns = time.time_ns()
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(now_ns // 10**9))
    path = crashes / f"{stamp}-{now_ns % 10**9:09}-{kind}.txt"
    path.write_text(text, encoding="utf-8")
    reports = sorted(each for each in crashes.glob("*.txt") if each.name != _RUNNING)
    for old in reports[:-MAX_REPORTS]:
        old.unlink(missing_ok=True)
    return path
