"""The cashier picker: shown where the owner has named cashiers, used in one tap, and never in anybody's way."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from kreward_pos.system.settings import Settings
from kreward_pos.till.model.entries import EntryState
from kreward_pos.till.records.audit_log import RecordBroken
from kreward_pos.ui.bars.cashier_picker import CashierPicker
from tests.ui.conftest import CounterDriver, OpenWindow
from tests.ui.desk_fake import JANE, FakeSetUp, an_entry

NAMES = ("Ka Yan", "Ah Ming")


@pytest.fixture
def staffed(open_window: OpenWindow, setup: FakeSetUp) -> CounterDriver:
    """Open a till whose owner has named two cashiers."""
    setup.view = replace(setup.view, settings=Settings(theme="light", cashiers=NAMES))
    at = open_window()
    at.until(lambda: at.button("cashierButton").isVisible())
    return at


def names(at: CounterDriver) -> CashierPicker:
    return at.find(CashierPicker)


def test_picker_is_hidden_without_named_cashiers(at: CounterDriver) -> None:
    at.key(Qt.Key.Key_F6)
    assert not names(at).isVisible()
    shown = [button.objectName() for button in at.window.findChildren(QPushButton) if button.isVisible()]
    assert "cashierButton" not in shown


def test_one_tap_opens_the_names_and_another_picks(staffed: CounterDriver) -> None:
    assert staffed.button("cashierButton").text() == "Who is at the till?"
    staffed.press("cashierButton")
    assert names(staffed).isVisible()
    staffed.press("cashierButton_1")
    staffed.until(lambda: staffed.daybook.cashiers == ["Ah Ming"])
    staffed.until(lambda: staffed.button("cashierButton").text() == "Ah Ming")
    assert not names(staffed).isVisible()


def test_cashier_is_picked_by_keys_and_space_stamps_afterwards(staffed: CounterDriver) -> None:
    staffed.show_card(JANE)
    staffed.key(Qt.Key.Key_F6)
    staffed.key(Qt.Key.Key_Right)
    staffed.key(Qt.Key.Key_Space)
    staffed.until(lambda: staffed.daybook.cashiers == ["Ah Ming"])
    staffed.key(Qt.Key.Key_Space)
    staffed.until(lambda: len(staffed.desk.asked("stamp")) == 1)


def test_escape_closes_the_names_and_keeps_the_customer(staffed: CounterDriver) -> None:
    staffed.show_card(JANE)
    staffed.key(Qt.Key.Key_F6)
    staffed.key(Qt.Key.Key_Escape)
    assert not names(staffed).isVisible()
    assert staffed.window.panel_name == "customer"
    assert staffed.daybook.cashiers == []


def test_removed_cashier_is_deselected(staffed: CounterDriver) -> None:
    staffed.press("cashierButton")
    staffed.press("cashierButton_0")
    staffed.until(lambda: staffed.button("cashierButton").text() == "Ka Yan")
    view = replace(staffed.setup.view, settings=Settings(theme="light", cashiers=("Suki",)))
    staffed.till.settings_changed(view)
    staffed.until(lambda: staffed.daybook.cashiers == ["Ka Yan", None])
    staffed.until(lambda: staffed.button("cashierButton").text() == "Who is at the till?")


def test_name_is_plain_text(open_window: OpenWindow, setup: FakeSetUp) -> None:
    setup.view = replace(setup.view, settings=Settings(theme="light", cashiers=("<b>Bo & Co</b>",)))
    at = open_window()
    at.until(lambda: at.button("cashierButton").isVisible())
    at.press("cashierButton")
    assert at.button("cashierButton_0").text() == "<b>Bo && Co</b>"
    assert at.button("cashierButton_0").accessibleName() == "<b>Bo & Co</b>"


def test_outbox_shows_who_tapped(at: CounterDriver) -> None:
    at.desk.outbox = [replace(an_entry(1, EntryState.WAITING), cashier="Ka Yan")]
    at.key(Qt.Key.Key_F8)
    table = at.window.navigation._panels.outbox._table
    at.until(lambda: table.rowCount() == 1)
    item = table.item(0, 2)
    assert item is not None
    assert item.text() == "+1 · Ka Yan"


def test_changed_audit_log_stays_visible_in_the_header(at: CounterDriver) -> None:
    assert not at.label("auditLogChip").isVisible()
    at.till.error_occurred(RecordBroken(number=7))
    at.until(at.label("auditLogChip").isVisible)
    assert "Line 7" in at.message()


def test_key_is_shown_only_with_named_cashiers(at: CounterDriver) -> None:
    at.until(lambda: "F7 day" in at.message())
    assert "F6" not in at.message()
    at.till.settings_changed(replace(at.setup.view, settings=Settings(cashiers=NAMES)))
    at.until(lambda: "F6 cashier" in at.message())
