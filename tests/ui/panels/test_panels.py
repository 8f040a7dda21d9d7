"""The outbox, enrolment, and the pictures that the window paints itself."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QTableWidget, QWidget

from kreward_pos.api.errors import KeyRefused, Unreachable
from kreward_pos.api.models import CardEnrolment, WalletOffer
from kreward_pos.scan.errors import CameraMissing
from kreward_pos.scan.preview import Preview
from kreward_pos.till.model.entries import Attempt, Decision, EntryKind, EntryState
from kreward_pos.till.model.errors import EntryMoved
from kreward_pos.ui.panels.outbox import panel
from kreward_pos.ui.runtime.ports import Demo
from kreward_pos.ui.widgets.qr import QrPicture, can_draw
from kreward_pos.ui.window import WindowOptions
from tests.ui.conftest import CounterDriver, OpenWindow
from tests.ui.desk_fake import JANE, KA_MING, NOW, SUKI, a_status, a_view, an_entry
from tests.ui.phone import codes_on

REVIEW = an_entry(3, EntryState.REVIEW, email=KA_MING, name="Ka Ming")


def table_of(at: CounterDriver) -> list[list[str]]:
    table = at.find(QTableWidget, "outboxTable")
    rows = []
    for line in range(table.rowCount()):
        items = [table.item(line, place) for place in range(4)]
        rows.append([item.text() or str(item.data(Qt.ItemDataRole.AccessibleTextRole)) for item in items if item])
    return rows


def open_outbox(at: CounterDriver) -> None:
    at.press("linkPill")
    at.until(lambda: len(table_of(at)) == len(at.desk.outbox))


def test_outbox_lists_what_waits_and_what_needs_a_person(at: CounterDriver) -> None:
    at.desk.outbox = [REVIEW, an_entry(4, delta=2), an_entry(5, EntryState.APPLIED)]
    at.till.status_changed(a_status("offline", waiting=1, needs_person=1, next_try_s=8))
    open_outbox(at)
    assert [row[1:] for row in table_of(at)] == [
        ["Ka Ming", "+1", "Needs you"],
        ["Jane", "+2", "Waiting"],
        ["Jane", "+1", "Sent"],
    ]
    at.until(lambda: "next try in" in at.label("linkStory").text())


def test_next_try_counts_down_even_while_the_outbox_is_closed(
    at: CounterDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = [100.0]
    monkeypatch.setattr(panel, "monotonic", lambda: now_s[0])
    at.till.status_changed(a_status("offline", next_try_s=40.0))
    at.until(lambda: at.button("linkPill").accessibleName() == "Offline")
    now_s[0] += 30
    open_outbox(at)
    assert at.label("linkStory").text().endswith("next try in 10 s")
    now_s[0] += 30
    at.until(lambda: at.label("linkStory").text().endswith("trying now …"))
    at.till.status_changed(a_status("offline", next_try_s=17.0))
    at.until(lambda: at.label("linkStory").text().endswith("next try in 17 s"))


def test_outbox_explains_what_checking_means_while_something_is_checked(at: CounterDriver) -> None:
    at.desk.outbox = [an_entry(4, EntryState.SETTLING)]
    open_outbox(at)
    assert at.label("checkingLabel").isVisible()
    assert "for up to ten minutes" in at.label("checkingLabel").text()
    at.desk.outbox = [an_entry(4, EntryState.APPLIED)]
    at.till.entry_changed(an_entry(4, EntryState.APPLIED))
    at.until(lambda: not at.label("checkingLabel").isVisible())


@pytest.mark.parametrize(
    ("button", "decision"),
    [
        ("countedButton", Decision.COUNTED),
        ("sendAgainButton", Decision.SEND_AGAIN),
        ("writeOffButton", Decision.WRITE_OFF),
    ],
)
def test_person_decides_by_the_evidence(at: CounterDriver, button: str, decision: Decision) -> None:
    at.desk.outbox = [REVIEW]
    at.desk.evidence = [Attempt(3, 1, NOW, 4, None, "answer_lost")]
    open_outbox(at)
    at.until(lambda: "The balance before was 4." in at.label("evidenceLabel").text())
    assert REVIEW.op_id in at.label("evidenceLabel").text()
    at.press(button)
    at.until(lambda: at.desk.asked("decide") == [(3, decision)])
    at.until(lambda: table_of(at) == [])


def test_refused_entry_cannot_be_marked_as_counted(at: CounterDriver) -> None:
    at.desk.outbox = [an_entry(3, EntryState.BLOCKED, problem="customer_unknown")]
    open_outbox(at)
    assert at.button("sendAgainButton").isVisible()
    assert not [b for b in at.window.findChildren(QWidget, "countedButton") if not b.isHidden()]


def test_waiting_entry_can_be_cancelled_and_a_refusal_is_shown(at: CounterDriver) -> None:
    at.desk.outbox = [an_entry(4)]
    open_outbox(at)
    at.desk.refusals["cancel"] = EntryMoved()
    at.press("cancelButton_4")
    at.until(lambda: at.message().startswith("This entry has moved on."))
    assert at.desk.asked("cancel") == [(4,)]


def test_another_entry_can_be_chosen_for_review(at: CounterDriver) -> None:
    at.desk.outbox = [REVIEW, an_entry(9, EntryState.REVIEW, delta=5)]
    open_outbox(at)
    at.press("decideButton_9")
    at.until(lambda: at.label("evidenceLabel").text().startswith("+5 for Jane."))


def test_open_outbox_follows_changes(at: CounterDriver) -> None:
    at.desk.outbox = [an_entry(4)]
    open_outbox(at)
    at.desk.outbox = [an_entry(4, EntryState.APPLIED)]
    at.till.entry_changed(an_entry(4, EntryState.APPLIED))
    at.until(lambda: table_of(at)[0][3] == "Sent")


def test_try_now_tries_the_connection(at: CounterDriver) -> None:
    at.till.status_changed(a_status("offline"))
    open_outbox(at)
    at.until(lambda: at.button("tryNowButton").isVisible())
    at.press("tryNowButton")
    at.until(lambda: bool(at.desk.asked("try_now")))


def test_new_card_is_shown_for_both_wallets(at: CounterDriver) -> None:
    at.desk.views[SUKI.key] = a_view(SUKI, "Suki", balance=0)
    at.key(Qt.Key.Key_F4)
    at.until(lambda: bool(at.desk.asked("join_page")))
    at.field("enrolEmailField").setText("suki@example.com")
    at.field("enrolNameField").setText("Suki")
    at.press("makeCardButton")
    at.until(lambda: at.label("enrolTitle").text() == "Welcome, Suki")
    assert at.desk.asked("enrol") == [(SUKI.key, "Suki")]
    assert codes_on(at.window) == {"https://wallet.example/a/1", "https://wallet.example/g/1"}
    at.press("doneButton")
    at.until(lambda: at.window.panel_name == "customer")
    assert at.label("customerName").text() == "Suki"


def test_join_page_is_shown_without_typing(at: CounterDriver) -> None:
    at.press("newCustomerButton")
    at.until(lambda: codes_on(at.window) == {"https://kreward.example/join/my-cafe"})


def test_enrolment_without_connection_is_saved_for_later(at: CounterDriver) -> None:
    at.desk.enrolment = an_entry(kind=EntryKind.ENROL)
    at.press("newCustomerButton")
    at.field("enrolEmailField").setText("suki@example.com")
    at.press("makeCardButton")
    at.until(lambda: at.label("enrolTitle").text() == "Kept for later")


def test_failed_enrolment_says_why_and_keeps_the_form(at: CounterDriver) -> None:
    at.press("newCustomerButton")
    at.field("enrolEmailField").setText("suki")
    at.press("makeCardButton")
    assert "That is not an e-mail address" in at.label("enrolTrouble").text()
    at.desk.refusals["enrol"] = KeyRefused()
    at.field("enrolEmailField").setText("suki@example.com")
    at.press("makeCardButton")
    at.until(lambda: "does not accept this till's key" in at.label("enrolTrouble").text())
    assert at.field("enrolEmailField").text() == "suki@example.com"
    assert at.button("makeCardButton").isEnabled()


def test_late_answer_to_an_abandoned_enrolment_is_dropped(at: CounterDriver) -> None:
    at.press("newCustomerButton")
    at.field("enrolEmailField").setText("suki@example.com")
    at.desk.hold("enrol")
    at.press("makeCardButton")
    at.key(Qt.Key.Key_Escape)
    at.desk.let_go("enrol")
    at.show_card(JANE)
    at.press("newCustomerButton")
    assert at.label("enrolTitle").text() == "New customer"
    assert at.field("enrolEmailField").text() == ""


def test_demo_strip_shows_cards(open_window: OpenWindow) -> None:
    shown: list[str] = []
    at = open_window(options=WindowOptions(demo=Demo((("Jane", lambda: shown.append("Jane")),))))
    at.press("demoCard_Jane")
    assert shown == ["Jane"]


def test_viewfinder_shows_the_picture_and_its_trouble(at: CounterDriver) -> None:
    viewfinder = at.find(QWidget, "viewfinder")
    green = np.zeros((48, 64, 3), np.uint8)
    green[..., 1] = 200
    at.scans.on_preview(Preview(green, ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6))))
    at.until(lambda: middle(viewfinder).green() > 150)
    at.scans.on_camera_failure(CameraMissing(camera="0"))
    at.until(lambda: middle(viewfinder).green() < 150)
    at.scans.on_camera_failure(None)
    assert viewfinder.accessibleName() == "Ask the customer to show their wallet card"


@pytest.mark.parametrize(
    "link", [None, "", "javascript:alert(1)", "file:///etc/passwd", "https://x.example/" + "a" * 2000]
)
def test_links_to_elsewhere_are_not_drawn(link: str | None) -> None:
    assert not can_draw(link)


def test_picture_from_the_api_replaces_a_missing_link(at: CounterDriver) -> None:
    at.desk.enrolment = CardEnrolment(None, 0, True, WalletOffer(None, a_png()), None)
    at.press("newCustomerButton")
    at.field("enrolEmailField").setText("suki@example.com")
    at.press("makeCardButton")
    at.until(lambda: at.label("enrolTitle").text() == "Welcome")
    panel = at.find(QWidget, "enrolPanel")
    assert [picture.isVisible() for picture in panel.findChildren(QrPicture)] == [False, True, False]


def test_missing_join_page_is_explained_offline(at: CounterDriver) -> None:
    at.desk.refusals["join_page"] = Unreachable()
    at.press("newCustomerButton")
    at.until(lambda: at.label("enrolTrouble").text().startswith("No connection to Kreward."))


def a_png() -> bytes:
    from PySide6.QtCore import QBuffer, QIODevice

    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes for the format
    return bytes(buffer.data().data())


def middle(widget: QWidget) -> QColor:
    return widget.grab().toImage().pixelColor(widget.width() // 2, widget.height() // 2)
