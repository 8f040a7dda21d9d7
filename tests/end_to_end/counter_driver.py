"""The real counter in its own process, driven from its event loop, under any network condition.

The programs beside this file and the benchmarks build on it. Everything is composed as in the demo; only the sandbox's
speed, the deadlines and the redeem's hold are up to the caller. Knows nothing of what is measured.
"""

import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.api.transport import HttpTransport
from kreward_pos.app import window_mode
from kreward_pos.app.demo import DemoShop
from kreward_pos.clock import SystemClock
from kreward_pos.sandbox.server import Sandbox
from kreward_pos.system.data_folder import DataFolder, logging_to
from kreward_pos.system.keychain import MemoryKeyStore
from kreward_pos.system.settings import Settings
from kreward_pos.till.counter.desk import TillConfig
from kreward_pos.till.model.views import ConnectionView, CustomerView
from kreward_pos.till.storage.store import Store
from kreward_pos.till.till import Till
from kreward_pos.ui.runtime.bridge import TillBridge
from kreward_pos.ui.window import CounterWindow

NetworkCondition = Literal["online", "offline", "slow", "silent"]
"""`offline`: the port is closed. `slow`: every response is late. `silent`: accepts requests and never responds."""

Script = Generator[Callable[[], bool], None, None]
"""Acts, then yields the condition for the next step; runs on the window's thread."""

STEP_TIMEOUT_S = 90.0
TICK_MS = 2
_NEVER_MS = 600_000
W = TypeVar("W", bound=QWidget)


@dataclass(frozen=True, slots=True)
class Timings:
    """How late `slow` responds, how long the till waits for a response and holds a redeem, and the tick interval."""

    slow_s: float = 2.0
    deadline_s: float = 15.0
    hold_s: float = 1.0
    tick_ms: int = TICK_MS


class CounterDriver:
    """Drives a window with its till, Kreward and camera."""

    def __init__(self, sandbox: Sandbox, demo: DemoShop, till: Till, timings: Timings) -> None:
        self.demo, self.till = demo, till
        self.status: ConnectionView | None = None
        self._sandbox, self._timings = sandbox, timings
        self._closed_port = ExitStack()
        self._window: CounterWindow | None = None

    @property
    def window(self) -> CounterWindow:
        """Return the counter's window, once it is shown."""
        assert self._window is not None
        return self._window

    @property
    def view(self) -> CustomerView | None:
        """Return the customer on the screen."""
        return self.window.shown_view

    def attach(self, window: CounterWindow, till_bridge: TillBridge) -> None:
        """Attach the driver to the window that is shown."""
        self._window = window
        till_bridge.status_updated.connect(self._on_status)

    def child(self, kind: type[W], name: str) -> W:
        """Return a widget of the window; raise `LookupError` if it has none."""
        widget = self.window.findChild(kind, name)
        if widget is None:
            raise LookupError(name)
        return widget

    def can_press(self, name: str) -> bool:
        """Return whether this button is visible and enabled."""
        button = self.window.findChild(QPushButton, name)
        return button is not None and button.isVisible() and button.isEnabled()

    def press(self, name: str) -> None:
        """Click the real button with the mouse."""
        QTest.mouseClick(self.child(QPushButton, name), Qt.MouseButton.LeftButton)

    def is_online(self) -> bool:
        """Return whether the till is online and nothing is waiting."""
        return self.status is not None and (self.status.state, self.status.waiting) == ("online", 0)

    def shows(self, email: str) -> Callable[[], bool]:
        """Return a condition: this customer is on the screen."""
        return lambda: self.view is not None and self.view.email.address == email

    def set_network(self, condition: NetworkCondition) -> Script:
        """Change the network's condition."""
        yield from self.run_on_thread(lambda: self._set_network(condition))

    def restore_network(self) -> Script:
        """Restore the network, and wait until everything has been sent."""
        yield from self.run_on_thread(lambda: self._set_network("online"))
        yield from self.run_on_thread(self.till.connection.try_now)
        yield self.is_online

    def run_on_thread(self, work: Callable[[], object]) -> Script:
        """Run on another thread what the window does not do, and wait for it."""
        thread = threading.Thread(target=work)
        thread.start()
        yield lambda: not thread.is_alive()

    def close(self) -> None:
        """Open the port again, so that the sandbox can end."""
        self._closed_port.close()

    def _set_network(self, condition: NetworkCondition) -> None:
        self._closed_port.close()
        delay_ms = {"slow": round(self._timings.slow_s * 1000), "silent": _NEVER_MS}.get(condition)
        self._sandbox.set_faults([] if delay_ms is None else [{"call": "*", "fault": "delay", "ms": delay_ms}])
        if condition == "offline":
            self._closed_port.enter_context(self._sandbox.offline())

    @Slot(object)
    def _on_status(self, status: ConnectionView) -> None:
        self.status = status


class ScriptRunner(QObject):
    """Runs a script by a timer, records the times of the ticks, and closes the window at the end."""

    def __init__(self, window: QWidget, script: Script, tick_ms: int = TICK_MS) -> None:
        super().__init__(window)
        self.failure: Exception | None = None
        self.ticks_s: list[float] = []
        self._window, self._script = window, script
        self._holds: Callable[[], bool] = lambda: True
        self._since_s = time.perf_counter()
        self._timer = QTimer(self, interval=tick_ms, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    @Slot()
    def _tick(self) -> None:
        now_s = time.perf_counter()
        self.ticks_s.append(now_s)
        try:
            if self._holds():
                self._holds, self._since_s = next(self._script), now_s
            elif now_s - self._since_s > STEP_TIMEOUT_S:
                self._script.throw(TimeoutError("what the script waits for did not come"))
        except StopIteration:
            self._end()
        except Exception as failure:  # noqa: BLE001 - a slot's boundary: `run` raises it
            self.failure = failure
            self._end()

    def _end(self) -> None:
        self._timer.stop()
        self._window.close()


def run(
    script: Callable[[CounterDriver], Script], timings: Timings, sandbox: Sandbox, demo: DemoShop | None = None
) -> ScriptRunner:
    """Open the counter on a running sandbox, run the script and close it; raise what the script raised."""
    demo = demo or DemoShop(sandbox)
    runners: list[ScriptRunner] = []
    with _till(sandbox, timings) as (till, place):
        driver = CounterDriver(sandbox, demo, till, timings)

        def direct(window: CounterWindow, till_bridge: TillBridge) -> None:
            driver.attach(window, till_bridge)
            runners.append(ScriptRunner(window, script(driver), timings.tick_ms))

        try:
            window_mode.run(till, place, demo, direct)
        finally:
            driver.close()
    (runner,) = runners
    if runner.failure is not None:
        raise runner.failure
    return runner


def after(seconds: float) -> Callable[[], bool]:
    """Return a condition: so much time has passed since now."""
    due_s = time.perf_counter() + seconds
    return lambda: time.perf_counter() >= due_s


@contextmanager
def _till(sandbox: Sandbox, timings: Timings) -> Iterator[tuple[Till, DataFolder]]:
    keys = ApiKeys(ApiKey.parse_secret(sandbox.secret_key), ApiKey.parse_public(sandbox.public_key))
    settings = Settings(base_url=sandbox.base_url, camera="demo", language="en")
    with tempfile.TemporaryDirectory(prefix="kreward-pos-", ignore_cleanup_errors=sys.platform == "win32") as name:
        folder = Path(name)
        client = KrewardClient(
            HttpTransport(sandbox.base_url),
            keys,
            SystemClock(),
            read_deadline_s=timings.deadline_s,
            write_deadline_s=timings.deadline_s,
        )
        till = Till(Store.open(folder), client, config=TillConfig(settings.till_name), hold_s=timings.hold_s)
        with logging_to(folder):
            till.start()
            try:
                yield till, DataFolder(folder, settings, keys, MemoryKeyStore())
            finally:
                till.close()
