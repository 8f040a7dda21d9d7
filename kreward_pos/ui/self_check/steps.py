"""Runs a plan of steps on the real window: presses its buttons, and reads nothing but what it shows.

Runs inside the event loop, so it works on a screen, offscreen and inside a frozen bundle.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton

from kreward_pos.till.model.views import ConnectionView
from kreward_pos.ui.runtime.bridge import TillBridge
from kreward_pos.ui.window import CounterWindow

STEP_TIMEOUT_S = 30.0
_CHECK_EVERY_MS = 5


@dataclass(frozen=True, slots=True)
class Step:
    """A step: `act`, repeated while it returns False since its button is not there yet, then wait until `holds`."""

    name: str
    act: Callable[[], bool | None]
    holds: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class StepResult:
    """The result of a step, with the milliseconds from its act until it held."""

    step: str
    ok: bool
    ms: float
    seen: str


class WindowDriver(QObject):
    """A driver that presses the window's buttons and reads what it shows. Window thread only."""

    def __init__(self, window: CounterWindow, till: TillBridge) -> None:
        super().__init__(window)
        self.window = window
        self._status: ConnectionView | None = None
        till.status_updated.connect(self._on_status)

    def press(self, name: str) -> bool:
        """Press the button of this object name; return False while it cannot be pressed."""
        button = self.window.findChild(QPushButton, name)
        if button is None or not self.can_press(name):
            return False
        button.click()
        return True

    def can_press(self, name: str) -> bool:
        """Return whether the button of this object name can be pressed."""
        button = self.window.findChild(QPushButton, name)
        return button is not None and button.isVisible() and button.isEnabled()

    def is_on(self, name: str) -> bool:
        """Return whether the switch of this object name is on."""
        switch = self.window.findChild(QPushButton, name)
        return switch is not None and switch.isChecked()

    def on_panel(self, name: str) -> bool:
        """Return whether this panel is shown."""
        return self.window.isVisible() and self.window.panel_name == name

    def shows(self, balance: int, waiting: int) -> bool:
        """Return whether the customer has this balance at Kreward, and this much waiting here."""
        view = self.window.shown_view
        return view is not None and (view.balance, view.waiting) == (balance, waiting)

    def has_unsure(self, count: int) -> bool:
        """Return whether so many of the customer's stamps may or may not have counted."""
        view = self.window.shown_view
        return view is not None and view.unsure == count

    def shows_number(self, number: str) -> bool:
        """Return whether the large number is this one."""
        label = self.window.findChild(QLabel, "balanceLabel")
        return label is not None and label.text() == number

    def tier_is(self, at: int, state: str) -> bool:
        """Return whether the customer's tier is in this state."""
        view = self.window.shown_view
        return view is not None and any((tier.at, tier.state) == (at, state) for tier in view.tiers)

    def status_is(self, state: str, waiting: int) -> bool:
        """Return whether this was the last status of the connection."""
        return self._status is not None and (self._status.state, self._status.waiting) == (state, waiting)

    def needs_person(self, count: int) -> bool:
        """Return whether so many entries needed a person in the last status."""
        return self._status is not None and self._status.needs_person == count

    def seen(self) -> str:
        """Return what is shown, without personal data."""
        view = self.window.shown_view
        shown = "nobody" if view is None else f"{view.balance} +{view.waiting}"
        status = "unknown" if self._status is None else f"{self._status.state}, {self._status.waiting} waiting"
        return f"{self.window.panel_name}: {shown}; {status}"

    @Slot(object)
    def _on_status(self, status: ConnectionView) -> None:
        self._status = status


class StepRunner(QObject):
    """A runner of one step after the other, until one does not hold in time. `finished` carries the results."""

    finished = Signal(object)

    def __init__(self, driver: WindowDriver, plan: Iterable[Step]) -> None:
        super().__init__(driver)
        self._driver = driver
        self._plan: Iterator[Step] = iter(plan)
        self._results: list[StepResult] = []
        self._step: Step | None = None
        self._has_acted = False
        self._begun_s = 0.0
        self._timer = QTimer(self, interval=_CHECK_EVERY_MS)
        self._timer.timeout.connect(self._check)

    def start(self) -> None:
        """Start with the first step."""
        self._next()
        self._timer.start()

    def _next(self) -> None:
        self._step = next(self._plan, None)
        if self._step is None:
            self._end()
            return
        self._begun_s = time.perf_counter()
        self._has_acted = self._step.act() is not False

    @Slot()
    def _check(self) -> None:
        if self._step is None:
            return
        elapsed_s = time.perf_counter() - self._begun_s
        if not self._has_acted and elapsed_s < STEP_TIMEOUT_S:
            self._has_acted = self._step.act() is not False
            return
        holds = self._has_acted and self._step.holds()
        if not holds and elapsed_s < STEP_TIMEOUT_S:
            return
        self._results.append(StepResult(self._step.name, holds, round(elapsed_s * 1000, 1), self._driver.seen()))
        if holds:
            self._next()
        else:
            self._end()

    def _end(self) -> None:
        self._timer.stop()
        self._step = None
        self.finished.emit(self._results)
