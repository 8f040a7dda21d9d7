"""A counter's whole job under every network condition: scan, look up, stamp, redeem, undo, flush.

As a program, it does the job under a `ThreadWatch` and prints the forbidden calls of the window's thread, as JSON.
"""

import json
import sys
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from kreward_pos.sandbox.server import Sandbox
from tests.end_to_end.counter_driver import CounterDriver, NetworkCondition, Script, Timings, run
from tests.end_to_end.thread_watch import ThreadWatch

CUSTOMERS = ("tai.man@example.com", "wing.sze@example.com")
"""Both have a full card, so that a reward can be redeemed. One is shown while the other's showing ends."""

CONDITIONS: tuple[NetworkCondition, ...] = ("online", "offline", "slow", "silent")
FAST = Timings(slow_s=0.3, deadline_s=0.8, hold_s=0.3)


def whole_job(driver: CounterDriver) -> Script:
    """Do the job in each condition, then open every page of the window."""
    yield driver.is_online
    for email in CUSTOMERS:
        yield from scan(driver, email)
    for number, condition in enumerate(CONDITIONS):
        yield from driver.set_network(condition)
        yield from serve(driver, CUSTOMERS[number % 2])
        yield from driver.restore_network()
    yield from _toggle_demo_faults(driver)
    yield from _open_every_page(driver)


def scan(driver: CounterDriver, email: str) -> Script:
    """Show a card until its customer is on the screen."""
    driver.demo.show_card(email)
    yield driver.shows(email)


def serve(driver: CounterDriver, email: str) -> Script:
    """Scan, stamp, redeem, undo."""
    yield from scan(driver, email)
    view = driver.view
    assert view is not None
    assert view.shown is not None
    before = view.shown
    driver.press("stampButton")
    yield lambda: driver.view is not None and driver.view.shown == before + 1
    yield lambda: driver.can_press("undoButton")
    if driver.can_press("redeemButton_8"):
        yield from _redeem_and_undo(driver)
    else:
        driver.press("undoButton")
        yield lambda: not driver.can_press("undoButton")


def _redeem_and_undo(driver: CounterDriver) -> Script:
    """Redeem and undo. Offline, the claim is refused with a message; otherwise it is held and undone."""
    driver.press("redeemButton_8")
    yield lambda: _is_claiming(driver) or not driver.can_press("undoButton")
    if _is_claiming(driver):
        yield lambda: driver.can_press("undoButton")
        driver.press("undoButton")
        yield lambda: not driver.can_press("undoButton")


def _is_claiming(driver: CounterDriver) -> bool:
    view = driver.view
    return view is not None and any(tier.state == "claiming" for tier in view.tiers)


def _toggle_demo_faults(driver: CounterDriver) -> Script:
    """Switch each fault of the demo's strip on and off again."""
    for name in ("demoFault_cut", "demoFault_lost_answer", "demoFault_slow"):
        for is_on in (True, False):
            driver.press(name)
            yield partial(_is_switched, driver, name, is_on)


def _is_switched(driver: CounterDriver, name: str, is_on: bool) -> bool:
    return driver.child(QPushButton, name).isChecked() is is_on


def _open_every_page(driver: CounterDriver) -> Script:
    """Open the outbox, the settings and the enrolment page, then a customer by e-mail."""
    pages = (("outbox", Qt.Key.Key_F8), ("settings", Qt.Key.Key_F9), ("enrol", Qt.Key.Key_F4))
    for name, key in pages:
        QTest.keyClick(driver.window, key)
        yield partial(_is_open, driver, name)
        QTest.keyClick(driver.window, Qt.Key.Key_Escape)
        yield partial(_is_closed, driver, name)
    field = driver.child(QLineEdit, "emailField")
    QTest.keyClicks(field, "jane@example.com")
    QTest.keyClick(field, Qt.Key.Key_Return)
    yield driver.shows("jane@example.com")


def _is_open(driver: CounterDriver, page: str) -> bool:
    return driver.window.panel_name == page


def _is_closed(driver: CounterDriver, page: str) -> bool:
    return driver.window.panel_name != page


class _FirstPaint(QObject):
    """Starts the watch at the window's first paint, after the app's start."""

    def __init__(self, window: QWidget, watch: ThreadWatch) -> None:
        super().__init__(window)
        self._watch = watch
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._watch.begin()
        return False


def main() -> int:
    """Do the job, and print `{"calls": […], "ticks": n}`."""
    watch = ThreadWatch()

    def watched_job(driver: CounterDriver) -> Script:
        _FirstPaint(driver.window, watch)
        yield lambda: watch.is_watching
        yield from whole_job(driver)
        watch.end()

    with Sandbox() as sandbox:
        runner = run(watched_job, FAST, sandbox)
    sys.stdout.write(json.dumps({"calls": watch.calls, "ticks": len(runner.ticks_s)}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
