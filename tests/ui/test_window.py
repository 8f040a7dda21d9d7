"""The whole window: its keys, its buttons, its threads, and texts from elsewhere."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea

from kreward_pos.api.errors import Unreachable
from kreward_pos.till.model.entries import EntryState
from kreward_pos.till.model.views import LastTap, TierView
from kreward_pos.ui.runtime.ports import Demo
from kreward_pos.ui.window import WindowOptions

from .conftest import CounterDriver, OpenWindow
from .desk_fake import JANE, NOW, SUKI, FakeDesk, a_status, a_view, an_entry


def test_typed_text_reaches_the_field_from_anywhere(at: CounterDriver) -> None:
    at.desk.views[SUKI.key] = a_view(SUKI, "Suki")
    at.show_card(JANE)
    at.type("suki@example.com")
    at.key(Qt.Key.Key_Return)
    at.until(lambda: at.label("customerName").text() == "Suki")
    assert at.field("emailField").text() == ""
    assert at.desk.asked("stamp") == []


def test_burst_is_never_taken_for_an_amount(at: CounterDriver) -> None:
    at.show_card(JANE)
    at.press("amountButton")
    at.type("4401-suki@example.com")
    at.key(Qt.Key.Key_Return)
    at.until(lambda: len(at.desk.asked("look_up")) == 2)
    assert at.desk.asked("look_up")[1][0] == "4401-suki@example.com"
    assert at.desk.asked("stamp") == []


def test_markup_from_elsewhere_is_shown_as_it_is(at: CounterDriver) -> None:
    name, reward = "<b>Jane</b> & <img src=x>", "<h1>Coffee</h1> &amp;"
    at.desk.views[JANE.key] = a_view(name=name, balance=8, tiers=(TierView(8, reward, "ahead", 1),))
    at.desk.taps = [LastTap(JANE, name, None, 1, None, NOW)]
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: name in at.message())
    labels = [label for label in at.window.findChildren(QLabel) if "<" in label.text()]
    assert any(label.text() == reward for label in labels)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_escape_closes_a_panel_and_then_ends_the_session(at: CounterDriver) -> None:
    at.show_card(JANE)
    for key, panel in ((Qt.Key.Key_F8, "outbox"), (Qt.Key.Key_F9, "settings")):
        at.key(key)
        at.until(lambda panel=panel: at.window.panel_name == panel)  # type: ignore[misc]  # bound at once
        at.key(Qt.Key.Key_Escape)
        assert at.window.panel_name == "customer"
    at.press("amountButton")
    at.key(Qt.Key.Key_Escape)
    assert at.window.panel_name == "customer"
    at.key(Qt.Key.Key_Escape)
    assert at.window.panel_name == "ready"
    assert at.window.shown_view is None
    assert at.label("customerName").accessibleName() == ""


def test_pill_shows_the_connections_status(at: CounterDriver) -> None:
    assert at.button("linkPill").accessibleName() == "Online"
    at.till.status_changed(a_status("offline", waiting=3, needs_person=1))
    at.until(lambda: at.button("linkPill").accessibleName() == "Offline · 1 needs you · 3 waiting")


def test_theme_changes_at_once_and_is_saved(at: CounterDriver) -> None:
    at.press("themeButton")
    at.until(lambda: [change.fields for change in at.setup.saved] == [{"theme": "dark"}])
    assert at.window.palette().window().color().lightness() < 60


def test_bug_is_reported_and_the_window_stays_open(at: CounterDriver) -> None:
    at.desk.bugs["stamp"] = ZeroDivisionError("by the test")
    at.show_card(JANE)
    with at.qtbot.captureExceptions() as caught:
        at.press("stampButton")
        at.until(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError
    assert at.message().startswith("Something did not work.")
    assert at.button("stampButton").property("saving") is False


def test_desk_is_never_called_on_the_windows_thread(at: CounterDriver) -> None:
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: "added" in at.message())
    at.press("linkPill")
    at.until(lambda: bool(at.desk.asked("entries")))
    assert threading.main_thread().name not in at.desk.threads


@pytest.mark.parametrize("size", [(1024, 600), (1280, 800), (1920, 1200)])
@pytest.mark.parametrize("is_offline", [False, True])
def test_no_button_is_cut_and_all_are_large_enough(
    open_window: OpenWindow, desk: FakeDesk, size: tuple[int, int], is_offline: bool
) -> None:
    trouble = Unreachable() if is_offline else None
    tiers = (*(TierView(at, "Reward", "ready", 0) for at in (2, 4, 6)), TierView(8, "Free coffee", "ahead", 2))
    desk.views[JANE.key] = a_view(balance=6, waiting=1, tiers=tiers, trouble=trouble)
    desk.outbox = [an_entry(1, EntryState.REVIEW), an_entry(2), an_entry(3, EntryState.BLOCKED)]
    cards = tuple((name, lambda: None) for name in ("Jane", "Ka Ming", "Suki", "Zoë", "Stranger"))
    at = open_window(*size, options=WindowOptions(demo=Demo(cards)))
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: at.button("undoButton").isVisible())
    check_buttons(at)
    at.press("amountButton")
    check_buttons(at)
    at.press("linkPill")
    at.until(lambda: at.button("countedButton").isVisible())
    check_buttons(at)
    for key, name in ((Qt.Key.Key_F4, "makeCardButton"), (Qt.Key.Key_F9, "saveButton")):
        at.key(key)
        at.until(at.button(name).isVisible)
        check_buttons(at)


def check_buttons(at: CounterDriver) -> None:
    """Run `each_button_is_whole` once the layout no longer changes."""
    at.qtbot.waitUntil(lambda: each_button_is_whole(at))


def each_button_is_whole(at: CounterDriver) -> None:
    """Check that every visible button is whole, large enough, wide enough for its text, and has a name."""
    for button in at.window.findChildren(QPushButton):
        if not button.isVisible():
            continue
        name = f"{button.objectName()} {button.text()!r} {button.size()}"
        assert min(button.width(), button.height()) >= 48, name
        assert button.text() or button.accessibleName(), name
        assert button.width() >= min(button.sizeHint().width(), button.minimumSizeHint().width()), name
        if not is_inside_scroll(button):
            assert button.visibleRegion().boundingRect() == button.rect(), name


def is_inside_scroll(button: QPushButton) -> bool:
    """Return whether the widget may be scrolled out of view."""
    parent = button.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea) or parent.objectName() == "outboxTable":
            return True
        parent = parent.parentWidget()
    return False
