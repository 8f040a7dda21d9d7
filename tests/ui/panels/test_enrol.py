"""Enrolment beyond the usual: a card found again, the kept page's age, and a till that can do nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from kreward_pos.api.models import CardEnrolment, JoinPage, WalletOffer
from kreward_pos.cards import CardReference
from kreward_pos.scan.scanner import Scan
from kreward_pos.till.model.entries import Entry, EntryKind, EntryState
from kreward_pos.till.model.errors import CardNotMade
from kreward_pos.ui.panels.enrol.panel import EnrolPanel
from kreward_pos.ui.panels.stack import PanelStack
from kreward_pos.ui.text import words
from kreward_pos.ui.window import WindowOptions
from tests.ui.conftest import CounterDriver, OpenWindow
from tests.ui.desk_fake import JANE, NOW, FakeDesk, FakeSetUp, an_entry
from tests.ui.stage import seen, two_cards

OFFER = WalletOffer("https://kreward.example/join/my-cafe")


@pytest.fixture
def alone(open_window: OpenWindow, setup: FakeSetUp) -> CounterDriver:
    """A till with a public key and no secret one."""
    setup.view = replace(setup.view, has_secret=False, has_public=True)
    at = open_window()
    at.until(lambda: at.window.panel_name == "enrol")
    return at


def shown(at: CounterDriver, name: str) -> bool:
    found = at.window.findChild(QWidget, name)
    return found is not None and found.isVisible()


def enrol(at: CounterDriver, address: str = "suki@example.com") -> None:
    at.field("enrolEmailField").setText(address)
    at.press("makeCardButton")


def test_a_card_found_again_is_shown_and_told(at: CounterDriver) -> None:
    made = at.desk.enrolment
    assert isinstance(made, CardEnrolment)
    at.desk.enrolment = replace(made, is_new=False)
    at.key(Qt.Key.Key_F4)
    enrol(at)
    at.until(lambda: at.label("enrolTitle").text() == "Welcome back, Suki")
    assert at.label("enrolLead").text().startswith("There is a card already. Here it is again")
    at.desk.enrolment = replace(made, is_new=False, name=None)
    at.key(Qt.Key.Key_F4)
    enrol(at)
    at.until(lambda: at.label("enrolTitle").text() == "Welcome back")


def test_the_other_card_is_made_for_who_lacks_it(open_window: OpenWindow, desk: FakeDesk, setup: FakeSetUp) -> None:
    two_cards(desk, setup)
    at = open_window()
    at.show_card(JANE)
    at.until(lambda: seen(at, "card_t2") is not None)
    at.desk.refusals["look_up"] = CardNotMade("t2")
    at.press("card_t2")
    at.until(lambda: at.window.panel_name == "refused")
    assert at.label("refusedTitle").text() == "No card of this kind yet"
    at.press("enrolThemButton")
    at.until(lambda: at.window.panel_name == "enrol")
    assert at.field("enrolEmailField").text() == JANE.address
    del at.desk.refusals["look_up"]
    at.press("makeCardButton")
    at.until(lambda: at.button("doneButton").isVisible())
    assert at.desk.asked("enrol") == [(JANE.key, None, "t2")]
    at.press("doneButton")
    at.until(lambda: at.window.panel_name == "customer")
    assert at.desk.asked("look_up")[-1] == (JANE.key, "t2")
    at.key(Qt.Key.Key_F4)
    enrol(at)
    at.until(lambda: at.desk.asked("enrol")[-1] == ("suki@example.com", None))


@pytest.mark.parametrize(("days", "is_told"), [(0, False), (3, True)])
def test_the_age_of_a_kept_page_is_told_where_it_matters(at: CounterDriver, days: int, is_told: bool) -> None:
    seen_at = NOW - timedelta(days=days, minutes=5)
    at.desk.kept_page = JoinPage(OFFER, seen_at)
    at.desk.hold("join_page")
    at.key(Qt.Key.Key_F4)
    at.until(lambda: bool(at.desk.asked("kept_join_page")))
    age = at.find(QLabel, "joinAge")
    if is_told:
        at.until(age.isVisible)
        assert age.text() == f"As of {words.date_time(seen_at)}; there is no connection now"
    at.desk.let_go("join_page")
    at.until(lambda: bool(at.desk.asked("join_page")) and age.isHidden())


def test_a_till_without_a_secret_key_enrols_and_says_so(alone: CounterDriver) -> None:
    assert not shown(alone, "emailField")
    assert not shown(alone, "viewfinder")
    assert alone.label("enrolTitle").text() == "Join our loyalty card"
    assert "the owner adds the secret key" in alone.label("enrolOnly").text()
    assert shown(alone, "enrolOnly")
    assert not shown(alone, "posterButton")


def test_there_each_customer_finds_an_empty_page(alone: CounterDriver) -> None:
    enrol(alone)
    alone.until(lambda: alone.label("enrolTitle").text() == "Welcome, Suki")
    alone.press("doneButton")
    alone.until(lambda: alone.label("enrolTitle").text() == "Join our loyalty card")
    assert alone.window.panel_name == "enrol"
    assert alone.field("enrolEmailField").text() == ""
    assert alone.desk.asked("look_up") == []


def test_there_what_was_typed_is_cleared_by_a_button_and_by_escape(alone: CounterDriver) -> None:
    for is_by_key in (False, True):
        alone.field("enrolEmailField").setText("suki@example.com")
        if is_by_key:
            alone.key(Qt.Key.Key_Escape)
        else:
            alone.press("cancelEnrolButton")
        assert alone.field("enrolEmailField").text() == ""
        assert alone.window.panel_name == "enrol"


def test_there_no_keys_are_told_of(alone: CounterDriver) -> None:
    assert alone.message() == ""


def test_there_nobody_is_looked_up(alone: CounterDriver) -> None:
    reference: CardReference = JANE
    alone.scans.on_scan(Scan(reference))
    alone.window.navigation.submit("jane@example.com")
    enrol(alone)
    alone.until(lambda: bool(alone.desk.asked("enrol")))
    assert alone.desk.asked("look_up") == []


def test_there_what_is_left_alone_is_cleared(open_window: OpenWindow, setup: FakeSetUp) -> None:
    setup.view = replace(setup.view, has_secret=False, has_public=True)
    at = open_window(options=WindowOptions(idle_s=0.2))
    at.until(lambda: at.window.panel_name == "enrol")
    at.field("enrolEmailField").setText("suki@example.com")
    at.until(lambda: at.field("enrolEmailField").text() == "")


def test_with_the_secret_key_the_counter_is_back(alone: CounterDriver, setup: FakeSetUp) -> None:
    setup.view = replace(setup.view, has_secret=True)
    alone.key(Qt.Key.Key_F9)
    alone.until(lambda: alone.window.panel_name == "settings" and alone.button("saveButton").isEnabled())
    alone.press("saveButton")
    alone.until(lambda: shown(alone, "emailField"))
    alone.key(Qt.Key.Key_Escape)
    alone.until(lambda: alone.window.panel_name == "ready")
    assert shown(alone, "emailField")


def test_there_what_waits_and_the_day_name_nobody_to_customers(alone: CounterDriver, setup: FakeSetUp) -> None:
    setup.pin.choose("2580")
    setup.pin.lock()
    for key in (Qt.Key.Key_F8, Qt.Key.Key_F7):
        alone.key(key)
        alone.until(lambda: alone.window.panel_name == "pin")
        alone.key(Qt.Key.Key_Escape)
        alone.until(lambda: alone.window.panel_name == "enrol")
    alone.press("linkPill")
    alone.until(lambda: alone.window.panel_name == "pin")
    alone.type("2580\r")
    alone.until(lambda: alone.window.panel_name == "outbox")
    alone.press("linkPill")
    assert alone.window.panel_name == "enrol"


def test_there_the_card_appears_once_the_connection_is_back(alone: CounterDriver) -> None:
    made, alone.desk.enrolment = alone.desk.enrolment, an_entry(7, kind=EntryKind.ENROL)
    enrol(alone)
    alone.until(lambda: alone.label("enrolTitle").text() == "Kept for later")
    assert isinstance(made, CardEnrolment)
    alone.desk.enrolment = replace(made, is_new=False)
    alone.till.entry_changed(an_entry(6, EntryState.APPLIED, kind=EntryKind.ENROL))
    alone.till.entry_changed(an_entry(7, EntryState.SENDING, kind=EntryKind.ENROL))
    alone.till.entry_changed(an_entry(7, EntryState.APPLIED, kind=EntryKind.ENROL))
    alone.until(lambda: alone.label("enrolTitle").text() == "Welcome, Suki")
    assert len(alone.desk.asked("enrol")) == 2


def test_there_nothing_of_a_customer_is_found_after_the_owner_was_asked_for(
    alone: CounterDriver, setup: FakeSetUp
) -> None:
    setup.pin.choose("2580")
    setup.pin.lock()
    enrol(alone)
    alone.until(lambda: alone.label("enrolTitle").text() == "Welcome, Suki")
    alone.key(Qt.Key.Key_F9)
    alone.until(lambda: alone.window.panel_name == "pin")
    alone.key(Qt.Key.Key_Escape)
    alone.until(lambda: alone.window.panel_name == "enrol")
    assert alone.label("enrolTitle").text() == "Join our loyalty card"
    assert alone.button("makeCardButton").isVisible()


@pytest.mark.parametrize(
    ("key", "name"), [(Qt.Key.Key_F8, "outbox"), (Qt.Key.Key_F7, "day"), (Qt.Key.Key_F9, "settings")]
)
def test_there_what_staff_left_open_is_closed(
    open_window: OpenWindow, setup: FakeSetUp, key: Qt.Key, name: str
) -> None:
    setup.view = replace(setup.view, has_secret=False, has_public=True)
    at = open_window(options=WindowOptions(idle_s=0.2))
    at.until(lambda: at.window.panel_name == "enrol")
    stood: list[str] = []
    at.find(PanelStack).currentChanged.connect(lambda _place: stood.append(at.window.panel_name))
    at.key(key)
    at.until(lambda: name in stood and stood[-1] == "enrol")


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (an_entry(kind=EntryKind.ENROL), "enter your e-mail here again then."),
        (CardEnrolment("b2c4", 0, True, None, None, "Suki"), "You get it by e-mail."),
    ],
)
def test_there_the_customer_is_spoken_to(alone: CounterDriver, made: CardEnrolment | Entry, told: str) -> None:
    alone.desk.enrolment = made
    enrol(alone)
    alone.until(lambda: alone.label("enrolLead").text().endswith(told))


def test_there_a_card_that_was_left_on_the_screen_goes_before_long(alone: CounterDriver) -> None:
    panel = alone.find(EnrolPanel)
    assert panel.abandoned_after == 1
    enrol(alone)
    alone.until(lambda: alone.label("enrolTitle").text() == "Welcome, Suki")
    assert panel.abandoned_after == 2
    alone.press("doneButton")
    alone.desk.enrolment = an_entry(kind=EntryKind.ENROL)
    enrol(alone)
    alone.until(lambda: alone.label("enrolTitle").text() == "Kept for later")
    assert panel.abandoned_after == 1
