"""A hand scanner's keys in the real window, as Qt delivers them, with made-up times."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from kreward_pos.cards import OpaqueCode
from kreward_pos.scan.errors import LayoutCut, PortUnplugged
from kreward_pos.scan.hand.bursts import MAX_BURST_GAP_S
from kreward_pos.scan.hand.layout import SETUP_TEXT
from kreward_pos.system.settings import HandScannerSettings
from kreward_pos.till.model.views import TierView
from kreward_pos.ui.runtime.scanner_keys import HandScannerKeys
from kreward_pos.ui.widgets.viewfinder import Viewfinder
from tests.ui.conftest import CounterDriver
from tests.ui.desk_fake import JANE, SUKI, a_view

CODES = {"\n": (Qt.Key.Key_Return, "\r"), "\t": (Qt.Key.Key_Tab, "\t"), " ": (Qt.Key.Key_Space, " ")}
QUICK_MS = 5
PLAIN, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
QUIET_MS = round(MAX_BURST_GAP_S * 1000) + 50


class Keyboard:
    """A keyboard whose keys have made-up times, so that a slow machine changes nothing."""

    def __init__(self, at: CounterDriver) -> None:
        self.at = at
        self.keys = HandScannerKeys(HandScannerSettings(), at.window)
        self.learnt: list[str] = []
        self._now_ms = 1_000_000
        at.window.attach_hand_scanner(self.keys, self._learn)

    def scan(self, text: str, end: str = "\n") -> None:
        """Type as a scanner does, and wait until the burst is over."""
        for letter in text + end:
            self.strike(letter)
        self.rest()

    def person(self, *keys: str | Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        """Type as a person does."""
        for key in keys:
            self.strike(key, modifiers)
            self.rest()

    def strike(self, key: str | Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN, *, is_repeat: bool = False) -> None:
        """Press and release a key, as a platform reports it: first as a possible shortcut, then as a key."""
        self._now_ms += QUICK_MS
        code, text = (key, "") if isinstance(key, Qt.Key) else CODES.get(key) or (Qt.Key(ord(key.upper())), key)
        assert self._send(QEvent.Type.ShortcutOverride, code, text, modifiers, is_repeat)
        self._send(QEvent.Type.KeyPress, code, text, modifiers, is_repeat)
        self._send(QEvent.Type.KeyRelease, code, text, modifiers, is_repeat)

    def pause(self, s: float) -> None:
        """Let the next key come later by this much."""
        self._now_ms += round(s * 1000)

    def rest(self) -> None:
        """Press nothing until every key is judged."""
        self._now_ms += QUIET_MS
        self.at.until(lambda: not self.keys.is_waiting)

    def _send(
        self, kind: QEvent.Type, code: Qt.Key, text: str, modifiers: Qt.KeyboardModifier, is_repeat: bool
    ) -> bool:
        event = QKeyEvent(kind, code, modifiers, text, is_repeat)
        event.setTimestamp(self._now_ms)
        event.setAccepted(kind is not QEvent.Type.ShortcutOverride)
        QCoreApplication.sendEvent(window_of_keys(self.at), event)
        return event.isAccepted()

    def _learn(self, arrived: str) -> None:
        self.learnt.append(arrived)
        if len(arrived) < len(SETUP_TEXT):
            raise LayoutCut


def window_of_keys(at: CounterDriver) -> QWindow:
    """Return the window to which a platform sends keys, which knows about open popups."""
    handle = at.window.windowHandle()
    assert handle is not None
    return handle


@pytest.fixture
def keyboard(at: CounterDriver) -> Iterator[Keyboard]:
    at.desk.views[SUKI.key] = a_view(SUKI, "Suki")
    keyboard = Keyboard(at)
    yield keyboard
    keyboard.keys.close()


def is_suki_shown(at: CounterDriver, *, is_typed: bool = False) -> None:
    """Return whether Suki's card was scanned, or her e-mail typed, and nothing else happened."""
    at.until(lambda: at.window.panel_name == "customer" and at.label("customerName").text() == "Suki")
    assert (at.find(Viewfinder).accessibleName() == "Card of Suki") is not is_typed
    assert at.field("emailField").text() == ""
    assert [call for call in at.desk.calls if call[0] in {"stamp", "redeem", "undo", "link_card", "enrol"}] == []


@pytest.mark.parametrize("end", ["\n", "\t", "\n\n", ""])
def test_burst_is_a_scan_in_an_idle_window(at: CounterDriver, keyboard: Keyboard, end: str) -> None:
    keyboard.scan("suki@example.com", end)
    is_suki_shown(at)


def test_burst_types_nothing_into_the_settings(at: CounterDriver, keyboard: Keyboard) -> None:
    keyboard.person(Qt.Key.Key_F9)
    at.await_settings()
    field = at.field("tillNameField")
    at.until(lambda: field.text() == "Till 1")
    field.setFocus()
    keyboard.scan("suki@example.com")
    is_suki_shown(at)
    assert field.text() == "Till 1"
    assert at.setup.saved == []


def test_burst_on_the_stamp_button_does_not_stamp(at: CounterDriver, keyboard: Keyboard) -> None:
    at.show_card(JANE)
    assert at.focused().objectName() == "stampButton"
    keyboard.scan(" suki@example.com ", " \n\n")
    is_suki_shown(at)


def test_burst_does_not_undo_a_redeem(at: CounterDriver, keyboard: Keyboard) -> None:
    at.desk.views[JANE.key] = a_view(balance=8, tiers=(TierView(8, "Free coffee", "ready", 0),))
    at.show_card(JANE)
    at.press("redeemButton_8")
    at.until(lambda: at.message().startswith("Free coffee for Jane: claimed in"))
    keyboard.scan("suki@example.com")
    at.until(lambda: at.label("customerName").text() == "Suki")
    assert at.message().startswith("Free coffee for Jane: claimed in")
    assert at.button("undoButton").isVisible()
    assert at.desk.asked("redeem") == [(JANE.key, 8, None)]
    assert at.desk.asked("undo") == []


def test_burst_links_nothing_while_an_unknown_card_is_asked_about(at: CounterDriver, keyboard: Keyboard) -> None:
    at.show_card(OpaqueCode("X-001"), "unknown")
    assert at.focused().objectName() == "ownerField"
    keyboard.scan("suki@example.com")
    is_suki_shown(at)
    assert at.field("ownerField").text() == ""


@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_burst_is_a_scan_while_a_list_is_open(at: CounterDriver, keyboard: Keyboard) -> None:
    box = QComboBox(at.window)
    box.addItems(["en", "suki", "other"])
    box.show()
    box.showPopup()
    at.until(lambda: QApplication.activePopupWidget() is not None)
    keyboard.scan("suki@example.com")
    is_suki_shown(at)
    assert box.currentIndex() == 0
    box.hidePopup()


def test_burst_adds_nothing_to_an_amount(at: CounterDriver, keyboard: Keyboard) -> None:
    at.show_card(JANE)
    at.press("amountButton")
    keyboard.scan("1234567890")
    at.until(lambda: at.desk.asked("look_up")[-1] == ("1234567890", None))
    assert at.field("amountField").text() == ""
    assert at.desk.asked("stamp") == []


def test_shortcut_keys_do_nothing_in_a_burst(at: CounterDriver, keyboard: Keyboard) -> None:
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: at.button("undoButton").isVisible())
    keyboard.strike(Qt.Key.Key_Escape)
    for letter in "suki@":
        keyboard.strike(letter)
    for key in (Qt.Key.Key_F4, Qt.Key.Key_F8, Qt.Key.Key_Backspace, Qt.Key.Key_Left, Qt.Key.Key_Escape):
        keyboard.strike(key)
    keyboard.strike(Qt.Key.Key_Z, CTRL)
    keyboard.strike(Qt.Key.Key_BracketRight, CTRL)
    keyboard.scan("example.com")
    at.until(lambda: at.label("customerName").text() == "Suki")
    assert at.window.panel_name == "customer"
    assert at.desk.asked("undo") == at.desk.asked("entries") == []


def test_persons_keys_reach_the_field_in_the_side_column(at: CounterDriver, keyboard: Keyboard) -> None:
    at.window.setFocus()
    keyboard.person(*"suki@example.com")
    assert at.field("emailField").text() == "suki@example.com"
    keyboard.person(Qt.Key.Key_Backspace, "m", "\n")
    is_suki_shown(at, is_typed=True)


def test_overlapping_keys_are_returned_in_order(at: CounterDriver, keyboard: Keyboard) -> None:
    at.field("emailField").setFocus()
    for letter in "ski":
        keyboard.strike(letter)
    keyboard.rest()
    keyboard.strike("@")
    keyboard.strike(Qt.Key.Key_Backspace)
    keyboard.rest()
    assert at.field("emailField").text() == "ski"


def test_persons_space_stamps_and_shortcuts_work(at: CounterDriver, keyboard: Keyboard) -> None:
    at.show_card(JANE)
    keyboard.person(" ")
    at.until(lambda: at.button("undoButton").isVisible())
    assert len(at.desk.asked("stamp")) == 1
    keyboard.person("z", modifiers=CTRL)
    at.until(lambda: at.message() == "Undone for Jane")
    keyboard.person(Qt.Key.Key_F8)
    assert at.window.panel_name == "outbox"
    keyboard.person(Qt.Key.Key_Escape)
    assert at.window.panel_name == "customer"


def test_field_keeps_the_shortcuts_that_it_needs(at: CounterDriver, keyboard: Keyboard) -> None:
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: at.button("undoButton").isVisible())
    at.field("emailField").setFocus()
    keyboard.person("a", "b")
    keyboard.person("z", modifiers=CTRL)
    assert at.field("emailField").text() == ""
    assert at.desk.asked("undo") == []


def test_held_key_repeats_at_once(at: CounterDriver, keyboard: Keyboard) -> None:
    at.field("emailField").setFocus()
    keyboard.strike("a")
    keyboard.strike("a", is_repeat=True)
    assert at.field("emailField").text() == "aa"


def test_keys_of_a_program_pass_at_once(at: CounterDriver, keyboard: Keyboard) -> None:
    at.field("emailField").setFocus()
    at.type("ab")
    assert at.field("emailField").text() == "ab"
    assert not keyboard.keys.is_waiting


def test_shift_is_never_held_back(at: CounterDriver, keyboard: Keyboard) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, PLAIN)
    event.setTimestamp(1000)
    QCoreApplication.sendEvent(window_of_keys(at), event)
    assert not keyboard.keys.is_waiting


def test_chinese_input_arrives_after_the_keys_before_it(at: CounterDriver, keyboard: Keyboard) -> None:
    field = at.field("emailField")
    field.setFocus()
    keyboard.strike("a")
    event = QInputMethodEvent()
    event.setCommitString("\u5c0f\u660e")
    QCoreApplication.sendEvent(field, event)
    assert field.text() == "a\u5c0f\u660e"


def test_click_arrives_after_the_keys_before_it(at: CounterDriver, keyboard: Keyboard) -> None:
    at.field("emailField").setFocus()
    keyboard.strike("a")
    QTest.mouseClick(at.window, Qt.MouseButton.LeftButton)
    assert at.field("emailField").text() == "a"


def test_key_without_a_qt_name_is_handled(at: CounterDriver, keyboard: Keyboard) -> None:
    at.field("emailField").setFocus()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, 0x5361, PLAIN, "\u5361")
        event.setTimestamp(1000)
        QCoreApplication.sendEvent(window_of_keys(at), event)
    keyboard.rest()
    assert at.field("emailField").text() == "\u5361"


@pytest.mark.usefixtures("keyboard")
def test_platform_keys_are_held_back_and_returned(at: CounterDriver) -> None:
    at.window.setFocus()
    QTest.keyClick(window_of_keys(at), Qt.Key.Key_F8)
    assert at.window.panel_name == "ready"
    at.until(lambda: at.window.panel_name == "outbox")


def test_scan_of_another_code_is_refused_with_a_reason(at: CounterDriver, keyboard: Keyboard) -> None:
    keyboard.scan("WIFI:T:WPA;S:Cafe;P:secret;;")
    at.until(lambda: at.window.panel_name == "refused")
    assert at.label("refusedSentence").text().startswith("This is a Wi-Fi code.")


def test_broken_scan_is_asked_for_again(at: CounterDriver, keyboard: Keyboard) -> None:
    keyboard.strike("s")
    keyboard.pause(0.06)
    keyboard.scan("uki@example.com")
    at.until(lambda: at.window.panel_name == "refused")
    assert at.label("refusedTitle").text() == "The scan did not arrive whole"
    assert at.desk.asked("look_up") == []


def test_late_timer_handles_the_waiting_keys_first(at: CounterDriver, keyboard: Keyboard) -> None:
    for letter in "suki@":
        keyboard.strike(letter)
        keyboard.keys._timer.timeout.emit()
    keyboard.scan("example.com")
    is_suki_shown(at)


def test_changed_rules_apply_at_once(at: CounterDriver, keyboard: Keyboard) -> None:
    keyboard.keys.apply_settings(HandScannerSettings(prefix="~", suffix="~", layout={'"': "@"}))
    keyboard.scan('~suki"example.com~')
    is_suki_shown(at)


def test_setup_code_is_learnt_while_the_settings_are_open(at: CounterDriver, keyboard: Keyboard) -> None:
    keyboard.scan(SETUP_TEXT)
    at.until(lambda: at.window.panel_name == "refused")
    assert at.label("refusedTitle").text() == "That code sets up a hand scanner"
    assert keyboard.learnt == []
    keyboard.person(Qt.Key.Key_F9)
    keyboard.pause(1)
    keyboard.scan(SETUP_TEXT.replace("@", "\u00a7"))
    at.until(lambda: at.message().startswith("The hand scanner's keyboard is set up."))
    assert at.window.panel_name == "settings"
    keyboard.scan(SETUP_TEXT[:90])
    at.until(lambda: at.message().startswith("The hand scanner's keyboard could not be set up."))
    assert at.desk.asked("look_up") == []


def test_unplugged_serial_scanner_is_shown_in_the_message_bar(at: CounterDriver, keyboard: Keyboard) -> None:
    at.show_card(JANE)
    at.scans.on_hand_scanner_failure(PortUnplugged(port="COM3"))
    at.until(lambda: at.message().startswith("The hand scanner is gone."))
    assert "COM3" in at.message()
    assert at.window.panel_name == "customer"
    at.scans.on_hand_scanner_failure(None)
    keyboard.scan("suki@example.com")
    is_suki_shown(at)


def test_no_key_is_held_back_after_the_window_has_closed(at: CounterDriver, keyboard: Keyboard) -> None:
    at.window.close()
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, PLAIN, "a")
    event.setTimestamp(1000)
    QCoreApplication.sendEvent(at.window, event)
    assert not keyboard.keys.is_waiting


SCENE = st.lists(st.tuples(st.text("abc1 @", max_size=4), st.booleans()), min_size=1, max_size=4)


@given(SCENE)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_people_lose_no_key_and_bursts_press_nothing(
    at: CounterDriver, keyboard: Keyboard, scene: list[tuple[str, bool]]
) -> None:
    field = at.field("emailField")
    field.clear()
    asked = len(at.desk.asked("look_up"))
    wanted = ""
    for typed, is_after_burst in scene:
        if is_after_burst:
            keyboard.pause(1)
            keyboard.scan("suki@example.com", " \n")
            asked += 1
            at.until(lambda asked=asked: len(at.desk.asked("look_up")) == asked)  # type: ignore[misc]
            at.until(lambda: at.window.panel_name == "customer")
        field.setFocus()
        field.end(False)
        keyboard.person(*typed)
        wanted += typed
    assert field.text() == wanted
    assert at.desk.asked("stamp") == []
