"""Whole tasks by keys alone. `test_scenes` looks at each screen by itself."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidget

from kreward_pos.cards import OpaqueCode
from kreward_pos.till.model.entries import Decision, EntryState
from kreward_pos.till.model.views import TierView
from tests.ui.conftest import AtTheCounter
from tests.ui.desk_fake import JANE, SUKI, a_view, an_entry
from tests.ui.screens.inspect_keyboard import press, strike, tab_to, write
from tests.ui.stage import seen


def test_a_cashiers_day_by_keys(at: AtTheCounter) -> None:
    at.desk.views[JANE.key] = a_view(tiers=(TierView(4, "Biscuit", "ready", 0), TierView(8, "Free coffee", "ahead", 3)))
    strike(at, Qt.Key.Key_F2)
    write(at, "jane@example.com")
    strike(at, Qt.Key.Key_Return)
    at.until(lambda: at.window.panel_name == "customer")
    strike(at, Qt.Key.Key_Space)
    at.until(lambda: at.said() == "1 stamp added for Jane")
    strike(at, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    at.until(lambda: bool(at.desk.asked("undo")))
    press(at, "stamp3Button")
    press(at, "amountButton")
    write(at, "12")
    strike(at, Qt.Key.Key_Return)
    at.until(lambda: [call[1] for call in at.desk.asked("stamp")] == [1, 3, 12])
    press(at, "redeemButton_4")
    at.until(lambda: at.desk.asked("redeem") == [(JANE.key, 4, None)])
    strike(at, Qt.Key.Key_Escape)
    assert at.window.panel_name == "ready"


def test_an_unknown_card_by_keys(at: AtTheCounter) -> None:
    at.show_card(OpaqueCode("X-1"), "unknown")
    write(at, "jane@example.com")
    strike(at, Qt.Key.Key_Return)
    at.until(lambda: at.window.panel_name == "customer")


def test_a_new_customer_by_keys(at: AtTheCounter) -> None:
    strike(at, Qt.Key.Key_F4)
    write(at, "suki@example.com")
    strike(at, Qt.Key.Key_Return)
    at.until(lambda: at.focused().objectName() == "doneButton")
    assert at.focused().property("ring") is True
    at.desk.views[SUKI.key] = a_view(SUKI, "Suki", balance=0)
    strike(at, Qt.Key.Key_Space)
    at.until(lambda: at.window.panel_name == "customer")


def test_a_review_by_keys_and_the_list_stays_where_it_was(at: AtTheCounter) -> None:
    at.desk.outbox = [an_entry(n, EntryState.REVIEW) for n in range(1, 30)]
    strike(at, Qt.Key.Key_F8)
    at.until(lambda: seen(at, "decideButton_29") is not None)
    tab_to(at, "decideButton_28")
    table = at.find(QTableWidget, "outboxTable")
    top = table.verticalScrollBar().value()
    assert top > 0
    at.desk.outbox = [*at.desk.outbox[:-1], an_entry(29, EntryState.APPLIED)]
    at.till.entry_changed(an_entry(29, EntryState.APPLIED))
    at.until(lambda: seen(at, "decideButton_29") is None)
    assert (at.focused().objectName(), table.verticalScrollBar().value()) == ("decideButton_28", top)
    strike(at, Qt.Key.Key_Space)
    press(at, "sendAgainButton")
    at.until(lambda: at.desk.asked("decide") == [(28, Decision.SEND_AGAIN)])
    strike(at, Qt.Key.Key_Escape)
    assert at.window.panel_name == "ready"


def test_arrows_go_through_the_list_and_tab_leaves_it(at: AtTheCounter) -> None:
    at.desk.outbox = [an_entry(n) for n in range(1, 30)]
    strike(at, Qt.Key.Key_F8)
    at.until(lambda: seen(at, "cancelButton_29") is not None)
    tab_to(at, "outboxTable")
    table = at.find(QTableWidget, "outboxTable")
    for _ in range(20):
        strike(at, Qt.Key.Key_Down)
    assert table.verticalScrollBar().value() > 0
    assert table.selectedItems()
    strike(at, Qt.Key.Key_Tab)
    assert at.focused() is not table


def test_settings_by_keys(at: AtTheCounter) -> None:
    at.setup.pin.choose("2580")
    at.setup.pin.lock()
    strike(at, Qt.Key.Key_F9)
    at.until(lambda: at.window.panel_name == "pin")
    write(at, "2580")
    strike(at, Qt.Key.Key_Return)
    at.until(lambda: at.window.panel_name == "settings" and at.button("saveButton").isEnabled())
    tab_to(at, "shopTab")
    for _ in range(5):
        strike(at, Qt.Key.Key_Down)
    at.until(lambda: seen(at, "soundsBox") is not None)
    press(at, "soundsBox")
    press(at, "saveButton")
    at.until(lambda: bool(at.setup.saved))
    assert at.setup.saved[-1].fields == {"has_sounds": False}


def test_a_pin_is_given_up_by_escape(at: AtTheCounter) -> None:
    at.setup.pin.choose("2580")
    at.setup.pin.lock()
    strike(at, Qt.Key.Key_F9)
    at.until(lambda: at.window.panel_name == "pin")
    strike(at, Qt.Key.Key_Escape)
    at.until(lambda: at.window.panel_name == "ready")
