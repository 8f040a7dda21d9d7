"""What a counter does all day, in every condition of the network: scan, look up, stamp, redeem, undo, flush.

As a program it does the whole job under the eyes of `ThreadWatch` and prints what the window's thread did that it must
not do, as JSON.
"""

import json
import sys
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from kreward_pos.sandbox.server import Sandbox
from tests.end_to_end.real_counter import Condition, Floor, Script, Terms, run
from tests.end_to_end.thread_watch import ThreadWatch

CUSTOMERS = ("tai.man@example.com", "wing.sze@example.com")
"""Both have a full card, so that there is a reward to redeem. One is shown while the other's card is let go."""

NETWORKS: tuple[Condition, ...] = ("online", "offline", "slow", "silent")
QUICK = Terms(slow_s=0.3, deadline_s=0.8, hold_s=0.3)


def whole_job(floor: Floor) -> Script:
    """The job in each condition, then every page of the window."""
    yield floor.is_online
    for email in CUSTOMERS:
        yield from scan(floor, email)
    for number, condition in enumerate(NETWORKS):
        yield from floor.turn(condition)
        yield from serve(floor, CUSTOMERS[number % 2])
        yield from floor.mend()
    yield from _let_things_go_wrong(floor)
    yield from _leaf_through(floor)


def scan(floor: Floor, email: str) -> Script:
    """Show a card, until its customer is on the screen."""
    floor.stage.show_card(email)
    yield floor.shows(email)


def serve(floor: Floor, email: str) -> Script:
    """Scan, stamp, redeem, undo."""
    yield from scan(floor, email)
    view = floor.view
    assert view is not None
    assert view.shown is not None
    before = view.shown
    floor.press("stampButton")
    yield lambda: floor.view is not None and floor.view.shown == before + 1
    yield lambda: floor.can_press("undoButton")
    if floor.can_press("redeemButton_8"):
        yield from _redeem_and_undo(floor)
    else:
        floor.press("undoButton")
        yield lambda: not floor.can_press("undoButton")


def _redeem_and_undo(floor: Floor) -> Script:
    """Offline a claim is refused, which the bar says; elsewhere it is held, and taken back."""
    floor.press("redeemButton_8")
    yield lambda: _is_claiming(floor) or not floor.can_press("undoButton")
    if _is_claiming(floor):
        yield lambda: floor.can_press("undoButton")
        floor.press("undoButton")
        yield lambda: not floor.can_press("undoButton")


def _is_claiming(floor: Floor) -> bool:
    view = floor.view
    return view is not None and any(tier.state == "claiming" for tier in view.tiers)


def _let_things_go_wrong(floor: Floor) -> Script:
    """Each switch of the demo's strip, on and off again."""
    for name in ("demoFault_cut", "demoFault_lost_answer", "demoFault_slow"):
        for is_on in (True, False):
            floor.press(name)
            yield partial(_is_switched, floor, name, is_on)


def _is_switched(floor: Floor, name: str, is_on: bool) -> bool:
    return floor.child(QPushButton, name).isChecked() is is_on


def _leaf_through(floor: Floor) -> Script:
    """The outbox, the settings, a new customer, another theme, and a customer by e-mail."""
    pages = (("outbox", Qt.Key.Key_F8), ("settings", Qt.Key.Key_F9), ("enrol", Qt.Key.Key_F4))
    for name, key in pages:
        QTest.keyClick(floor.window, key)
        yield partial(_is_open, floor, name)
        QTest.keyClick(floor.window, Qt.Key.Key_Escape)
        yield partial(_is_closed, floor, name)
    field = floor.child(QLineEdit, "emailField")
    QTest.keyClicks(field, "jane@example.com")
    QTest.keyClick(field, Qt.Key.Key_Return)
    yield floor.shows("jane@example.com")


def _is_open(floor: Floor, page: str) -> bool:
    return floor.window.panel_name == page


def _is_closed(floor: Floor, page: str) -> bool:
    return floor.window.panel_name != page


class _FirstPaint(QObject):
    """Begins the watch with the first picture of the window: what comes before is the start."""

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
    """Do the job, print `{"calls": […], "beats": n}`."""
    watch = ThreadWatch()

    def watched_job(floor: Floor) -> Script:
        _FirstPaint(floor.window, watch)
        yield lambda: watch.is_watching
        yield from whole_job(floor)
        watch.end()

    with Sandbox() as sandbox:
        director = run(watched_job, QUICK, sandbox)
    sys.stdout.write(json.dumps({"calls": watch.calls, "beats": len(director.beats_s)}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
