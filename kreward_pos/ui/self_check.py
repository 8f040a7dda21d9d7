"""The whole job, done by the app itself through its real window, step by step, with the time each step took.

Presses the real buttons and looks only at what the window shows; the stage (the demo shop with its camera) is told
what happens around the window. Runs inside the event loop, so it works offscreen and inside a frozen bundle.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from kreward_pos.till.views import CustomerView, LinkView
from kreward_pos.ui.bridge import TillBridge
from kreward_pos.ui.window import CounterWindow

STEP_TIMEOUT_S = 30.0
_LOOK_EVERY_MS = 5

WHO = "zoe@example.com"
"""One stamp short of a full card, its first tier claimed."""
_GOAL = 8


class Stage(Protocol):
    """What a run needs around the window."""

    def show_card(self, email: str) -> None:
        """Hold this customer's card before the lens."""
        ...

    def cut(self) -> None:
        """Break the connection."""
        ...

    def restore(self) -> None:
        """Mend it."""
        ...

    def changes(self) -> list[str]:
        """What Kreward applied, oldest first: `+1`, `-1`, `redeem 8`."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """Do `act` (again and again while it says False: its button is not there yet), then wait until `holds`."""

    name: str
    act: Callable[[], bool | None]
    holds: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class StepResult:
    """How a step went; `ms` from its act until it held."""

    step: str
    ok: bool
    ms: float
    seen: str


class SelfCheck(QObject):
    """Runs the steps one after the other on the window's thread; `finished` carries the list of results."""

    finished = Signal(object)

    def __init__(self, window: CounterWindow, till: TillBridge, stage: Stage) -> None:
        super().__init__(window)
        self._window = window
        self._stage = stage
        self._link: LinkView | None = None
        till.link_updated.connect(self._on_link)
        self._results: list[StepResult] = []
        self._steps: Iterator[Step] = iter(self._plan())
        self._step: Step | None = None
        self._begun_s = 0.0
        self._has_acted = False
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin with the first step."""
        self._next()
        self._timer.start()

    def _plan(self) -> list[Step]:
        job = self._stage
        return [
            Step("window", lambda: None, lambda: self._window.isVisible() and self._window.panel_name == "ready"),
            Step("scan", lambda: job.show_card(WHO), lambda: self._view is not None),
            Step("balance", lambda: None, lambda: self._shows(balance=7, waiting=0)),
            Step("stamp", lambda: self._press("stampButton"), lambda: self._shows_number("8")),
            Step("stamp sent", lambda: None, lambda: self._shows(balance=8, waiting=0)),
            Step("redeem", lambda: self._press("redeemButton_8"), lambda: self._tier_is("claiming")),
            Step("undo", lambda: self._press("undoButton"), lambda: self._tier_is("ready")),
            Step("redeem again", lambda: self._press("redeemButton_8"), lambda: self._tier_is("claiming")),
            Step("redeem sent", lambda: None, lambda: self._tier_is("ahead") and self._shows(balance=0, waiting=0)),
            Step("cut the link", job.cut, lambda: True),
            Step("first stamp offline", lambda: self._press("stampButton"), lambda: self._shows_number("1")),
            Step("second stamp offline", lambda: self._press("stampButton"), lambda: self._shows_number("2")),
            Step("offline", lambda: None, lambda: self._link_is("offline", waiting=2)),
            Step("restore the link", job.restore, lambda: True),
            Step("flushed", lambda: None, lambda: self._link_is("online", waiting=0) and self._shows(2, 0)),
            Step("undo what was sent", lambda: self._press("undoButton"), lambda: self._shows(balance=1, waiting=0)),
            Step("each change once", lambda: None, self._applied_each_once),
        ]

    @property
    def _view(self) -> CustomerView | None:
        return self._window.shown_view

    def _shows(self, balance: int, waiting: int) -> bool:
        view = self._view
        return view is not None and (view.balance, view.waiting) == (balance, waiting)

    def _shows_number(self, number: str) -> bool:
        label = self._window.findChild(QLabel, "balanceLabel")
        return label is not None and label.text() == number

    def _tier_is(self, state: str) -> bool:
        view = self._view
        return view is not None and any(tier.at == _GOAL and tier.state == state for tier in view.tiers)

    def _link_is(self, state: str, waiting: int) -> bool:
        return self._link is not None and (self._link.state, self._link.waiting) == (state, waiting)

    def _applied_each_once(self) -> bool:
        return self._stage.changes() == ["+1", "redeem 8", "+1", "+1", "-1"]

    def _press(self, name: str) -> bool:
        button = self._window.findChild(QPushButton, name)
        if button is None or not button.isVisible() or not button.isEnabled():
            return False
        button.click()
        return True

    @Slot(object)
    def _on_link(self, link: LinkView) -> None:
        self._link = link

    def _next(self) -> None:
        self._step = next(self._steps, None)
        if self._step is None:
            self._end()
            return
        self._begun_s = time.perf_counter()
        self._has_acted = self._step.act() is not False

    @Slot()
    def _look(self) -> None:
        if self._step is None:
            return
        elapsed_s = time.perf_counter() - self._begun_s
        if not self._has_acted and elapsed_s < STEP_TIMEOUT_S:
            self._has_acted = self._step.act() is not False
            return
        holds = self._has_acted and self._step.holds()
        if not holds and elapsed_s < STEP_TIMEOUT_S:
            return
        self._results.append(StepResult(self._step.name, holds, round(elapsed_s * 1000, 1), self._seen()))
        if holds:
            self._next()
        else:
            self._end()

    def _seen(self) -> str:
        """What stood on the screen, without anything personal."""
        view = self._view
        shown = "nobody" if view is None else f"{view.balance} +{view.waiting}"
        link = "unknown" if self._link is None else f"{self._link.state}, {self._link.waiting} waiting"
        return f"{self._window.panel_name}: {shown}; {link}"

    def _end(self) -> None:
        self._timer.stop()
        self._step = None
        self.finished.emit(self._results)


def platform_name() -> str:
    """Qt's platform plugin in use, such as `xcb` or `offscreen`."""
    return QGuiApplication.platformName()
