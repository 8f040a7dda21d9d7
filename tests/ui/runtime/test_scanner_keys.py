"""A hand scanner's keys at the real window, as Qt brings them to a window, with times of their own."""

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
from tests.ui.conftest import AtTheCounter
from tests.ui.desk_fake import JANE, SUKI, a_view

CODES = {"\n": (Qt.Key.Key_Return, "\r"), "\t": (Qt.Key.Key_Tab, "\t"), " ": (Qt.Key.Key_Space, " ")}
QUICK_MS = 5
PLAIN, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
QUIET_MS = round(MAX_BURST_GAP_S * 1000) + 50


class Keyboard:
    """Sends keys to the window. Their times are made up, so that a slow machine changes nothing."""

    def __init__(self, at: AtTheCounter) -> None:
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
        """Press a key and let it go, as a platform tells of it: is it a shortcut, and if not, the key."""
        self._now_ms += QUICK_MS
        code, text = (key, "") if isinstance(key, Qt.Key) else CODES.get(key) or (Qt.Key(ord(key.upper())), key)
        assert self._send(QEvent.Type.ShortcutOverride, code, text, modifiers, is_repeat)
        self._send(QEvent.Type.KeyPress, code, text, modifiers, is_repeat)
        self._send(QEvent.Type.KeyRelease, code, text, modifiers, is_repeat)

    def pause(self, s: float) -> None:
        """The next key comes later by so much."""
        self._now_ms += round(s * 1000)

    def rest(self) -> None:
        """Strike nothing until all is judged."""
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


def window_of_keys(at: AtTheCounter) -> QWindow:
    """Where a platform sends keys: to the window, which knows what has popped up."""
    handle = at.window.windowHandle()
    assert handle is not None
    return handle


@pytest.fixture
def keyboard(at: AtTheCounter) -> Iterator[Keyboard]:
    at.desk.views[SUKI.key] = a_view(SUKI, "Suki")
    keyboard = Keyboard(at)
    yield keyboard
    keyboard.keys.close()


def is_suki_shown(at: AtTheCounter, *, is_typed: bool = False) -> None:
    """Suki's card was scanned, or her e-mail typed, and that is all that happened."""
    at.until(lambda: at.window.panel_name == "customer" and at.label("customerName").text() == "Suki")
    assert (at.find(Viewfinder).accessibleName() == "Card of Suki") is not is_typed
    assert at.field("emailField").text() == ""
    assert [call for call in at.desk.calls if call[0] in {"stamp", "redeem", "undo", "link_card", "enrol"}] == []


@pytest.mark.parametrize("end", ["\n", "\t", "\n\n", ""])
def test_a_burst_is_a_scan_from_an_idle_window(at: AtTheCounter, keyboard: Keyboard, end: str) -> None:
    keyboard.scan("suki@example.com", end)
    is_suki_shown(at)


def test_a_burst_into_the_settings_types_nothing_there(at: AtTheCounter, keyboard: Keyboard) -> None:
    keyboard.person(Qt.Key.Key_F9)
    at.await_settings()
    field = at.field("tillNameField")
    at.until(lambda: field.text() == "Till 1")
    field.setFocus()
    keyboard.scan("suki@example.com")
    is_suki_shown(at)
    assert field.text() == "Till 1"
    assert at.setup.saved == []


def test_a_burst_on_the_primary_button_does_not_stamp(at: AtTheCounter, keyboard: Keyboard) -> None:
    at.show_card(JANE)
    assert at.focused().objectName() == "stampButton"
    keyboard.scan(" suki@example.com ", " \n\n")
    is_suki_shown(at)


def test_a_burst_while_a_redeem_can_be_undone_leaves_it_alone(at: AtTheCounter, keyboard: Keyboard) -> None:
    at.desk.views[JANE.key] = a_view(balance=8, tiers=(TierView(8, "Free coffee", "ready", 0),))
    at.show_card(JANE)
    at.press("redeemButton_8")
    at.until(lambda: at.said().startswith("Free coffee for Jane: claimed in"))
    keyboard.scan("suki@example.com")
    at.until(lambda: at.label("customerName").text() == "Suki")
    assert at.said().startswith("Free coffee for Jane: claimed in")
    assert at.button("undoButton").isVisible()
    assert at.desk.asked("redeem") == [(JANE.key, 8, None)]
    assert at.desk.asked("undo") == []


def test_a_burst_while_an_unknown_card_is_asked_about_links_nothing(at: AtTheCounter, keyboard: Keyboard) -> None:
    at.show_card(OpaqueCode("X-001"), "unknown")
    assert at.focused().objectName() == "ownerField"
    keyboard.scan("suki@example.com")
    is_suki_shown(at)
    assert at.field("ownerField").text() == ""


@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_a_burst_is_a_scan_while_a_list_hangs_open(at: AtTheCounter, keyboard: Keyboard) -> None:
    box = QComboBox(at.window)
    box.addItems(["en", "suki", "other"])
    box.show()
    box.showPopup()
    at.until(lambda: QApplication.activePopupWidget() is not None)
    keyboard.scan("suki@example.com")
    is_suki_shown(at)
    assert box.currentIndex() == 0
    box.hidePopup()


def test_a_burst_into_an_amount_adds_nothing(at: AtTheCounter, keyboard: Keyboard) -> None:
    at.show_card(JANE)
    at.press("amountButton")
    keyboard.scan("1234567890")
    at.until(lambda: at.desk.asked("look_up")[-1] == ("1234567890", None))
    assert at.field("amountField").text() == ""
    assert at.desk.asked("stamp") == []


def test_keys_that_do_something_do_nothing_in_a_burst(at: AtTheCounter, keyboard: Keyboard) -> None:
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


def test_a_person_types_on_into_the_field_on_the_left(at: AtTheCounter, keyboard: Keyboard) -> None:
    at.window.setFocus()
    keyboard.person(*"suki@example.com")
    assert at.field("emailField").text() == "suki@example.com"
    keyboard.person(Qt.Key.Key_Backspace, "m", "\n")
    is_suki_shown(at, is_typed=True)


def test_rolling_fingers_are_given_back_in_order(at: AtTheCounter, keyboard: Keyboard) -> None:
    at.field("emailField").setFocus()
    for letter in "ski":
        keyboard.strike(letter)
    keyboard.rest()
    keyboard.strike("@")
    keyboard.strike(Qt.Key.Key_Backspace)
    keyboard.rest()
    assert at.field("emailField").text() == "ski"


def test_a_persons_space_stamps_and_shortcuts_work(at: AtTheCounter, keyboard: Keyboard) -> None:
    at.show_card(JANE)
    keyboard.person(" ")
    at.until(lambda: at.button("undoButton").isVisible())
    assert len(at.desk.asked("stamp")) == 1
    keyboard.person("z", modifiers=CTRL)
    at.until(lambda: at.said() == "Undone for Jane")
    keyboard.person(Qt.Key.Key_F8)
    assert at.window.panel_name == "outbox"
    keyboard.person(Qt.Key.Key_Escape)
    assert at.window.panel_name == "customer"


def test_a_field_keeps_the_shortcuts_that_it_wants(at: AtTheCounter, keyboard: Keyboard) -> None:
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: at.button("undoButton").isVisible())
    at.field("emailField").setFocus()
    keyboard.person("a", "b")
    keyboard.person("z", modifiers=CTRL)
    assert at.field("emailField").text() == ""
    assert at.desk.asked("undo") == []


def test_a_key_that_is_held_down_repeats_at_once(at: AtTheCounter, keyboard: Keyboard) -> None:
    at.field("emailField").setFocus()
    keyboard.strike("a")
    keyboard.strike("a", is_repeat=True)
    assert at.field("emailField").text() == "aa"


def test_keys_of_a_program_go_their_way_at_once(at: AtTheCounter, keyboard: Keyboard) -> None:
    at.field("emailField").setFocus()
    at.type("ab")
    assert at.field("emailField").text() == "ab"
    assert not keyboard.keys.is_waiting


def test_shift_is_never_held(at: AtTheCounter, keyboard: Keyboard) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, PLAIN)
    event.setTimestamp(1000)
    QCoreApplication.sendEvent(window_of_keys(at), event)
    assert not keyboard.keys.is_waiting


def test_chinese_comes_after_the_keys_before_it(at: AtTheCounter, keyboard: Keyboard) -> None:
    field = at.field("emailField")
    field.setFocus()
    keyboard.strike("a")
    event = QInputMethodEvent()
    event.setCommitString("\u5c0f\u660e")
    QCoreApplication.sendEvent(field, event)
    assert field.text() == "a\u5c0f\u660e"


def test_a_click_comes_after_the_keys_before_it(at: AtTheCounter, keyboard: Keyboard) -> None:
    at.field("emailField").setFocus()
    keyboard.strike("a")
    QTest.mouseClick(at.window, Qt.MouseButton.LeftButton)
    assert at.field("emailField").text() == "a"


def test_a_key_that_qt_has_no_name_for_is_a_key_too(at: AtTheCounter, keyboard: Keyboard) -> None:
    at.field("emailField").setFocus()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, 0x5361, PLAIN, "\u5361")
        event.setTimestamp(1000)
        QCoreApplication.sendEvent(window_of_keys(at), event)
    keyboard.rest()
    assert at.field("emailField").text() == "\u5361"


@pytest.mark.usefixtures("keyboard")
def test_keys_as_the_platform_brings_them_are_held_and_given_back(at: AtTheCounter) -> None:
    at.window.setFocus()
    QTest.keyClick(window_of_keys(at), Qt.Key.Key_F8)
    assert at.window.panel_name == "ready"
    at.until(lambda: at.window.panel_name == "outbox")


def test_what_is_no_card_is_refused_in_words(at: AtTheCounter, keyboard: Keyboard) -> None:
    keyboard.scan("WIFI:T:WPA;S:Cafe;P:secret;;")
    at.until(lambda: at.window.panel_name == "refused")
    assert at.label("refusedSentence").text().startswith("This is a Wi-Fi code.")


def test_a_scan_that_may_lack_its_beginning_is_asked_for_again(at: AtTheCounter, keyboard: Keyboard) -> None:
    keyboard.strike("s")
    keyboard.pause(0.06)
    keyboard.scan("uki@example.com")
    at.until(lambda: at.window.panel_name == "refused")
    assert at.label("refusedTitle").text() == "The scan did not arrive whole"
    assert at.desk.asked("look_up") == []


def test_a_timer_that_comes_late_looks_first_at_the_keys_that_wait_behind_it(
    at: AtTheCounter, keyboard: Keyboard
) -> None:
    for letter in "suki@":
        keyboard.strike(letter)
        keyboard.keys._timer.timeout.emit()
    keyboard.scan("example.com")
    is_suki_shown(at)


def test_the_rules_may_change_while_it_listens(at: AtTheCounter, keyboard: Keyboard) -> None:
    keyboard.keys.apply_settings(HandScannerSettings(prefix="~", suffix="~", layout={'"': "@"}))
    keyboard.scan('~suki"example.com~')
    is_suki_shown(at)


def test_the_set_up_code_is_learnt_while_the_settings_are_open(at: AtTheCounter, keyboard: Keyboard) -> None:
    keyboard.scan(SETUP_TEXT)
    at.until(lambda: at.window.panel_name == "refused")
    assert at.label("refusedTitle").text() == "That code sets up a hand scanner"
    assert keyboard.learnt == []
    keyboard.person(Qt.Key.Key_F9)
    keyboard.pause(1)
    keyboard.scan(SETUP_TEXT.replace("@", "\u00a7"))
    at.until(lambda: at.said().startswith("The hand scanner's keyboard is set up."))
    assert at.window.panel_name == "settings"
    keyboard.scan(SETUP_TEXT[:90])
    at.until(lambda: at.said().startswith("The hand scanner's keyboard could not be set up."))
    assert at.desk.asked("look_up") == []


def test_a_wired_scanner_that_is_gone_is_said_in_the_bar(at: AtTheCounter, keyboard: Keyboard) -> None:
    at.show_card(JANE)
    at.scans.on_hand_scanner_failure(PortUnplugged(port="COM3"))
    at.until(lambda: at.said().startswith("The hand scanner is gone."))
    assert "COM3" in at.said()
    assert at.window.panel_name == "customer"
    at.scans.on_hand_scanner_failure(None)
    keyboard.scan("suki@example.com")
    is_suki_shown(at)


def test_after_the_window_has_closed_no_key_is_held(at: AtTheCounter, keyboard: Keyboard) -> None:
    at.window.close()
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, PLAIN, "a")
    event.setTimestamp(1000)
    QCoreApplication.sendEvent(at.window, event)
    assert not keyboard.keys.is_waiting


SCENE = st.lists(st.tuples(st.text("abc1 @", max_size=4), st.booleans()), min_size=1, max_size=4)


@given(SCENE)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_people_lose_no_key_and_bursts_press_nothing(
    at: AtTheCounter, keyboard: Keyboard, scene: list[tuple[str, bool]]
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
