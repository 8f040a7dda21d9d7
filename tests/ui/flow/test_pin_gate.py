"""The PIN before the owner's actions: asked in place, never shown, dropped when something else comes first."""

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
def locked(at: CounterDriver) -> CounterDriver:
    """Return a till whose owner has set a PIN and left."""
    at.setup.pin.choose(PIN)
    at.setup.pin.lock()
    return at


def request_settings(at: CounterDriver) -> None:
    at.key(Qt.Key.Key_F9)
    at.until(lambda: at.window.panel_name == "pin")


def dots(at: CounterDriver) -> QLabel:
    """Return the dots of the visible PIN pad; the settings have another pad."""
    (found,) = [label for label in at.window.findChildren(QLabel, "pinDots") if label.isVisible()]
    return found


def enter_by_finger(at: CounterDriver, digits: str) -> None:
    for digit in digits:
        at.press(f"pinDigit{digit}")
    at.press("pinOk")


def test_settings_open_without_a_pin_and_say_so(at: CounterDriver) -> None:
    at.key(Qt.Key.Key_F9)
    at.await_settings()
    at.press("pinTab")
    at.until(lambda: at.button("setPinButton").isEnabled())
    assert at.label("pinState").text() == "No PIN is set"


def test_pin_is_entered_by_finger(locked: CounterDriver) -> None:
    request_settings(locked)
    enter_by_finger(locked, PIN)
    locked.await_settings()


def test_pin_is_entered_by_keyboard(locked: CounterDriver) -> None:
    request_settings(locked)
    locked.type("25809")
    locked.key(Qt.Key.Key_Backspace)
    locked.key(Qt.Key.Key_Return)
    locked.await_settings()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "settingsPanel"  # and not the header's first button, which Space would press


def test_pin_is_neither_shown_nor_typed_elsewhere(locked: CounterDriver) -> None:
    request_settings(locked)
    locked.type("258x0")
    assert dots(locked).text() == "●●●●"
    said = [label.text() + label.accessibleName() for label in locked.window.findChildren(QLabel)]
    said += [line.text() for line in locked.window.findChildren(QLineEdit)]
    assert not [text for text in said if "258" in text]
    assert dots(locked).accessibleName() == "4 digits typed"


def test_pin_has_four_to_eight_digits(locked: CounterDriver) -> None:
    request_settings(locked)
    locked.type("123")
    locked.key(Qt.Key.Key_Return)
    assert not locked.button("pinOk").isEnabled()
    locked.type("456789")
    assert dots(locked).text() == "●" * 8


def test_wrong_pin_is_counted_and_the_fifth_causes_a_wait(locked: CounterDriver) -> None:
    request_settings(locked)
    for left in range(FREE_TRIES - 1, 0, -1):
        enter_by_finger(locked, "1111")
        locked.until(lambda left=left: f"{left}." in locked.label("pinTrouble").text())  # type: ignore[misc]  # bound
    enter_by_finger(locked, "1111")
    locked.until(lambda: locked.label("pinTrouble").text().startswith("Too many wrong PINs."))
    assert not locked.button("pinDigit1").isEnabled()
    assert locked.focused().objectName() == "pinPanel"  # and not a button that Space would press
    locked.key(Qt.Key.Key_Escape)
    request_settings(locked)
    locked.until(lambda: locked.label("pinTrouble").text().startswith("Too many wrong PINs."))


def test_escape_goes_back_to_the_panel_that_asked(locked: CounterDriver) -> None:
    locked.key(Qt.Key.Key_F8)
    locked.until(lambda: locked.window.panel_name == "outbox")
    request_settings(locked)
    locked.key(Qt.Key.Key_Escape)
    assert locked.window.panel_name == "outbox"


def test_scan_drops_the_action_that_waits_for_the_pin(locked: CounterDriver) -> None:
    request_settings(locked)
    locked.type("258")
    locked.show_card(JANE)
    request_settings(locked)
    assert dots(locked).text() == "○○○○"


def test_gate_locks_when_the_customer_leaves(locked: CounterDriver) -> None:
    locked.show_card(JANE)
    request_settings(locked)
    enter_by_finger(locked, PIN)
    locked.await_settings()
    locked.key(Qt.Key.Key_Escape)
    locked.key(Qt.Key.Key_F9)
    locked.await_settings()
    locked.key(Qt.Key.Key_Escape)
    locked.key(Qt.Key.Key_Escape)
    assert locked.window.panel_name == "ready"
    request_settings(locked)


def test_stamps_are_taken_back_only_by_the_owner(locked: CounterDriver) -> None:
    at = locked
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: at.desk.asked("stamp") == [(JANE.key, 1, None)])
    at.press("amountButton")
    at.press("digit2")
    at.press("takeBackButton")
    at.until(lambda: at.window.panel_name == "pin")
    assert len(at.desk.asked("stamp")) == 1
    enter_by_finger(at, PIN)
    at.until(lambda: at.desk.asked("stamp")[1:] == [(JANE.key, -2, None)])
    assert at.window.panel_name == "customer"


def test_review_is_decided_by_the_owner(locked: CounterDriver) -> None:
    at = locked
    at.desk.outbox = [an_entry(3, EntryState.REVIEW, email=KA_MING)]
    at.press("linkPill")
    at.until(lambda: at.button("countedButton").isVisible())
    at.press("countedButton")
    at.until(lambda: at.window.panel_name == "pin")
    enter_by_finger(at, PIN)
    at.until(lambda: at.desk.asked("decide") == [(3, Decision.COUNTED)])
    assert at.window.panel_name == "outbox"


@pytest.mark.parametrize("action", ProtectedAction)
def test_every_action_asks_for_the_pin_and_happens(locked: CounterDriver, action: ProtectedAction) -> None:
    done: list[ProtectedAction] = []
    locked.window.pin_gate.ask(action, lambda: done.append(action))
    locked.until(lambda: locked.window.panel_name == "pin")
    enter_by_finger(locked, PIN)
    locked.until(lambda: done == [action])


def test_secret_key_replaces_a_forgotten_pin(locked: CounterDriver) -> None:
    at = locked
    request_settings(at)
    at.press("forgotPinButton")
    at.field("proofField").setText("kw_sk_another")
    at.press("proveButton")
    at.until(lambda: at.label("pinTrouble").text().startswith("That is not a secret key of this shop."))
    at.field("proofField").setText("kw_sk_made_up")
    at.press("proveButton")
    at.until(lambda: at.label("pinTitle").text() == "A new PIN")
    enter_new_pin(at, "1357", again="1358")
    enter_new_pin(at, "1357", again="1357")
    at.await_settings()
    at.setup.pin.lock()
    at.setup.pin.unlock("1357")
    assert at.field("proofField").text() == ""


def enter_new_pin(at: CounterDriver, digits: str, again: str) -> None:
    for typed in (digits, again):
        for digit in typed:
            at.visible(f"pinDigit{digit}").click()
        at.visible("pinOk").click()


def test_pin_is_set_and_removed_in_the_settings(at: CounterDriver) -> None:
    at.key(Qt.Key.Key_F9)
    at.await_settings()
    at.press("pinTab")
    at.until(lambda: at.button("setPinButton").isEnabled())
    at.press("setPinButton")
    enter_new_pin(at, PIN, again=PIN)
    at.until(lambda: at.label("pinState").text() == "A PIN is set")
    at.setup.pin.unlock(PIN)
    at.press("removePinButton")
    at.until(lambda: at.label("pinState").text() == "No PIN is set")
    assert not at.setup.pin.has_pin()


def test_abandoned_settings_close_by_themselves(locked: CounterDriver) -> None:
    at = locked
    request_settings(at)
    enter_by_finger(at, PIN)
    at.await_settings()
    at.leave_alone(1)
    assert at.window.panel_name == "settings"
    at.leave_alone(2)
    assert at.window.panel_name == "ready"
    request_settings(at)


def test_abandoned_settings_stay_open_where_no_pin_was_needed(at: CounterDriver) -> None:
    at.key(Qt.Key.Key_F9)
    at.await_settings()
    at.leave_alone(9)
    assert at.window.panel_name == "settings"


def test_action_overtaken_by_a_scan_does_not_happen(at: CounterDriver) -> None:
    """The answer of the gate waits behind a tap while another card is shown."""
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
