"""The real counter in a process of its own, driven from inside its event loop, with its Kreward in any condition.

The programs beside this file and the benchmarks' build on it. Everything is composed as the demo composes it; only
the sandbox's speed, the deadlines and the redeem's hold are the caller's. Knows nothing of what is measured.
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

Condition = Literal["online", "offline", "slow", "silent"]
"""`offline`: the port is closed. `slow`: every answer comes late. `silent`: accepts, and never answers."""

Script = Generator[Callable[[], bool], None, None]
"""Does a thing, then yields what must hold before the next one; runs on the window's thread."""

WAIT_LIMIT_S = 90.0
BEAT_MS = 2
_FOR_EVER_MS = 600_000
W = TypeVar("W", bound=QWidget)


@dataclass(frozen=True, slots=True)
class Terms:
    """How late `slow` answers, how long the till waits for an answer, how long it holds a redeem, and how often the
    script is looked at."""

    slow_s: float = 2.0
    deadline_s: float = 15.0
    hold_s: float = 1.0
    beat_ms: int = BEAT_MS


class Floor:
    """What stands around the window: the till, its Kreward, the camera, and hands to press with."""

    def __init__(self, sandbox: Sandbox, stage: DemoShop, till: Till, terms: Terms) -> None:
        self.stage, self.till = stage, till
        self.status: ConnectionView | None = None
        self._sandbox, self._terms = sandbox, terms
        self._closed_port = ExitStack()
        self._window: CounterWindow | None = None

    @property
    def window(self) -> CounterWindow:
        """The counter's window, once it is shown."""
        assert self._window is not None
        return self._window

    @property
    def view(self) -> CustomerView | None:
        """The customer on the screen."""
        return self.window.shown_view

    def enter(self, window: CounterWindow, told: TillBridge) -> None:
        """The window is shown."""
        self._window = window
        told.status_updated.connect(self._on_status)

    def child(self, kind: type[W], name: str) -> W:
        """A widget of the window; raises `LookupError` where there is none."""
        found = self.window.findChild(kind, name)
        if found is None:
            raise LookupError(name)
        return found

    def can_press(self, name: str) -> bool:
        """Whether this button is there for a finger."""
        button = self.window.findChild(QPushButton, name)
        return button is not None and button.isVisible() and button.isEnabled()

    def press(self, name: str) -> None:
        """Press and release the real button with a mouse."""
        QTest.mouseClick(self.child(QPushButton, name), Qt.MouseButton.LeftButton)

    def is_online(self) -> bool:
        """Whether the till has heard from Kreward and nothing waits."""
        return self.status is not None and (self.status.state, self.status.waiting) == ("online", 0)

    def shows(self, email: str) -> Callable[[], bool]:
        """Whether this customer is the one on the screen."""
        return lambda: self.view is not None and self.view.email.address == email

    def turn(self, condition: Condition) -> Script:
        """Change the network's condition."""
        yield from self.elsewhere(lambda: self._turn(condition))

    def mend(self) -> Script:
        """Bring the network back, and wait until everything has been sent."""
        yield from self.elsewhere(lambda: self._turn("online"))
        yield from self.elsewhere(self.till.connection.try_now)
        yield self.is_online

    def elsewhere(self, work: Callable[[], object]) -> Script:
        """Do what is not the window's doing on another thread, and wait for it."""
        thread = threading.Thread(target=work)
        thread.start()
        yield lambda: not thread.is_alive()

    def leave(self) -> None:
        """Open the port again, so that the sandbox can end."""
        self._closed_port.close()

    def _turn(self, condition: Condition) -> None:
        self._closed_port.close()
        late_ms = {"slow": round(self._terms.slow_s * 1000), "silent": _FOR_EVER_MS}.get(condition)
        self._sandbox.set_faults([] if late_ms is None else [{"call": "*", "fault": "delay", "ms": late_ms}])
        if condition == "offline":
            self._closed_port.enter_context(self._sandbox.offline())

    @Slot(object)
    def _on_status(self, status: ConnectionView) -> None:
        self.status = status


class Director(QObject):
    """Takes a script on at every beat of a timer, closes the window after it, and notes how far the beats are apart."""

    def __init__(self, window: QWidget, script: Script, beat_ms: int = BEAT_MS) -> None:
        super().__init__(window)
        self.failure: Exception | None = None
        self.beats_s: list[float] = []
        self._window, self._script = window, script
        self._holds: Callable[[], bool] = lambda: True
        self._since_s = time.perf_counter()
        self._timer = QTimer(self, interval=beat_ms, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    @Slot()
    def _beat(self) -> None:
        now_s = time.perf_counter()
        self.beats_s.append(now_s)
        try:
            if self._holds():
                self._holds, self._since_s = next(self._script), now_s
            elif now_s - self._since_s > WAIT_LIMIT_S:
                self._script.throw(TimeoutError("what the script waits for did not come"))
        except StopIteration:
            self._end()
        except Exception as failure:  # noqa: BLE001 - a slot's boundary: whoever runs the script raises it
            self.failure = failure
            self._end()

    def _end(self) -> None:
        self._timer.stop()
        self._window.close()


def run(script: Callable[[Floor], Script], terms: Terms, sandbox: Sandbox, stage: DemoShop | None = None) -> Director:
    """Open the counter on a running sandbox, play the script, close it; raises what the script raised."""
    stage = stage or DemoShop(sandbox)
    directors: list[Director] = []
    with _till(sandbox, terms) as (till, place):
        floor = Floor(sandbox, stage, till, terms)

        def direct(window: CounterWindow, told: TillBridge) -> None:
            floor.enter(window, told)
            directors.append(Director(window, script(floor), terms.beat_ms))

        try:
            window_mode.run(till, place, stage, direct)
        finally:
            floor.leave()
    (director,) = directors
    if director.failure is not None:
        raise director.failure
    return director


def after(seconds: float) -> Callable[[], bool]:
    """Whether so much time has passed since this was called."""
    due_s = time.perf_counter() + seconds
    return lambda: time.perf_counter() >= due_s


@contextmanager
def _till(sandbox: Sandbox, terms: Terms) -> Iterator[tuple[Till, DataFolder]]:
    keys = ApiKeys(ApiKey.parse_secret(sandbox.secret_key), ApiKey.parse_public(sandbox.public_key))
    settings = Settings(base_url=sandbox.base_url, camera="demo", language="en")
    with tempfile.TemporaryDirectory(prefix="kreward-pos-", ignore_cleanup_errors=sys.platform == "win32") as name:
        folder = Path(name)
        client = KrewardClient(
            HttpTransport(sandbox.base_url),
            keys,
            SystemClock(),
            read_deadline_s=terms.deadline_s,
            write_deadline_s=terms.deadline_s,
        )
        till = Till(Store.open(folder), client, config=TillConfig(settings.till_name), hold_s=terms.hold_s)
        with logging_to(folder):
            till.start()
            try:
                yield till, DataFolder(folder, settings, keys, MemoryKeyStore())
            finally:
                till.close()
