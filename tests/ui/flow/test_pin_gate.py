"""The PIN before the owner's acts: asked in place, never echoed, dropped when something else comes first."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from kreward_pos.scan.scanner import Scan
from kreward_pos.system.pin import FREE_TRIES, ProtectedAction
from kreward_pos.till.model.entries import Decision, EntryState
from tests.ui.conftest import CounterDriver
from tests.ui.desk_fake import JANE, KA_MING, a_view, an_entry

PIN = "2580"


@pytest.fixture
def guarded(at: CounterDriver) -> CounterDriver:
    """A till whose owner has chosen a PIN and left."""
    at.setup.pin.choose(PIN)
    at.setup.pin.lock()
    return at


def want_settings(at: CounterDriver) -> None:
    at.key(Qt.Key.Key_F9)
    at.until(lambda: at.window.panel_name == "pin")


def dots(at: CounterDriver) -> QLabel:
    """What stands for the digits typed; the settings have a pad of their own, out of sight."""
    (found,) = [label for label in at.window.findChildren(QLabel, "pinDots") if label.isVisible()]
    return found


def tap_in(at: CounterDriver, digits: str) -> None:
    for digit in digits:
        at.press(f"pinDigit{digit}")
    at.press("pinOk")


def test_without_a_pin_the_settings_are_open_and_say_so(at: CounterDriver) -> None:
    at.key(Qt.Key.Key_F9)
    at.await_settings()
    at.press("pinTab")
    at.until(lambda: at.button("setPinButton").isEnabled())
    assert at.label("pinState").text() == "No PIN is set"


def test_by_finger(guarded: CounterDriver) -> None:
    want_settings(guarded)
    tap_in(guarded, PIN)
    guarded.await_settings()


def test_by_keys(guarded: CounterDriver) -> None:
    want_settings(guarded)
    guarded.type("25809")
    guarded.key(Qt.Key.Key_Backspace)
    guarded.key(Qt.Key.Key_Return)
    guarded.await_settings()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "settingsPanel"  # and not the header's first button, which Space would press


def test_what_is_typed_is_never_shown_nor_typed_elsewhere(guarded: CounterDriver) -> None:
    want_settings(guarded)
    guarded.type("258x0")
    assert dots(guarded).text() == "●●●●"
    said = [label.text() + label.accessibleName() for label in guarded.window.findChildren(QLabel)]
    said += [line.text() for line in guarded.window.findChildren(QLineEdit)]
    assert not [text for text in said if "258" in text]
    assert dots(guarded).accessibleName() == "4 digits typed"


def test_four_digits_at_least_and_eight_at_most(guarded: CounterDriver) -> None:
    want_settings(guarded)
    guarded.type("123")
    guarded.key(Qt.Key.Key_Return)
    assert not guarded.button("pinOk").isEnabled()
    guarded.type("456789")
    assert dots(guarded).text() == "●" * 8


def test_a_wrong_one_is_told_and_five_bring_a_wait(guarded: CounterDriver) -> None:
    want_settings(guarded)
    for left in range(FREE_TRIES - 1, 0, -1):
        tap_in(guarded, "1111")
        guarded.until(lambda left=left: f"{left}." in guarded.label("pinTrouble").text())  # type: ignore[misc]  # bound
    tap_in(guarded, "1111")
    guarded.until(lambda: guarded.label("pinTrouble").text().startswith("Too many wrong PINs."))
    assert not guarded.button("pinDigit1").isEnabled()
    assert guarded.focused().objectName() == "pinPanel"  # and not a button that Space would press
    guarded.key(Qt.Key.Key_Escape)
    want_settings(guarded)
    guarded.until(lambda: guarded.label("pinTrouble").text().startswith("Too many wrong PINs."))


def test_esc_gives_up_and_goes_back_to_where_it_was_wanted(guarded: CounterDriver) -> None:
    guarded.key(Qt.Key.Key_F8)
    guarded.until(lambda: guarded.window.panel_name == "outbox")
    want_settings(guarded)
    guarded.key(Qt.Key.Key_Escape)
    assert guarded.window.panel_name == "outbox"


def test_a_scan_comes_first_and_drops_what_was_wanted(guarded: CounterDriver) -> None:
    want_settings(guarded)
    guarded.type("258")
    guarded.show_card(JANE)
    want_settings(guarded)
    assert dots(guarded).text() == "○○○○"


def test_the_owners_time_ends_with_the_customer(guarded: CounterDriver) -> None:
    guarded.show_card(JANE)
    want_settings(guarded)
    tap_in(guarded, PIN)
    guarded.await_settings()
    guarded.key(Qt.Key.Key_Escape)
    guarded.key(Qt.Key.Key_F9)
    guarded.await_settings()
    guarded.key(Qt.Key.Key_Escape)
    guarded.key(Qt.Key.Key_Escape)
    assert guarded.window.panel_name == "ready"
    want_settings(guarded)


def test_stamps_are_given_freely_and_taken_back_by_the_owner(guarded: CounterDriver) -> None:
    at = guarded
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: at.desk.asked("stamp") == [(JANE.key, 1, None)])
    at.press("amountButton")
    at.press("digit2")
    at.press("takeBackButton")
    at.until(lambda: at.window.panel_name == "pin")
    assert len(at.desk.asked("stamp")) == 1
    tap_in(at, PIN)
    at.until(lambda: at.desk.asked("stamp")[1:] == [(JANE.key, -2, None)])
    assert at.window.panel_name == "customer"


def test_a_review_is_decided_by_the_owner(guarded: CounterDriver) -> None:
    at = guarded
    at.desk.outbox = [an_entry(3, EntryState.REVIEW, email=KA_MING)]
    at.press("linkPill")
    at.until(lambda: at.button("countedButton").isVisible())
    at.press("countedButton")
    at.until(lambda: at.window.panel_name == "pin")
    tap_in(at, PIN)
    at.until(lambda: at.desk.asked("decide") == [(3, Decision.COUNTED)])
    assert at.window.panel_name == "outbox"


@pytest.mark.parametrize("act", ProtectedAction)
def test_every_act_says_what_it_is(guarded: CounterDriver, act: ProtectedAction) -> None:
    done: list[ProtectedAction] = []
    guarded.window.pin_gate.ask(act, lambda: done.append(act))
    guarded.until(lambda: guarded.window.panel_name == "pin")
    tap_in(guarded, PIN)
    guarded.until(lambda: done == [act])


def test_whoever_has_the_key_may_replace_a_forgotten_pin(guarded: CounterDriver) -> None:
    at = guarded
    want_settings(at)
    at.press("forgotPinButton")
    at.field("proofField").setText("kw_sk_another")
    at.press("proveButton")
    at.until(lambda: at.label("pinTrouble").text().startswith("That is not a secret key of this shop."))
    at.field("proofField").setText("kw_sk_made_up")
    at.press("proveButton")
    at.until(lambda: at.label("pinTitle").text() == "A new PIN")
    choose_new(at, "1357", again="1358")
    choose_new(at, "1357", again="1357")
    at.await_settings()
    at.setup.pin.lock()
    at.setup.pin.unlock("1357")
    assert at.field("proofField").text() == ""


def choose_new(at: CounterDriver, digits: str, again: str) -> None:
    for typed in (digits, again):
        for digit in typed:
            at.visible(f"pinDigit{digit}").click()
        at.visible("pinOk").click()


def test_a_pin_is_set_changed_and_taken_away_in_the_settings(at: CounterDriver) -> None:
    at.key(Qt.Key.Key_F9)
    at.await_settings()
    at.press("pinTab")
    at.until(lambda: at.button("setPinButton").isEnabled())
    at.press("setPinButton")
    choose_new(at, PIN, again=PIN)
    at.until(lambda: at.label("pinState").text() == "A PIN is set")
    at.setup.pin.unlock(PIN)
    at.press("removePinButton")
    at.until(lambda: at.label("pinState").text() == "No PIN is set")
    assert not at.setup.pin.has_pin()


def test_settings_that_the_owner_left_open_close_by_themselves(guarded: CounterDriver) -> None:
    at = guarded
    want_settings(at)
    tap_in(at, PIN)
    at.await_settings()
    at.leave_alone(1)
    assert at.window.panel_name == "settings"
    at.leave_alone(2)
    assert at.window.panel_name == "ready"
    want_settings(at)


def test_where_no_pin_was_ever_asked_for_they_stay(at: CounterDriver) -> None:
    at.key(Qt.Key.Key_F9)
    at.await_settings()
    at.leave_alone(9)
    assert at.window.panel_name == "settings"


def test_an_act_that_is_overtaken_does_not_happen(at: CounterDriver) -> None:
    """The gate's answer still waits behind a tap when another card is shown: that customer stays on the screen."""
    at.desk.views[KA_MING.key] = a_view(KA_MING, "Ka Ming")
    at.show_card(JANE)
    at.desk.hold("stamp")
    at.press("stampButton")
    at.key(Qt.Key.Key_F9)
    at.scans.on_scan(Scan(KA_MING))
    at.until(lambda: at.label("customerName").accessibleName() == "Ka Ming")
    at.desk.let_go("stamp")
    at.window.pin_gate.ask(ProtectedAction.DATA, lambda: at.desk.calls.append(("asked last",)))
    at.until(lambda: ("asked last",) in at.desk.calls)
    assert at.window.panel_name == "customer"
