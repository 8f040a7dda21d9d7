"""Enrolment beyond the usual: an existing card, the age of the saved page, and self-service."""

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
def self_service(open_window: OpenWindow, setup: FakeSetUp) -> CounterDriver:
    """Return a till with a public key and no secret key."""
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


def test_existing_card_is_shown_as_such(at: CounterDriver) -> None:
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


def test_missing_card_of_another_kind_can_be_made(open_window: OpenWindow, desk: FakeDesk, setup: FakeSetUp) -> None:
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
def test_saved_join_page_shows_its_age_once_it_is_old(at: CounterDriver, days: int, is_told: bool) -> None:
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


def test_till_without_a_secret_key_only_enrols_and_says_so(self_service: CounterDriver) -> None:
    assert not shown(self_service, "emailField")
    assert not shown(self_service, "viewfinder")
    assert self_service.label("enrolTitle").text() == "Join our loyalty card"
    assert "the owner adds the secret key" in self_service.label("enrolOnly").text()
    assert shown(self_service, "enrolOnly")
    assert not shown(self_service, "posterButton")


def test_self_service_shows_each_customer_an_empty_form(self_service: CounterDriver) -> None:
    enrol(self_service)
    self_service.until(lambda: self_service.label("enrolTitle").text() == "Welcome, Suki")
    self_service.press("doneButton")
    self_service.until(lambda: self_service.label("enrolTitle").text() == "Join our loyalty card")
    assert self_service.window.panel_name == "enrol"
    assert self_service.field("enrolEmailField").text() == ""
    assert self_service.desk.asked("look_up") == []


def test_self_service_clears_the_form_by_button_and_escape(self_service: CounterDriver) -> None:
    for is_by_key in (False, True):
        self_service.field("enrolEmailField").setText("suki@example.com")
        if is_by_key:
            self_service.key(Qt.Key.Key_Escape)
        else:
            self_service.press("cancelEnrolButton")
        assert self_service.field("enrolEmailField").text() == ""
        assert self_service.window.panel_name == "enrol"


def test_self_service_shows_no_shortcuts(self_service: CounterDriver) -> None:
    assert self_service.message() == ""


def test_self_service_looks_nobody_up(self_service: CounterDriver) -> None:
    reference: CardReference = JANE
    self_service.scans.on_scan(Scan(reference))
    self_service.window.navigation.submit("jane@example.com")
    enrol(self_service)
    self_service.until(lambda: bool(self_service.desk.asked("enrol")))
    assert self_service.desk.asked("look_up") == []


def test_self_service_clears_an_abandoned_form(open_window: OpenWindow, setup: FakeSetUp) -> None:
    setup.view = replace(setup.view, has_secret=False, has_public=True)
    at = open_window(options=WindowOptions(idle_s=0.2))
    at.until(lambda: at.window.panel_name == "enrol")
    at.field("enrolEmailField").setText("suki@example.com")
    at.until(lambda: at.field("enrolEmailField").text() == "")


def test_counter_returns_with_the_secret_key(self_service: CounterDriver, setup: FakeSetUp) -> None:
    setup.view = replace(setup.view, has_secret=True)
    self_service.key(Qt.Key.Key_F9)
    self_service.until(
        lambda: self_service.window.panel_name == "settings" and self_service.button("saveButton").isEnabled()
    )
    self_service.press("saveButton")
    self_service.until(lambda: shown(self_service, "emailField"))
    self_service.key(Qt.Key.Key_Escape)
    self_service.until(lambda: self_service.window.panel_name == "ready")
    assert shown(self_service, "emailField")


def test_self_service_protects_outbox_and_report_with_the_pin(self_service: CounterDriver, setup: FakeSetUp) -> None:
    setup.pin.choose("2580")
    setup.pin.lock()
    for key in (Qt.Key.Key_F8, Qt.Key.Key_F7):
        self_service.key(key)
        self_service.until(lambda: self_service.window.panel_name == "pin")
        self_service.key(Qt.Key.Key_Escape)
        self_service.until(lambda: self_service.window.panel_name == "enrol")
    self_service.press("linkPill")
    self_service.until(lambda: self_service.window.panel_name == "pin")
    self_service.type("2580\r")
    self_service.until(lambda: self_service.window.panel_name == "outbox")
    self_service.press("linkPill")
    assert self_service.window.panel_name == "enrol"


def test_self_service_shows_the_card_once_the_connection_is_back(self_service: CounterDriver) -> None:
    made, self_service.desk.enrolment = self_service.desk.enrolment, an_entry(7, kind=EntryKind.ENROL)
    enrol(self_service)
    self_service.until(lambda: self_service.label("enrolTitle").text() == "Kept for later")
    assert isinstance(made, CardEnrolment)
    self_service.desk.enrolment = replace(made, is_new=False)
    self_service.till.entry_changed(an_entry(6, EntryState.APPLIED, kind=EntryKind.ENROL))
    self_service.till.entry_changed(an_entry(7, EntryState.SENDING, kind=EntryKind.ENROL))
    self_service.till.entry_changed(an_entry(7, EntryState.APPLIED, kind=EntryKind.ENROL))
    self_service.until(lambda: self_service.label("enrolTitle").text() == "Welcome, Suki")
    assert len(self_service.desk.asked("enrol")) == 2


def test_self_service_forgets_the_customer_when_the_owner_is_asked(
    self_service: CounterDriver, setup: FakeSetUp
) -> None:
    setup.pin.choose("2580")
    setup.pin.lock()
    enrol(self_service)
    self_service.until(lambda: self_service.label("enrolTitle").text() == "Welcome, Suki")
    self_service.key(Qt.Key.Key_F9)
    self_service.until(lambda: self_service.window.panel_name == "pin")
    self_service.key(Qt.Key.Key_Escape)
    self_service.until(lambda: self_service.window.panel_name == "enrol")
    assert self_service.label("enrolTitle").text() == "Join our loyalty card"
    assert self_service.button("makeCardButton").isVisible()


@pytest.mark.parametrize(
    ("key", "name"), [(Qt.Key.Key_F8, "outbox"), (Qt.Key.Key_F7, "day"), (Qt.Key.Key_F9, "settings")]
)
def test_self_service_closes_panels_that_staff_left_open(
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
    ("made", "expected"),
    [
        (an_entry(kind=EntryKind.ENROL), "enter your e-mail here again then."),
        (CardEnrolment("b2c4", 0, True, None, None, "Suki"), "You get it by e-mail."),
    ],
)
def test_self_service_addresses_the_customer(
    self_service: CounterDriver, made: CardEnrolment | Entry, expected: str
) -> None:
    self_service.desk.enrolment = made
    enrol(self_service)
    self_service.until(lambda: self_service.label("enrolLead").text().endswith(expected))


def test_self_service_clears_an_abandoned_card_soon(self_service: CounterDriver) -> None:
    panel = self_service.find(EnrolPanel)
    assert panel.abandoned_after == 1
    enrol(self_service)
    self_service.until(lambda: self_service.label("enrolTitle").text() == "Welcome, Suki")
    assert panel.abandoned_after == 2
    self_service.press("doneButton")
    self_service.desk.enrolment = an_entry(kind=EntryKind.ENROL)
    enrol(self_service)
    self_service.until(lambda: self_service.label("enrolTitle").text() == "Kept for later")
    assert panel.abandoned_after == 1
