"""A cashier's day at the window, over a desk made by hand."""

import threading

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QScrollArea

from kreward_pos.cards import OpaqueCode
from kreward_pos.kreward.failures import Unreachable
from kreward_pos.scan.failures import Kind, NotACard
from kreward_pos.scan.scanner import Scan
from kreward_pos.till.entries import EntryKind, EntryState
from kreward_pos.till.failures import DiskFull
from kreward_pos.till.views import LastTap, TierView
from kreward_pos.ui.window import WindowOptions

from .conftest import AtTheCounter, OpenWindow
from .desk_fake import JANE, KA_MING, NOW, SUKI, FakeDesk, a_link, a_view, an_entry

READY = (TierView(8, "Free coffee", "ready", 0),)


def test_a_scan_shows_that_it_is_looked_up_and_then_the_customer(at: AtTheCounter) -> None:
    at.desk.hold(JANE.key)
    at.show_card(JANE, "asking")
    at.desk.let_go(JANE.key)
    at.until(lambda: at.window.panel_name == "customer")
    assert at.label("customerName").text() == "Jane"
    assert at.label("balanceLabel").text() == "5"
    assert at.label("goalLabel").text() == "/ 8"
    assert at.window.shown_view == a_view(read_at=at.desk.views[JANE.key].read_at)


def test_an_older_look_up_that_answers_late_is_dropped(at: AtTheCounter) -> None:
    at.desk.views[SUKI.key] = a_view(SUKI, "Suki", balance=2)
    at.desk.hold(JANE.key)
    at.show_card(JANE, "asking")
    at.show_card(SUKI)
    at.desk.let_go(JANE.key)
    at.press("stampButton")
    at.until(lambda: at.desk.asked("stamp") == [(SUKI.key, 1, None)])
    assert at.label("customerName").text() == "Suki"


@pytest.mark.parametrize(("button", "delta"), [("stampButton", 1), ("stamp2Button", 2), ("stamp3Button", 3)])
def test_a_tap_is_kept_once_and_said(at: AtTheCounter, button: str, delta: int) -> None:
    at.show_card(JANE)
    at.press(button)
    at.until(lambda: "added for Jane" in at.said())
    assert at.desk.asked("stamp") == [(JANE.key, delta, None)]
    assert at.said() == (f"{delta} stamps added for Jane" if delta > 1 else "1 stamp added for Jane")


def test_two_quick_taps_are_two_stamps(at: AtTheCounter) -> None:
    at.show_card(JANE)
    at.press("stampButton")
    at.press("stampButton")
    at.until(lambda: len(at.desk.asked("stamp")) == 2)


def test_a_tap_shows_itself_before_it_is_kept(at: AtTheCounter) -> None:
    at.show_card(JANE)
    at.desk.hold("stamp")
    at.press("stampButton")
    assert at.button("stampButton").property("saving") is True
    assert "added" not in at.said()
    at.desk.let_go("stamp")
    at.until(lambda: "added" in at.said())
    assert at.button("stampButton").property("saving") is False


def test_space_stamps_and_its_repeats_do_not_count(at: AtTheCounter) -> None:
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


def test_space_in_the_field_is_only_a_space(at: AtTheCounter) -> None:
    at.show_card(JANE)
    at.key(Qt.Key.Key_F2)
    at.key(Qt.Key.Key_Space)
    at.key(Qt.Key.Key_F8)
    at.until(lambda: bool(at.desk.asked("entries")))
    assert at.desk.asked("stamp") == []


def test_space_does_nothing_where_nobody_is_at_the_counter(at: AtTheCounter) -> None:
    at.window.setFocus()
    at.key(Qt.Key.Key_Space)
    at.key(Qt.Key.Key_F8)
    at.until(lambda: bool(at.desk.asked("entries")))
    assert at.desk.asked("stamp") == []


@pytest.mark.parametrize("by_key", [True, False])
def test_undo_takes_the_last_tap_back_once(at: AtTheCounter, by_key: bool) -> None:
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: at.button("undoButton").isVisible())
    seq = 101
    if by_key:
        at.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        at.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    else:
        at.press("undoButton")
    at.until(lambda: at.said() == "Undone for Jane")
    assert at.desk.asked("undo") == [(seq,)]


def test_the_countdown_ends_the_offer_to_undo(open_window: OpenWindow) -> None:
    at = open_window(options=WindowOptions(undo_s=1))
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: "added" in at.said())
    assert at.button("undoButton").text() == "Undo · 1"
    at.until(lambda: "F2" in at.said())
    at.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    at.key(Qt.Key.Key_F8)
    at.until(lambda: bool(at.desk.asked("entries")))
    assert at.desk.asked("undo") == []


def test_a_reward_is_claimed_with_time_to_undo_and_then_confirmed(at: AtTheCounter) -> None:
    at.desk.views[JANE.key] = a_view(balance=8, tiers=READY)
    at.show_card(JANE)
    at.press("redeemButton_8")
    at.until(lambda: at.said() == "Free coffee for Jane: claimed in 5 s")
    assert at.desk.asked("redeem") == [(JANE.key, 8, None)]
    at.till.entry_changed(an_entry(101, EntryState.APPLIED, kind=EntryKind.REDEEM, at=8, reward="Free coffee"))
    at.until(lambda: at.said() == "Free coffee claimed for Jane")
    assert at.window.findChildren(QPushButton, "undoButton")[0].isHidden()


def test_a_refused_tap_says_why(at: AtTheCounter) -> None:
    at.desk.refusals["stamp"] = DiskFull()
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: at.said().startswith("The disk is full."))
    assert at.button("stampButton").property("saving") is False


def test_an_entry_that_kreward_refuses_later_is_said(at: AtTheCounter) -> None:
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: "added" in at.said())
    at.till.entry_changed(an_entry(101, EntryState.BLOCKED, problem="customer_unknown"))
    at.until(lambda: "was refused: No customer has this e-mail" in at.said())


def test_what_changes_for_the_customer_on_the_screen_is_shown(at: AtTheCounter) -> None:
    at.show_card(JANE)
    at.desk.views[JANE.key] = a_view(balance=5, waiting=1)
    at.till.customer_changed(JANE)
    at.until(lambda: at.label("balanceLabel").text() == "6")
    assert at.label("waitingChip").text() == "+1 waiting"
    at.till.customer_changed(KA_MING)
    at.till.customer_changed(JANE)
    at.until(lambda: len(at.desk.asked("view")) >= 2)
    assert {key for key, _ in at.desk.asked("view")} == {JANE.key}


def test_an_old_balance_says_so(at: AtTheCounter) -> None:
    at.desk.views[JANE.key] = a_view(trouble=Unreachable())
    at.show_card(JANE)
    texts = [label.text() for label in at.window.findChildren(QLabel) if label.isVisible()]
    assert "No connection to Kreward" in texts
    assert any("Showing the balance from" in text for text in texts)


def test_when_the_connection_is_back_an_old_balance_is_asked_for_again(at: AtTheCounter) -> None:
    at.desk.views[JANE.key] = a_view(trouble=Unreachable())
    at.show_card(JANE)
    at.desk.views[JANE.key] = a_view(balance=7)
    at.till.link_changed(a_link("online"))
    at.until(lambda: at.label("balanceLabel").text() == "7")
    assert at.find(QFrame, "balanceNotice").isHidden()


def test_an_unknown_card_is_asked_about_once_and_linked(at: AtTheCounter) -> None:
    card = OpaqueCode("X-001")
    at.show_card(card, "unknown")
    at.field("ownerField").setText("no address")
    at.press("linkButton")
    assert "not an e-mail address" in at.label("ownerTrouble").text()
    at.field("ownerField").setText("suki@example.com")
    at.press("linkButton")
    at.until(lambda: at.label("ownerTrouble").text().startswith("No customer has this e-mail"))
    at.field("ownerField").setText("jane@example.com")
    at.press("linkButton")
    at.until(lambda: at.window.panel_name == "customer")
    assert at.desk.linked == {card.key: JANE}
    assert at.field("ownerField").text() == ""


def test_an_unknown_customer_can_be_enrolled(at: AtTheCounter) -> None:
    at.show_card(SUKI, "refused")
    assert at.label("refusedTitle").text() == "No customer has this e-mail"
    at.press("enrolThemButton")
    at.until(lambda: at.window.panel_name == "enrol")
    assert at.field("enrolEmailField").text() == "suki@example.com"


def test_a_look_up_that_fails_can_be_tried_again(at: AtTheCounter) -> None:
    at.desk.refusals["look_up"] = Unreachable()
    at.show_card(JANE, "refused")
    assert at.label("refusedTitle").text() == "No connection to Kreward"
    del at.desk.refusals["look_up"]
    at.press("tryAgainButton")
    at.until(lambda: at.window.panel_name == "customer")


def test_a_code_that_is_no_card_is_refused_in_words(at: AtTheCounter) -> None:
    at.scans.on_refusal(NotACard(Kind.WIFI))
    at.until(lambda: at.window.panel_name == "refused")
    assert at.label("refusedSentence").text().startswith("This is a Wi-Fi code.")


def test_a_customer_being_served_stays_when_something_else_is_scanned(at: AtTheCounter) -> None:
    at.show_card(JANE)
    at.scans.on_refusal(NotACard(Kind.CONTACT))
    at.until(lambda: "This is a contact." in at.said())
    assert at.window.panel_name == "customer"


def test_a_hand_scanners_burst_reaches_the_field_from_anywhere(at: AtTheCounter) -> None:
    at.desk.views[SUKI.key] = a_view(SUKI, "Suki")
    at.show_card(JANE)
    at.type("suki@example.com")
    at.key(Qt.Key.Key_Return)
    at.until(lambda: at.label("customerName").text() == "Suki")
    assert at.field("emailField").text() == ""
    assert at.desk.asked("stamp") == []


def test_a_burst_is_never_taken_for_an_amount(at: AtTheCounter) -> None:
    at.show_card(JANE)
    at.press("amountButton")
    at.type("4401-suki@example.com")
    at.key(Qt.Key.Key_Return)
    at.until(lambda: len(at.desk.asked("look_up")) == 2)
    assert at.desk.asked("look_up")[1][0] == "4401-suki@example.com"
    assert at.desk.asked("stamp") == []


def test_any_amount_can_be_added(at: AtTheCounter) -> None:
    at.show_card(JANE)
    at.press("amountButton")
    for digit in "12":
        at.press(f"digit{digit}")
    assert at.button("addAmountButton").text() == "Add 12 stamps"
    at.press("addAmountButton")
    at.until(lambda: at.desk.asked("stamp") == [(JANE.key, 12, None)])
    assert at.button("stampButton").isVisible()


def test_points_ask_for_an_amount(at: AtTheCounter) -> None:
    at.desk.views[JANE.key] = a_view(balance=1250, goal=2000, is_points=True)
    at.show_card(JANE)
    assert at.label("balanceLabel").text() == "1,250"
    at.key(Qt.Key.Key_Space)
    at.field("amountField").setText("300")
    at.key(Qt.Key.Key_Return)
    at.until(lambda: at.said() == "300 points added for Jane")
    assert at.desk.asked("stamp") == [(JANE.key, 300, None)]


def test_markup_from_elsewhere_is_shown_as_it_is(at: AtTheCounter) -> None:
    name, reward = "<b>Jane</b> & <img src=x>", "<h1>Coffee</h1> &amp;"
    at.desk.views[JANE.key] = a_view(name=name, balance=8, tiers=(TierView(8, reward, "ahead", 1),))
    at.desk.taps = [LastTap(JANE, name, None, 1, None, NOW)]
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: name in at.said())
    labels = [label for label in at.window.findChildren(QLabel) if "<" in label.text()]
    assert any(label.text() == reward for label in labels)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_escape_closes_what_is_open_and_then_lets_the_customer_go(at: AtTheCounter) -> None:
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


def test_after_a_while_the_customer_leaves_the_screen(open_window: OpenWindow) -> None:
    at = open_window(options=WindowOptions(idle_s=0.3))
    at.show_card(JANE)
    at.until(lambda: at.window.panel_name == "ready")
    assert at.window.shown_view is None


def test_a_scan_replaces_whatever_is_open(at: AtTheCounter) -> None:
    at.key(Qt.Key.Key_F9)
    at.show_card(JANE)


def test_who_was_here_just_now_can_be_opened_again(at: AtTheCounter) -> None:
    at.desk.taps = [LastTap(JANE, "Jane", "t2", 1, None, NOW)]
    at.till.entry_changed(an_entry())
    at.until(lambda: any(b.accessibleName().startswith("Jane, +1") for b in at.window.findChildren(QPushButton)))
    row = next(b for b in at.window.findChildren(QPushButton) if b.accessibleName().startswith("Jane, +1"))
    row.click()
    at.until(lambda: at.desk.asked("look_up") == [(JANE.key, "t2")])


def test_the_pill_tells_of_the_connection(at: AtTheCounter) -> None:
    assert at.button("linkPill").accessibleName() == "Online"
    at.till.link_changed(a_link("offline", waiting=3, needs_person=1))
    at.until(lambda: at.button("linkPill").accessibleName() == "Offline · 1 needs you · 3 waiting")


def test_the_theme_changes_at_once_and_is_kept(at: AtTheCounter) -> None:
    at.press("themeButton")
    at.until(lambda: [change.fields for change in at.setup.saved] == [{"theme": "dark"}])
    assert at.window.palette().window().color().lightness() < 60


def test_a_bug_is_reported_and_the_window_stays(at: AtTheCounter) -> None:
    at.desk.bugs["stamp"] = ZeroDivisionError("by the test")
    at.show_card(JANE)
    with at.qtbot.captureExceptions() as caught:
        at.press("stampButton")
        at.until(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError
    assert at.said().startswith("Something did not work.")
    assert at.button("stampButton").property("saving") is False


def test_the_desk_is_never_called_on_the_windows_thread(at: AtTheCounter) -> None:
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: "added" in at.said())
    at.press("linkPill")
    at.until(lambda: bool(at.desk.asked("entries")))
    assert threading.main_thread().name not in at.desk.threads


def test_closing_while_work_is_under_way_keeps_the_taps(open_window: OpenWindow, desk: FakeDesk) -> None:
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
    assert "added" not in at.said()


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
    at = open_window(*size, options=WindowOptions(demo_cards=cards))
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


def check_buttons(at: AtTheCounter) -> None:
    """See `each_button_is_whole`, once the layout has come to rest."""
    at.qtbot.waitUntil(lambda: each_button_is_whole(at))


def each_button_is_whole(at: AtTheCounter) -> None:
    """Every button that can be seen is whole, large enough, wide enough for its words, and has a name."""
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
    """Whether it may be scrolled out of view."""
    parent = button.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea) or parent.objectName() == "outboxTable":
            return True
        parent = parent.parentWidget()
    return False
