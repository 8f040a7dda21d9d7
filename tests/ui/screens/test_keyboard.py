"""Whole tasks by keys alone. `test_scenes` inspects each screen by itself."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidget

from kreward_pos.cards import OpaqueCode
from kreward_pos.till.model.entries import Decision, EntryState
from kreward_pos.till.model.views import TierView
from tests.ui.conftest import CounterDriver
from tests.ui.desk_fake import JANE, SUKI, a_view, an_entry
from tests.ui.screens.inspect_keyboard import press, press_key, tab_to, type_text
from tests.ui.stage import seen


def test_cashier_works_a_day_by_keys(at: CounterDriver) -> None:
    at.desk.views[JANE.key] = a_view(tiers=(TierView(4, "Biscuit", "ready", 0), TierView(8, "Free coffee", "ahead", 3)))
    press_key(at, Qt.Key.Key_F2)
    type_text(at, "jane@example.com")
    press_key(at, Qt.Key.Key_Return)
    at.until(lambda: at.window.panel_name == "customer")
    press_key(at, Qt.Key.Key_Space)
    at.until(lambda: at.message() == "1 stamp added for Jane")
    press_key(at, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    at.until(lambda: bool(at.desk.asked("undo")))
    press(at, "stamp3Button")
    press(at, "amountButton")
    type_text(at, "12")
    press_key(at, Qt.Key.Key_Return)
    at.until(lambda: [call[1] for call in at.desk.asked("stamp")] == [1, 3, 12])
    press(at, "redeemButton_4")
    at.until(lambda: at.desk.asked("redeem") == [(JANE.key, 4, None)])
    press_key(at, Qt.Key.Key_Escape)
    assert at.window.panel_name == "ready"


def test_unknown_card_is_linked_by_keys(at: CounterDriver) -> None:
    at.show_card(OpaqueCode("X-1"), "unknown")
    type_text(at, "jane@example.com")
    press_key(at, Qt.Key.Key_Return)
    at.until(lambda: at.window.panel_name == "customer")


def test_new_customer_is_enrolled_by_keys(at: CounterDriver) -> None:
    press_key(at, Qt.Key.Key_F4)
    type_text(at, "suki@example.com")
    press_key(at, Qt.Key.Key_Return)
    at.until(lambda: at.focused().objectName() == "doneButton")
    assert at.focused().property("ring") is True
    at.desk.views[SUKI.key] = a_view(SUKI, "Suki", balance=0)
    press_key(at, Qt.Key.Key_Space)
    at.until(lambda: at.window.panel_name == "customer")


def test_entry_is_reviewed_by_keys_without_scrolling_the_list(at: CounterDriver) -> None:
    at.desk.outbox = [an_entry(n, EntryState.REVIEW) for n in range(1, 30)]
    press_key(at, Qt.Key.Key_F8)
    at.until(lambda: seen(at, "decideButton_29") is not None)
    tab_to(at, "decideButton_28")
    table = at.find(QTableWidget, "outboxTable")
    top = table.verticalScrollBar().value()
    assert top > 0
    at.desk.outbox = [*at.desk.outbox[:-1], an_entry(29, EntryState.APPLIED)]
    at.till.entry_changed(an_entry(29, EntryState.APPLIED))
    at.until(lambda: seen(at, "decideButton_29") is None)
    assert (at.focused().objectName(), table.verticalScrollBar().value()) == ("decideButton_28", top)
    press_key(at, Qt.Key.Key_Space)
    press(at, "sendAgainButton")
    at.until(lambda: at.desk.asked("decide") == [(28, Decision.SEND_AGAIN)])
    press_key(at, Qt.Key.Key_Escape)
    assert at.window.panel_name == "ready"


def test_arrows_move_in_the_list_and_tab_leaves_it(at: CounterDriver) -> None:
    at.desk.outbox = [an_entry(n) for n in range(1, 30)]
    press_key(at, Qt.Key.Key_F8)
    at.until(lambda: seen(at, "cancelButton_29") is not None)
    tab_to(at, "outboxTable")
    table = at.find(QTableWidget, "outboxTable")
    for _ in range(20):
        press_key(at, Qt.Key.Key_Down)
    assert table.verticalScrollBar().value() > 0
    assert table.selectedItems()
    press_key(at, Qt.Key.Key_Tab)
    assert at.focused() is not table


def test_settings_are_changed_by_keys(at: CounterDriver) -> None:
    at.setup.pin.choose("2580")
    at.setup.pin.lock()
    press_key(at, Qt.Key.Key_F9)
    at.until(lambda: at.window.panel_name == "pin")
    type_text(at, "2580")
    press_key(at, Qt.Key.Key_Return)
    at.until(lambda: at.window.panel_name == "settings" and at.button("saveButton").isEnabled())
    tab_to(at, "shopTab")
    for _ in range(5):
        press_key(at, Qt.Key.Key_Down)
    at.until(lambda: seen(at, "soundsBox") is not None)
    press(at, "soundsBox")
    press(at, "saveButton")
    at.until(lambda: bool(at.setup.saved))
    assert at.setup.saved[-1].fields == {"has_sounds": False}


def test_pin_panel_is_left_by_escape(at: CounterDriver) -> None:
    at.setup.pin.choose("2580")
    at.setup.pin.lock()
    press_key(at, Qt.Key.Key_F9)
    at.until(lambda: at.window.panel_name == "pin")
    press_key(at, Qt.Key.Key_Escape)
    at.until(lambda: at.window.panel_name == "ready")
