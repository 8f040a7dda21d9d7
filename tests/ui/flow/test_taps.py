"""Taps: saved once, shown at once, undone in time, and refused with a reason."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton

from kreward_pos.scan.scanner import Scan
from kreward_pos.till.model.entries import EntryKind, EntryState
from kreward_pos.till.model.errors import DiskFull
from kreward_pos.till.model.views import TierView
from kreward_pos.ui.window import WindowOptions
from tests.ui.conftest import CounterDriver, OpenWindow
from tests.ui.desk_fake import JANE, SUKI, FakeDesk, a_view, an_entry

READY = (TierView(8, "Free coffee", "ready", 0),)


@pytest.mark.parametrize(("button", "delta"), [("stampButton", 1), ("stamp2Button", 2), ("stamp3Button", 3)])
def test_tap_is_saved_once_and_shown(at: CounterDriver, button: str, delta: int) -> None:
    at.show_card(JANE)
    at.press(button)
    at.until(lambda: "added for Jane" in at.message())
    assert at.desk.asked("stamp") == [(JANE.key, delta, None)]
    assert at.message() == (f"{delta} stamps added for Jane" if delta > 1 else "1 stamp added for Jane")


def test_two_quick_taps_are_two_stamps(at: CounterDriver) -> None:
    at.show_card(JANE)
    at.press("stampButton")
    at.press("stampButton")
    at.until(lambda: len(at.desk.asked("stamp")) == 2)


def test_tap_is_shown_as_saving_until_it_is_saved(at: CounterDriver) -> None:
    at.show_card(JANE)
    at.desk.hold("stamp")
    at.press("stampButton")
    assert at.button("stampButton").property("saving") is True
    assert "added" not in at.message()
    at.desk.let_go("stamp")
    at.until(lambda: "added" in at.message())
    assert at.button("stampButton").property("saving") is False


def test_held_space_stamps_once(at: CounterDriver) -> None:
    at.show_card(JANE)
    at.key(Qt.Key.Key_Space)
    target = at.focused()
    for is_repeat in (True, True):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", is_repeat)
            QApplication.sendEvent(target, event)
    at.key(Qt.Key.Key_F8)
    at.until(lambda: bool(at.desk.asked("entries")))
    assert len(at.desk.asked("stamp")) == 1


def test_space_in_the_field_does_not_stamp(at: CounterDriver) -> None:
    at.show_card(JANE)
    at.key(Qt.Key.Key_F2)
    at.key(Qt.Key.Key_Space)
    at.key(Qt.Key.Key_F8)
    at.until(lambda: bool(at.desk.asked("entries")))
    assert at.desk.asked("stamp") == []


def test_space_does_nothing_where_nobody_is_at_the_counter(at: CounterDriver) -> None:
    at.window.setFocus()
    at.key(Qt.Key.Key_Space)
    at.key(Qt.Key.Key_F8)
    at.until(lambda: bool(at.desk.asked("entries")))
    assert at.desk.asked("stamp") == []


@pytest.mark.parametrize("by_key", [True, False])
def test_undo_takes_back_the_last_tap_once(at: CounterDriver, by_key: bool) -> None:
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: at.button("undoButton").isVisible())
    seq = 101
    if by_key:
        at.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        at.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    else:
        at.press("undoButton")
    at.until(lambda: at.message() == "Undone for Jane")
    assert at.desk.asked("undo") == [(seq,)]


def test_undo_is_offered_until_the_countdown_ends(open_window: OpenWindow) -> None:
    at = open_window(options=WindowOptions(undo_s=1))
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: "added" in at.message())
    assert at.button("undoButton").text() == "Undo · 1"
    at.until(lambda: "F2" in at.message())
    at.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    at.key(Qt.Key.Key_F8)
    at.until(lambda: bool(at.desk.asked("entries")))
    assert at.desk.asked("undo") == []


def test_reward_can_be_undone_until_it_is_claimed(at: CounterDriver) -> None:
    at.desk.views[JANE.key] = a_view(balance=8, tiers=READY)
    at.show_card(JANE)
    at.press("redeemButton_8")
    at.until(lambda: at.message() == "Free coffee for Jane: claimed in 5 s")
    assert at.desk.asked("redeem") == [(JANE.key, 8, None)]
    at.till.entry_changed(an_entry(101, EntryState.APPLIED, kind=EntryKind.REDEEM, at=8, reward="Free coffee"))
    at.until(lambda: at.message() == "Free coffee claimed for Jane")
    assert at.window.findChildren(QPushButton, "undoButton")[0].isHidden()


def test_refused_tap_says_why(at: CounterDriver) -> None:
    at.desk.refusals["stamp"] = DiskFull()
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: at.message().startswith("The disk is full."))
    assert at.button("stampButton").property("saving") is False


def test_entry_that_kreward_refuses_later_is_shown(at: CounterDriver) -> None:
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: "added" in at.message())
    at.till.entry_changed(an_entry(101, EntryState.BLOCKED, problem="customer_unknown"))
    at.until(lambda: "was refused: No customer has this e-mail" in at.message())


def test_any_amount_can_be_added(at: CounterDriver) -> None:
    at.show_card(JANE)
    at.press("amountButton")
    for digit in "12":
        at.press(f"digit{digit}")
    assert at.button("addAmountButton").text() == "Add 12 stamps"
    at.press("addAmountButton")
    at.until(lambda: at.desk.asked("stamp") == [(JANE.key, 12, None)])
    assert at.button("stampButton").isVisible()


def test_space_asks_for_an_amount_of_points(at: CounterDriver) -> None:
    at.desk.views[JANE.key] = a_view(balance=1250, goal=2000, is_points=True)
    at.show_card(JANE)
    assert at.label("balanceLabel").text() == "1,250"
    at.key(Qt.Key.Key_Space)
    at.field("amountField").setText("300")
    at.key(Qt.Key.Key_Return)
    at.until(lambda: at.message() == "300 points added for Jane")
    assert at.desk.asked("stamp") == [(JANE.key, 300, None)]


def test_taps_are_saved_while_the_window_closes(open_window: OpenWindow, desk: FakeDesk) -> None:
    at = open_window()
    at.show_card(JANE)
    desk.hold("stamp")
    desk.hold(SUKI.key)
    at.press("stampButton")
    at.press("stampButton")
    at.scans.on_scan(Scan(SUKI))
    at.window.close()
    desk.let_all_go()
    at.window.finish()
    assert len(desk.asked("stamp")) == 2
    assert "added" not in at.message()
