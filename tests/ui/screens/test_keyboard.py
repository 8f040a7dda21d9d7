"""Everything by keys alone: Tab leads through each screen as it is read, one sees where one is, and can leave it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QTableWidget,
    QWidget,
)

from kreward_pos.cards import OpaqueCode
from kreward_pos.till.model.entries import Decision, EntryState
from kreward_pos.till.model.views import TierView
from tests.ui.conftest import AtTheCounter, OpenWindow
from tests.ui.desk_fake import JANE, SUKI, FakeDesk, FakeSetUp, a_view, an_entry
from tests.ui.layout_inspector import worked_on
from tests.ui.scenes import SCENES
from tests.ui.stage import seen, settle

_MOST_STOPS = 80


def strike(at: AtTheCounter, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Strike a key as the keyboard does, by the window's handle."""
    handle = at.window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, key, modifier)


def write(at: AtTheCounter, text: str) -> None:
    """Type a text."""
    handle = at.window.windowHandle()
    assert handle is not None
    for letter in text:
        QTest.keyClick(handle, ord(letter))


def walked(at: AtTheCounter) -> Iterator[QWidget]:
    """Where the focus comes to by Tab, until it is where it was."""
    first = None
    at.window.setFocus()
    for _ in range(_MOST_STOPS):
        strike(at, Qt.Key.Key_Tab)
        here = QApplication.focusWidget()
        assert here is not None
        if here is first:
            return
        first = first or here
        yield here
    pytest.fail(f"Tab never comes back: {at.focused()}")


def told(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()} {widget.accessibleName()}"


@pytest.mark.parametrize("name", SCENES)
def test_tab_leads_everywhere_and_one_sees_where(
    name: str, open_window: OpenWindow, desk: FakeDesk, setup: FakeSetUp
) -> None:
    at = SCENES[name].open(open_window, desk, setup)
    stops: list[QWidget] = []
    wrong: list[str] = []
    picture = QImage()
    for stop in walked(at):
        if stops and stops[-1].grab().toImage() == picture:
            wrong.append(f"in focus, and not seen to be: {told(stops[-1])}")
        if stops and is_against_reading(stops[-1], stop, at.window):
            wrong.append(f"back from {told(stops[-1])} to {told(stop)}")
        stops.append(stop)
        picture = stop.grab().toImage()
    wrong += [f"never reached: {told(each)}" for each in worked_on(at.window) if each not in stops]
    assert not wrong, "\n".join(wrong)


def is_against_reading(before: QWidget, after: QWidget, top: QWidget) -> bool:
    """Whether one would have to look back: neither further down nor further to the right."""
    old, new = (QRect(each.mapTo(top, QPoint(0, 0)), each.size()) for each in (before, after))
    is_inside = before.isAncestorOf(after)
    return not is_inside and new.bottom() <= old.bottom() and new.right() <= old.right()


def tab_to(at: AtTheCounter, name: str) -> None:
    """Go on with Tab until the widget of this name has the focus."""
    for stop in walked(at):
        if stop.objectName() == name:
            return
    pytest.fail(f"Tab does not lead to {name}")


def press(at: AtTheCounter, name: str) -> None:
    """Go to a button and press it, by keys."""
    tab_to(at, name)
    strike(at, Qt.Key.Key_Space)


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


@pytest.mark.parametrize("name", [name for name, scene in SCENES.items() if not name.startswith("first run")])
def test_escape_leads_out_of_everything(name: str, open_window: OpenWindow, desk: FakeDesk, setup: FakeSetUp) -> None:
    at = SCENES[name].open(open_window, desk, setup)
    home = "ready" if setup.view.has_secret else "enrol"
    for _ in range(4):
        strike(at, Qt.Key.Key_Escape)
        settle(at)
    assert at.window.panel_name == home
    assert seen(at, "leavingStrip") is None
