"""The watchdog process: when it runs, and how it restarts a crashed counter."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest

from kreward_pos.cards import Email
from kreward_pos.clock import SystemClock
from kreward_pos.commands.till_state import state_of
from kreward_pos.system import crash_report
from kreward_pos.system.database_key import DatabaseKey
from kreward_pos.system.watchdog import Watchdog
from kreward_pos.till.model.entries import Draft, EntryKind
from kreward_pos.till.records.outbox import Outbox
from kreward_pos.till.storage.store import Store
from kreward_pos.ui.runtime.single_instance import notify_running_counter

KEY = "5a" * 32
STAMP = Draft(EntryKind.STAMP, Email.parse("jane@example.com"), "Jane", delta=1)
PATIENCE_S = 60

HELD = """
import sys
from pathlib import Path
from kreward_pos.system.crash_report import crash_reporting
with crash_reporting(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""

COUNTER = """
import sys
from kreward_pos.app import modes
from kreward_pos.cli import main
from kreward_pos.system.watchdog import Watchdog

class ImmediateWatchdog(Watchdog):
    def __init__(self, arguments):
        super().__init__(arguments, start_after_s=0)
    def __enter__(self):
        super().__enter__()
        self._thread.join()
        print(self._process.pid, flush=True)
        return self

modes.Watchdog = ImmediateWatchdog
sys.exit(main())
"""


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Something that is open in the folder until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HELD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "open\n"
    yield process
    process.communicate(timeout=PATIENCE_S)


def watch_for_the_end(folder: Path) -> "Queue[bool]":
    ends: Queue[bool] = Queue()
    threading.Thread(target=lambda: ends.put(crash_report.wait_for_crash(folder)), daemon=True).start()
    return ends


def test_closed_counter_is_seen_to_have_ended_well(tmp_path: Path, counter: subprocess.Popen[str]) -> None:
    ends = watch_for_the_end(tmp_path)
    assert ends.empty()
    counter.communicate(timeout=PATIENCE_S)
    assert ends.get(timeout=PATIENCE_S) is False


def test_killed_counter_is_seen_to_have_ended_badly(tmp_path: Path, counter: subprocess.Popen[str]) -> None:
    ends = watch_for_the_end(tmp_path)
    assert ends.empty()
    counter.kill()
    assert ends.get(timeout=PATIENCE_S) is True


def test_counter_that_has_just_started_has_no_watchdog() -> None:
    with Watchdog([]) as watchdog:
        pass
    assert watchdog._process is None


@pytest.mark.expected_logs("WARNING kreward_pos.system.watchdog: the watchdog could not be started: *")
def test_counter_runs_when_no_watchdog_can_be_started() -> None:
    with Watchdog(["a word too long for any system" * 100_000], start_after_s=0) as watchdog:
        watchdog._thread.join()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the test ends processes by signals")
@pytest.mark.usefixtures("qapp")
def test_crashed_counter_restarts_with_the_same_outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "收銀 機"
    monkeypatch.setenv("KREWARD_POS_DATABASE_KEY", KEY)
    store = Store.open(folder, DatabaseKey.parse(KEY))
    Outbox(store, SystemClock()).add(STAMP)
    store.close()
    # Nobody listens there, so that what waits goes on waiting.
    arguments = ["--data-dir", str(folder), "--camera", "none", "--base-url", "http://127.0.0.1:9/v1"]
    first = subprocess.Popen([sys.executable, "-c", COUNTER, *arguments], stdout=subprocess.PIPE, text=True)
    assert first.stdout
    beside = int(first.stdout.readline())
    assert notify_running_counter(folder, PATIENCE_S * 1000)
    first.send_signal(signal.SIGSEGV)
    first.communicate(timeout=PATIENCE_S)
    try:
        assert notify_running_counter(folder, PATIENCE_S * 1000)  # another one is open
        state = state_of(folder)
    finally:
        os.kill(beside, signal.SIGTERM)  # what stood by is the counter now
    assert crash_report.wait_for_crash(folder) is False
    assert (state.is_in_use, state.on_the_way) == (True, 1)
    (report,) = (folder / crash_report.FOLDER).glob("*-crash.txt")
    assert "Segmentation fault" in report.read_text(encoding="utf-8")
