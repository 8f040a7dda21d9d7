"""The customer at the counter: looked up, shown, linked, enrolled, and gone again."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton

from kreward_pos.api.errors import Unreachable
from kreward_pos.cards import OpaqueCode
from kreward_pos.scan.errors import CodeKind, NotACard
from kreward_pos.till.model.views import LastTap
from kreward_pos.ui.bars.side_column import TapRow
from kreward_pos.ui.text import words
from kreward_pos.ui.widgets.viewfinder import Viewfinder
from kreward_pos.ui.window import WindowOptions
from tests.ui.conftest import CounterDriver, OpenWindow
from tests.ui.desk_fake import JANE, KA_MING, NOW, SUKI, a_status, a_view, an_entry


def test_scan_shows_the_look_up_and_then_the_customer(at: CounterDriver) -> None:
    at.desk.hold(JANE.key)
    at.show_card(JANE, "asking")
    at.desk.let_go(JANE.key)
    at.until(lambda: at.window.panel_name == "customer")
    assert at.label("customerName").text() == "Jane"
    assert at.label("balanceLabel").text() == "5"
    assert at.label("goalLabel").text() == "/ 8"
    assert at.window.shown_view == a_view(read_at=at.desk.views[JANE.key].read_at)


def caption(at: CounterDriver) -> str:
    return at.find(Viewfinder).accessibleName()


def test_viewfinder_names_a_card_only_where_one_was_read(at: CounterDriver) -> None:
    idle = caption(at)
    at.show_card(JANE)
    assert caption(at) == "Card of Jane"
    at.desk.views[SUKI.key] = a_view(SUKI, "Suki")
    at.field("emailField").setText("suki@example.com")
    at.key(Qt.Key.Key_F2)
    at.key(Qt.Key.Key_Return)
    at.until(lambda: at.label("customerName").text() == "Suki")
    assert caption(at) == idle
    at.window.navigation.submit("jane@example.com", is_scan=True)
    at.until(lambda: caption(at) == "Card of Jane")


def test_viewfinder_names_no_card_for_a_new_customer(at: CounterDriver) -> None:
    idle = caption(at)
    at.desk.views[SUKI.key] = a_view(SUKI, "Suki", balance=0)
    at.key(Qt.Key.Key_F4)
    at.field("enrolEmailField").setText("suki@example.com")
    at.press("makeCardButton")
    at.until(lambda: at.button("doneButton").isVisible())
    at.press("doneButton")
    at.until(lambda: at.window.panel_name == "customer")
    assert caption(at) == idle


def test_viewfinder_names_a_card_that_was_linked_or_looked_up_again(at: CounterDriver) -> None:
    at.desk.refusals["look_up"] = Unreachable()
    at.show_card(JANE, "refused")
    del at.desk.refusals["look_up"]
    at.press("tryAgainButton")
    at.until(lambda: caption(at) == "Card of Jane")
    at.key(Qt.Key.Key_Escape)
    at.show_card(OpaqueCode("X-1"), "unknown")
    at.field("ownerField").setText("jane@example.com")
    at.press("linkButton")
    at.until(lambda: caption(at) == "Card of Jane")


def test_late_answer_to_an_older_look_up_is_dropped(at: CounterDriver) -> None:
    at.desk.views[SUKI.key] = a_view(SUKI, "Suki", balance=2)
    at.desk.hold(JANE.key)
    at.show_card(JANE, "asking")
    at.show_card(SUKI)
    at.desk.let_go(JANE.key)
    at.press("stampButton")
    at.until(lambda: at.desk.asked("stamp") == [(SUKI.key, 1, None)])
    assert at.label("customerName").text() == "Suki"


def test_change_of_the_shown_customer_is_shown(at: CounterDriver) -> None:
    at.show_card(JANE)
    at.desk.views[JANE.key] = a_view(balance=5, waiting=1)
    at.till.customer_changed(JANE)
    at.until(lambda: at.label("balanceLabel").text() == "6")
    assert at.label("waitingChip").text() == "+1 waiting"
    at.till.customer_changed(KA_MING)
    at.till.customer_changed(JANE)
    at.until(lambda: len(at.desk.asked("view")) >= 2)
    assert {key for key, _ in at.desk.asked("view")} == {JANE.key}


def test_old_balance_is_marked_as_old(at: CounterDriver) -> None:
    at.desk.views[JANE.key] = a_view(trouble=Unreachable())
    at.show_card(JANE)
    texts = [label.text() for label in at.window.findChildren(QLabel) if label.isVisible()]
    assert "No connection to Kreward" in texts
    assert any("Showing the balance from" in text for text in texts)


def test_old_balance_is_read_again_once_the_connection_is_back(at: CounterDriver) -> None:
    at.desk.views[JANE.key] = a_view(trouble=Unreachable())
    at.show_card(JANE)
    at.desk.views[JANE.key] = a_view(balance=7)
    at.till.status_changed(a_status("online"))
    at.until(lambda: at.label("balanceLabel").text() == "7")
    assert at.find(QFrame, "balanceNotice").isHidden()


def test_unknown_card_is_linked_after_asking_once(at: CounterDriver) -> None:
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


def test_unknown_customer_can_be_enrolled(at: CounterDriver) -> None:
    at.show_card(SUKI, "refused")
    assert at.label("refusedTitle").text() == "No customer has this e-mail"
    at.press("enrolThemButton")
    at.until(lambda: at.window.panel_name == "enrol")
    assert at.field("enrolEmailField").text() == "suki@example.com"


def test_failed_look_up_can_be_tried_again(at: CounterDriver) -> None:
    at.desk.refusals["look_up"] = Unreachable()
    at.show_card(JANE, "refused")
    assert at.label("refusedTitle").text() == "No connection to Kreward"
    del at.desk.refusals["look_up"]
    at.press("tryAgainButton")
    at.until(lambda: at.window.panel_name == "customer")


def test_code_that_is_no_card_is_refused_with_a_reason(at: CounterDriver) -> None:
    at.scans.on_refusal(NotACard(CodeKind.WIFI))
    at.until(lambda: at.window.panel_name == "refused")
    assert at.label("refusedSentence").text().startswith("This is a Wi-Fi code.")


def test_customer_stays_when_something_else_is_scanned(at: CounterDriver) -> None:
    at.show_card(JANE)
    at.scans.on_refusal(NotACard(CodeKind.CONTACT))
    at.until(lambda: "This is a contact." in at.message())
    assert at.window.panel_name == "customer"


def test_customer_leaves_the_screen_after_the_idle_time(open_window: OpenWindow) -> None:
    at = open_window(options=WindowOptions(idle_s=0.3))
    at.show_card(JANE)
    at.until(lambda: at.window.panel_name == "ready")
    assert at.window.shown_view is None


def test_scan_replaces_the_open_panel(at: CounterDriver) -> None:
    at.key(Qt.Key.Key_F9)
    at.show_card(JANE)


def test_recent_customers_are_listed_with_the_time_of_their_tap(at: CounterDriver) -> None:
    served_at = NOW - timedelta(minutes=38)
    at.desk.taps = [LastTap(JANE, "Jane", None, 1, None, served_at)]
    at.till.entry_changed(an_entry())
    at.until(lambda: at.label("recentLabel").isVisible())
    assert at.label("recentLabel").text() == "Recent customers"
    (row,) = at.window.findChildren(TapRow)
    assert row.accessibleName() == f"Jane, +1 · {words.time_or_day(served_at)}"


def test_recent_customer_can_be_opened_again(at: CounterDriver) -> None:
    at.desk.taps = [LastTap(JANE, "Jane", "t2", 1, None, NOW)]
    at.till.entry_changed(an_entry())
    at.until(lambda: any(b.accessibleName().startswith("Jane, +1") for b in at.window.findChildren(QPushButton)))
    row = next(b for b in at.window.findChildren(QPushButton) if b.accessibleName().startswith("Jane, +1"))
    row.click()
    at.until(lambda: at.desk.asked("look_up") == [(JANE.key, "t2")])
    at.until(lambda: at.window.panel_name == "customer")
    assert caption(at) == "Ask the customer to show their wallet card"
