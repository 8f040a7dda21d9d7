"""Closing the counter: a question in place where taps wait or the till is a kiosk, never a dialog."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QPushButton

from kreward_pos.system.settings import with_changes
from kreward_pos.ui.runtime import motion
from kreward_pos.ui.window import WindowOptions
from tests.ui.conftest import CounterDriver, OpenWindow
from tests.ui.desk_fake import JANE, FakeSetUp, a_status


def request_close(at: CounterDriver) -> None:
    """Close the window as Alt+F4, its frame and the task bar do."""
    handle = at.window.windowHandle()
    assert handle is not None
    QCoreApplication.sendEvent(handle, QCloseEvent())


def is_prompt_visible(at: CounterDriver) -> bool:
    strip = at.window.findChild(QFrame, "closePrompt")
    return strip is not None and strip.isVisible()


def set_waiting(at: CounterDriver, waiting: int) -> None:
    at.till.status_changed(a_status("offline", waiting=waiting))
    at.until(lambda: at.button("linkPill").text().endswith(f"{waiting} waiting" if waiting else "Offline"))


def test_window_closes_at_once_when_nothing_is_waiting(at: CounterDriver) -> None:
    set_waiting(at, 0)
    request_close(at)
    assert at.window.isHidden()


@pytest.mark.parametrize(
    ("waiting", "expected"),
    [
        (1, "1 tap is waiting. It is safe and will be sent when the app runs again."),
        (3, "3 taps are waiting. They are safe and will be sent when the app runs again."),
    ],
)
def test_close_prompt_counts_the_waiting_taps(at: CounterDriver, waiting: int, expected: str) -> None:
    set_waiting(at, waiting)
    request_close(at)
    assert is_prompt_visible(at)
    assert at.label("closePromptLabel").accessibleName() == expected
    assert QApplication.activeModalWidget() is None
    at.press("closeTillButton")
    assert at.window.isHidden()


def test_close_prompt_counts_the_taps_being_checked(at: CounterDriver) -> None:
    at.till.status_changed(a_status(waiting=1, checking=1))
    at.until(lambda: at.button("linkPill").text().endswith("1 being checked"))
    request_close(at)
    expected = "Not settled yet: 1. Nothing is lost: the till goes on when the app runs again."
    assert at.label("closePromptLabel").accessibleName() == expected


def test_staying_keeps_the_customer(at: CounterDriver) -> None:
    at.show_card(JANE)
    set_waiting(at, 2)
    for by_key in (False, True):
        request_close(at)
        assert is_prompt_visible(at)
        if by_key:
            at.key(Qt.Key.Key_Escape)
        else:
            at.press("stayButton")
        assert not is_prompt_visible(at)
    assert at.window.panel_name == "customer"
    at.press("stampButton")
    at.until(lambda: at.message() == "1 stamp added for Jane")


def test_keyboard_focus_is_on_staying(at: CounterDriver) -> None:
    set_waiting(at, 2)
    request_close(at)
    QTest.keyClick(at.focused(), Qt.Key.Key_Space)
    assert not is_prompt_visible(at)
    assert at.window.isVisible()


def test_close_prompt_updates_its_count(at: CounterDriver) -> None:
    set_waiting(at, 3)
    request_close(at)
    set_waiting(at, 1)
    assert at.label("closePromptLabel").accessibleName().startswith("1 tap is waiting.")


def test_program_that_ends_the_app_is_not_asked(at: CounterDriver) -> None:
    """As at the end of the session, by an interrupt, or by the self-check."""
    set_waiting(at, 3)
    QApplication.closeAllWindows()
    assert at.window.isHidden()


def test_kiosk_fills_the_screen_and_always_asks(open_window: OpenWindow) -> None:
    at = open_window(options=WindowOptions(is_kiosk=True))
    at.window.present()
    at.until(at.window.isVisible)
    flags = at.window.windowFlags()
    assert at.window.isFullScreen()
    assert flags & Qt.WindowType.FramelessWindowHint
    assert flags & Qt.WindowType.WindowStaysOnTopHint
    request_close(at)
    assert at.window.isVisible()
    assert at.label("closePromptLabel").accessibleName() == "Close the till?"
    at.press("stayButton")
    at.press("closeButton")
    assert is_prompt_visible(at)


def test_kiosk_setting_is_applied_at_once(at: CounterDriver) -> None:
    at.show_card(JANE)
    at.till.settings_changed(replace(at.setup.view, settings=with_changes(at.setup.view.settings, {"is_kiosk": True})))
    at.until(at.window.isFullScreen)
    assert at.window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert at.button("closeButton").isVisible()
    at.until(at.window.isActiveWindow)
    assert at.window.panel_name == "customer"
    at.till.settings_changed(at.setup.view)
    at.until(lambda: at.window.isActiveWindow() and not at.window.isFullScreen())
    assert not at.window.windowFlags() & Qt.WindowType.FramelessWindowHint
    at.press("stampButton")
    at.until(lambda: at.message() == "1 stamp added for Jane")
    request_close(at)
    assert at.window.isHidden()


def test_kiosk_is_closed_by_the_owner_only(open_window: OpenWindow, setup: FakeSetUp) -> None:
    setup.pin.choose("2468")
    setup.pin.lock()
    at = open_window(options=WindowOptions(is_kiosk=True))
    at.press("closeButton")
    at.press("closeTillButton")
    at.until(lambda: at.window.panel_name == "pin")
    at.type("2469")
    at.key(Qt.Key.Key_Return)
    at.until(at.label("pinTrouble").isVisible)
    assert at.window.isVisible()
    at.type("2468")
    at.key(Qt.Key.Key_Return)
    at.until(at.window.isHidden)


def test_window_has_no_close_button_unless_it_is_a_kiosk(at: CounterDriver) -> None:
    assert all(not button.isVisible() for button in at.window.findChildren(QPushButton, "closeButton"))


def test_animations_follow_the_setting(qapp: QApplication) -> None:
    assert motion.may_animate(has_motion=True)
    assert not motion.may_animate(has_motion=False)
    assert not qapp.isEffectEnabled(Qt.UIEffect.UI_AnimateCombo)
